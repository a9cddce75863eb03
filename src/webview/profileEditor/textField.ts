import { element } from '../page/element.ts';
import { FormField } from './formField.ts';

export interface TextFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly numeric?: boolean;
  readonly errorPlace?: HTMLElement;
  /** With each key. */
  readonly onInput: () => void;
  /** When the field is left. */
  readonly onCommit?: () => void;
}

export function textField({ id, label, hint, errorPlace, ...options }: TextFieldOptions): FormField {
  const control = element('input', {
    type: 'text',
    class: 'text-input',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    placeholder: options.placeholder,
    inputmode: options.numeric === true ? 'numeric' : undefined,
    maxlength: options.numeric === true ? 5 : undefined,
    oninput: options.onInput,
    onchange: () => options.onCommit?.(),
  });
  return new FormField({
    id,
    label,
    control,
    ...(hint === undefined ? {} : { hint }),
    ...(errorPlace === undefined ? {} : { errorPlace }),
  });
}
