import { element, icon } from '../page/element.ts';
import { FormField } from './formField.ts';
import { text } from './text.ts';

export interface SecurityFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly errorPlace: HTMLElement;
  /** Id of what explains the choice. */
  readonly describedBy?: string;
  readonly onChange: (security: string) => void;
}

/** The three ways to protect a connection. */
export function securityField({ onChange, ...options }: SecurityFieldOptions): FormField {
  const control = element(
    'select',
    { onchange: () => onChange(control.value) },
    element('option', { value: 'tls' }, text.securityTls),
    element('option', { value: 'starttls' }, text.securityStarttls),
    element('option', { value: 'none' }, text.securityNone),
  );
  return new FormField({
    ...options,
    control,
    content: element('div', { class: 'select' }, control, icon('chevron-down')),
  });
}
