import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element } from '../page/element.ts';
import type { FieldErrors, FieldPlace, FormPart } from './formPart.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type Field = 'certificatePin' | 'ehloName' | 'connectTimeoutSeconds' | 'replyTimeoutSeconds';

/** What few accounts need, folded until something of it is set. */
export class AdvancedFields implements FormPart<Field> {
  readonly #certificatePin;
  readonly #ehloName;
  readonly #connectTimeout;
  readonly #replyTimeout;
  readonly #details;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(onInput: () => void) {
    this.#certificatePin = textField({
      id: 'certificatePin',
      label: text.certificatePin,
      hint: text.certificatePinHint,
      placeholder: text.certificatePinPlaceholder,
      onInput,
    });
    this.#ehloName = textField({
      id: 'ehloName',
      label: text.ehloName,
      hint: text.ehloNameHint,
      placeholder: text.optional,
      onInput,
    });
    this.#connectTimeout = textField({
      id: 'connectTimeoutSeconds',
      label: text.connectTimeout,
      hint: text.connectTimeoutHint,
      placeholder: text.optional,
      numeric: true,
      onInput,
    });
    this.#replyTimeout = textField({
      id: 'replyTimeoutSeconds',
      label: text.replyTimeout,
      hint: text.replyTimeoutHint,
      placeholder: text.optional,
      numeric: true,
      onInput,
    });
    this.#details = element(
      'details',
      {},
      element('summary', {}, text.advanced),
      this.#certificatePin.element,
      this.#ehloName.element,
      this.#connectTimeout.element,
      this.#replyTimeout.element,
    );
    this.elements = [this.#details];
    this.places = [
      ['certificatePin', this.#certificatePin],
      ['ehloName', this.#ehloName],
      ['connectTimeoutSeconds', this.#connectTimeout],
      ['replyTimeoutSeconds', this.#replyTimeout],
    ];
  }

  get values(): Pick<ProfileFields, Field> {
    return {
      certificatePin: this.#certificatePin.control.value,
      ehloName: this.#ehloName.control.value,
      connectTimeoutSeconds: this.#connectTimeout.control.value,
      replyTimeoutSeconds: this.#replyTimeout.control.value,
    };
  }

  fill(fields: ProfileFields): void {
    this.#certificatePin.control.value = fields.certificatePin;
    this.#ehloName.control.value = fields.ehloName;
    this.#connectTimeout.control.value = fields.connectTimeoutSeconds;
    this.#replyTimeout.control.value = fields.replyTimeoutSeconds;
  }

  /** What somebody has set is not hidden. */
  openIfSet(): void {
    if (Object.values(this.values).some((value) => value !== '')) this.#details.open = true;
  }

  openIfWrong(errors: FieldErrors): void {
    if (this.places.some(([field]) => errors[field] !== undefined)) this.#details.open = true;
  }

  /** Without encryption there is no certificate. */
  refresh(security: string): void {
    this.#certificatePin.element.hidden = security === 'none';
  }
}
