import { describe, expect, test } from 'vitest';
import { type ExportKind, exportName, planExports } from '../../../src/core/template/exportPlan.ts';

describe('the files of an export', () => {
  test('have the name of their template without its endings, in the same folders', () => {
    check(['order.mjml.hbs', 'shop/welcome.mjml'], ['html'], ['order.html', 'shop/welcome.html']);
  });

  test('are one for each kind', () => {
    check(['order.mjml'], ['html', 'txt', 'eml'], ['order.html', 'order.txt', 'order.eml']);
  });

  test('keep the whole name of templates that would become one file', () => {
    check(['order.mjml', 'order.hbs', 'bye.hbs'], ['html'], ['order.mjml.html', 'order.hbs.html', 'bye.html']);
  });

  test('are one file on disks that do not tell upper from lower case', () => {
    check(['Order.mjml', 'order.hbs'], ['html'], ['Order.mjml.html', 'order.hbs.html']);
  });

  test('of different folders may have one name', () => {
    check(['a/mail.mjml', 'b/mail.mjml'], ['html'], ['a/mail.html', 'b/mail.html']);
  });

  test('are never a template', () => {
    check(['order.html'], ['html', 'txt'], ['order.html.rendered.html', 'order.txt']);
    check(['order.mjml', 'order.html'], ['html'], ['order.mjml.html', 'order.html.rendered.html']);
    check(['order.mjml', 'order.mjml.html'], ['html'], ['order.mjml.rendered.html', 'order.mjml.html.rendered.html']);
  });

  test('beside one template are named alike', () => {
    expect(exportName('order.mjml', 'html')).toBe('order.html');
    expect(exportName('order.html', 'html')).toBe('order.html.rendered.html');
  });
});

function check(templates: readonly string[], kinds: readonly ExportKind[], files: readonly string[]): void {
  expect(planExports(templates, kinds).map((planned) => planned.file)).toEqual(files);
}
