import { expect, test } from 'vitest';
import { templateDisplayName } from '../../../src/core/template/displayName.ts';
import { isLocale } from '../../../src/core/template/locales.ts';

function check(path: string, name: string): void {
  test(`${path} is shown as ${name}`, () => expect(templateDisplayName(`/work/root/${path}`, '/work/root')).toBe(name));
}

check('order.mjml.hbs', 'order');
check('emails/order.html.handlebars', 'order');
// email-templates, Vendure, ever-gauzy, mailtrain.
check('emails/order/html.mjml', 'order');
check('email/templates/order-confirmation/body.hbs', 'order-confirmation');
check('default-email-templates/time-off/pt-BR/html.mjml', 'time-off (pt-BR)');
check('subscription/mail-confirm-html.mjml.hbs', 'mail-confirm');
check('order/index.mjml', 'order');
check('order/body.de.hbs', 'order (de)');
check('de/order.mjml', 'order (de)');
check('emails/index.mjml', 'index');
check('de/index.mjml', 'index (de)');
check('body.hbs', 'body');

test('locales are languages, with or without a place', () => {
  expect(['en', 'DE', 'pt-BR', 'zh_Hans', 'es-419'].filter((name) => !isLocale(name))).toEqual([]);
  expect(['js', 'ui', 'eng', 'e', 'en-', 'de-abc', 'order'].filter(isLocale)).toEqual([]);
});
