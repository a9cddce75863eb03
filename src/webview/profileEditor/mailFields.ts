import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { Choice } from './choice.ts';
import type { FieldPlace, FormPart } from './formPart.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type Field = 'from' | 'replyTo' | 'to' | 'environment';

/** Whom test mails come from and go to. */
export class MailFields implements FormPart<Field> {
  readonly #from;
  readonly #replyTo;
  readonly #to;
  readonly #environment;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(onInput: () => void) {
    this.#from = textField({
      id: 'from',
      label: text.from,
      hint: text.fromHint,
      placeholder: text.fromPlaceholder,
      onInput,
    });
    this.#replyTo = textField({
      id: 'replyTo',
      label: text.replyTo,
      hint: text.replyToHint,
      placeholder: text.optional,
      onInput,
    });
    this.#to = textField({ id: 'to', label: text.to, hint: text.toHint, placeholder: text.toPlaceholder, onInput });
    this.#environment = new Choice(
      'environment',
      text.environment,
      [
        { value: 'test', label: text.environmentTest, hint: text.environmentTestHint },
        { value: 'production', label: text.environmentProduction, hint: text.environmentProductionHint },
      ],
      onInput,
    );
    this.elements = [this.#from.element, this.#replyTo.element, this.#to.element, this.#environment.element];
    this.places = [
      ['from', this.#from],
      ['replyTo', this.#replyTo],
      ['to', this.#to],
      ['environment', this.#environment],
    ];
  }

  get values(): Pick<ProfileFields, Field> {
    return {
      from: this.#from.control.value,
      replyTo: this.#replyTo.control.value,
      to: this.#to.control.value,
      environment: this.#environment.value,
    };
  }

  fill(fields: Pick<ProfileFields, Field>): void {
    this.#from.control.value = fields.from;
    this.#replyTo.control.value = fields.replyTo;
    this.#to.control.value = fields.to;
    this.#environment.value = fields.environment;
  }
}
