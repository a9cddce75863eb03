import { expect, test } from 'vitest';
import {
  isPartialPath,
  looksLikeMail,
  looksLikeMailFile,
  templateExtension,
  templateBaseName,
} from '../../../src/core/template/templateName.ts';

for (const name of [
  'order.mjml',
  'order.hbs',
  'order.handlebars',
  'order.mjml.hbs',
  'order.hbs.mjml',
  'order.mjml.handlebars',
  'order.handlebars.mjml',
  'order.html',
  'order.HTM',
  'order.MJML.hbs',
  'order.html.hbs',
  'order.html.mjml.handlebars',
  'order.hjs',
  'order.mustache',
  'order.mjml.ejs',
  'order.tpl',
  'order.html.twig',
]) {
  test(`${name} is a template called order`, () => {
    expect(templateExtension(`/x/${name}`)).toBeDefined();
    expect(templateBaseName(`/x/${name}`)).toBe('order');
  });
}
test('other files and bare extensions are no templates', () => {
  expect(['a.txt', 'a.mjmlx', 'mjml', '.mjml', '.hbs'].filter(templateExtension)).toEqual([]);
});

function checkPartial(path: string, expected: boolean): void {
  test(`${path} is ${expected ? 'a piece' : 'an entry'}`, () =>
    expect(isPartialPath(`/root/partials/${path}`, '/root/partials')).toBe(expected));
}
checkPartial('order.mjml', false);
checkPartial('mails/order.mjml', false);
checkPartial('mails/Partials/header.mjml', true);
checkPartial('layouts/main.hbs', true);
checkPartial('_head.mjml', true);
checkPartial('order.subject.hbs', true);
checkPartial('order.text.hbs', true);
checkPartial('subject.hbs', true);

checkPartial('order-text.hbs', true);
checkPartial('full-text.mjml', false);
checkPartial('subject.de.txt', true);
checkPartial('text.hbs', true);
checkPartial('mails/layout.mjml.hbs', true);
checkPartial('shared/header.mjml', true);
checkPartial('shared/emails/order.mjml', false);
checkPartial('common/templates/order.hbs', false);
checkPartial('partials/emails/header.hbs', true);
checkPartial('emails/components/deep/header.hbs', true);

test('a file may be named like an extension, when it has one', () => {
  expect(['html.mjml', 'mjml.hbs', 'html.mjml.hbs'].map(templateBaseName)).toEqual(['html', 'mjml', 'html']);
});

function checkMail(text: string, expected: boolean): void {
  test(`${JSON.stringify(text)} is ${expected ? 'a mail' : 'none'}`, () => expect(looksLikeMail(text)).toBe(expected));
}
checkMail('x <mj-text>', true);
checkMail('<mjml>', true);
checkMail('{{! note }}\n<!DOCTYPE html><html>', true);
checkMail('<!-- x --><html lang="en">', true);
checkMail('{{#> layouts/main}}x{{/layouts/main}}', true);
checkMail('<table role="presentation" width="600">', true);
checkMail('<div class="app">{{outlet}}</div>', false);
checkMail('<mjx-container>', false);
checkMail('', false);
checkMail('{{~!-- a }} -- --~}} <!-- > -->\n<html>', true);
checkMail('{{! a }}{{!-- b --}}<!-- c --><p>', false);
checkMail('{{!-- never closed <!doctype html>', false);
checkMail('<table\n class="a"\n cellpadding="0">', true);
checkMail('<table><tr role="presentation">', false);

// It runs in the extension host. A guard against exponential and quadratic time, not a measurement: the worst takes 50 ms.
for (const unit of [
  '{{!--a--}}',
  '{{!a}}',
  '<!-- -->',
  '<table ',
  '<table\n',
  '{{!--',
  '<!--',
  '{{#> ',
  ' ',
  'role ',
]) {
  test(`many ${JSON.stringify(unit)} take no time`, () => {
    const started = performance.now();
    expect(looksLikeMail(unit.repeat(10_000))).toBe(false);
    expect(looksLikeMail(unit.repeat(2_000_000 / unit.length))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
}
test('what comes after the first 100,000 characters decides nothing', () => {
  expect(looksLikeMail(`${' '.repeat(99_990)}<mjml>`)).toBe(true);
  expect(looksLikeMail(`${' '.repeat(100_000)}<mjml>`)).toBe(false);
});

test('in another language, MJML tells a mail from a page', () => {
  expect(looksLikeMailFile('/x/a.twig', '<mjml>')).toBe(true);
  expect(looksLikeMailFile('/x/a.twig', '<!doctype html>')).toBe(false);
  expect(looksLikeMailFile('/x/a.hbs', '<!doctype html>')).toBe(true);
});
