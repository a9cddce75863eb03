import type { ProfileFields, ToProfileEditor } from '../../protocol/profileEditor.ts';
import type { Choice } from './choice.ts';
import type { FormField } from './formField.ts';

export type FieldErrors = Extract<ToProfileEditor, { readonly type: 'invalid' }>['errors'];

/** Where a field of the profile stands, so that what is wrong with it can be said there. */
export type FieldPlace = readonly [field: keyof FieldErrors, place: FormField | Choice];

/** Some fields of the form that belong together. It holds them; what they mean together is the page's. */
export interface FormPart<Field extends keyof ProfileFields> {
  readonly elements: readonly HTMLElement[];
  /** In the order of the page, which is the order in which people mend them. */
  readonly places: readonly FieldPlace[];
  readonly values: Pick<ProfileFields, Field>;
  fill(fields: Pick<ProfileFields, Field>): void;
}
