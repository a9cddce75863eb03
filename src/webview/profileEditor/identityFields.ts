import type { ProfileFields, ToProfileEditor } from '../../protocol/profileEditor.ts';
import { Choice } from './choice.ts';
import type { FieldPlace, FormPart } from './formPart.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type Shown = Extract<ToProfileEditor, { readonly type: 'show' }>;

/** What the profile is called, and in whose settings it is kept. */
export class IdentityFields implements FormPart<'name' | 'scope'> {
  readonly #name;
  readonly #scope;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(onInput: () => void) {
    this.#name = textField({ id: 'name', label: text.name, hint: text.nameHint, onInput });
    this.#scope = new Choice(
      'scope',
      text.scope,
      [
        { value: 'workspace', label: text.scopeWorkspace, hint: text.scopeWorkspaceHint },
        { value: 'user', label: text.scopeUser, hint: text.scopeUserHint },
      ],
      onInput,
    );
    this.elements = [this.#name.element, this.#scope.element];
    this.places = [
      ['name', this.#name],
      ['scope', this.#scope],
    ];
  }

  get values(): Pick<ProfileFields, 'name' | 'scope'> {
    return { name: this.#name.control.value, scope: this.#scope.value === 'workspace' ? 'workspace' : 'user' };
  }

  fill(fields: Pick<ProfileFields, 'name' | 'scope'>): void {
    this.#name.control.value = fields.name;
    this.#scope.value = fields.scope;
  }

  show({ canSaveInWorkspace, workspaceReason }: Shown): void {
    const reason = canSaveInWorkspace ? undefined : workspaceReason;
    this.#scope.setUnavailable('workspace', reason, text.scopeWorkspaceHint);
  }
}
