import { describe, expect, test } from 'vitest';
import { SourceFiles } from '../../../src/core/template/sourceFiles.ts';
import { isTemplateEntry } from '../../../src/core/template/templateEntry.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

/** Which of the files are mails of their own. */
function check(rule: string, files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  test(rule, async () => {
    const paths = Object.keys(files).map((name) => `/r/${name}`);
    const reader = memoryFileReader(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`/r/${name}`, text])),
    );
    const sources = new SourceFiles(reader);
    const entries: string[] = [];
    for (const path of paths) if (await isTemplateEntry(path, '/r', sources)) entries.push(path.slice(3));
    expect(entries).toEqual(expected);
  });
}

describe('by name, place and text', () => {
  check('MJML by its name', { 'a.mjml': '', 'b.mjml.hbs': '', 'c.hbs': '' }, ['a.mjml', 'b.mjml.hbs']);
  check('Handlebars by its text', { 'a.hbs': '<!doctype html>', 'b.hbs': '<div>' }, ['a.hbs']);
  check('Handlebars in a folder of mails', { 'emails/a.hbs': 'Hi {{x}}', 'emails/b.hbs': ' ' }, ['emails/a.hbs']);
  check('html only when both agree', { 'emails/a.html': '<html>', 'emails/b.html': '<div>', 'c.html': '<html>' }, [
    'emails/a.html',
  ]);
  check(
    'other languages with MJML, or in a folder of mails',
    {
      'views/a.njk': '<mjml>',
      'views/b.ejs': '<!doctype html>',
      'views/c.mjml.erb': '<% x %>',
      'mails/d.liquid': '<!doctype html>',
      'mails/e.liquid': '<p>',
    },
    ['views/a.njk', 'views/c.mjml.erb', 'mails/d.liquid'],
  );
  check(
    'no pieces, subjects, texts and layouts',
    {
      'emails/_head.mjml': '',
      'emails/partials/x.mjml': '',
      'emails/a/html.mjml': '',
      'emails/a/subject.hbs': 'x',
      'emails/a/text.hbs': 'x',
      'emails/layout.mjml': '',
      'emails/default.hbs': '<html>{{{body}}}</html>',
      'emails/data.json': '{}',
    },
    ['emails/a/html.mjml'],
  );
});

describe('pages of site builders', () => {
  const layout = '<html><table><td>{{> body}}</td></table></html>';
  check(
    'with settings, in a layout of tables',
    {
      'src/pages/a.html': '---\nx: 1\n---\n<p>{{x}}</p>',
      'src/pages/b.html': '<p>',
      'src/layouts/default.html': layout,
    },
    ['src/pages/a.html'],
  );
  check(
    'written in Inky',
    { 'src/pages/a.html': '<container>{{> x}}</container>', 'src/layouts/default.html': '{{> x}}{{> body}}' },
    ['src/pages/a.html'],
  );
  check(
    'for the web are none',
    { 'src/pages/a.html': '---\nx: 1\n---\n<p>', 'src/layouts/default.html': '<html><main>{{> body}}</main></html>' },
    [],
  );
  check('views beside a layout of mails are none', { 'views/a.hbs': '<p>', 'views/layouts/email.hbs': layout }, []);
});

describe('layouts beside the mails', () => {
  const frame = (slot: string): string => `<html>${slot}</html>`;
  check(
    'by their names, whatever their place for the mail is called',
    {
      'mails/a.hbs': '<p>',
      'mails/base.hbs': frame('{{ body }}'),
      'mails/base/base_template.hbs': frame('{{> card bodyContent=bodyContent}}'),
      'mails/master.html': frame('{{{mainContent}}}'),
    },
    ['mails/a.hbs'],
  );
  check('not what only has such a text', { 'mails/main.hbs': frame('{{ body }}') }, ['mails/main.hbs']);
});

check('a first line with the subject is a sign of mail', { 'x/a.hbs': 'Subject: Hi\n\nText', 'x/b.hbs': 'Text' }, [
  'x/a.hbs',
]);

describe('mailproof.json', () => {
  const files = { 'mails/a.mjml': '', 'mails/partials/p.mjml': '', 'mails/drafts/d.mjml': '', 'old/o.mjml': '' };
  const project = (templates: unknown): Record<string, string> => ({ 'mailproof.json': JSON.stringify({ templates }) });
  check('a folder', { ...files, ...project('mails') }, ['mails/a.mjml', 'mails/drafts/d.mjml']);
  check('a pattern with an exception', { ...files, ...project(['mails/**', '!mails/drafts']) }, ['mails/a.mjml']);
  check('only exceptions', { ...files, ...project(['!old']) }, ['mails/a.mjml', 'mails/drafts/d.mjml']);
  check('an exception from it', { ...files, ...project(['old', '!old/**', 'old/o.mjml']) }, ['old/o.mjml']);
  check('a piece by its name', { ...files, ...project('mails/partials/p.mjml') }, ['mails/partials/p.mjml']);
  check('a text that says nothing', { 'x/a.html': 'a', 'x/b.txt': 'b', ...project('x') }, ['x/a.html']);
  check('relative to where it lies', { 'x/m/a.mjml': '', 'x/n/b.mjml': '', 'x/mailproof.json': '{"templates":"m"}' }, [
    'x/m/a.mjml',
  ]);
});
