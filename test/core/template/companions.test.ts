import { describe, expect, test } from 'vitest';
import { SourceFiles } from '../../../src/core/template/sourceFiles.ts';
import { findSubject, findTextTemplate } from '../../../src/core/template/subject.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

/** Which of the files are the template's subject and plain-text part. */
function check(
  template: string,
  others: readonly string[],
  expected: { readonly subject?: string; readonly text?: string },
): void {
  test(`${template} with ${others.join(', ')}`, async () => {
    const reader = memoryFileReader(Object.fromEntries([template, ...others].map((path) => [`/r/${path}`, path])));
    const files = new SourceFiles(reader);
    const subject = await findSubject({ path: `/r/${template}`, text: '' }, '/r', files);
    const text = await findTextTemplate(`/r/${template}`, '/r', files);
    expect({ subject: subject?.source.text, text: text?.text }).toEqual({
      subject: undefined,
      text: undefined,
      ...expected,
    });
  });
}

describe('beside the template, with its name', () => {
  check('a.hbs', ['a.subject.hbs', 'a.text.hbs'], { subject: 'a.subject.hbs', text: 'a.text.hbs' });
  check('a.mjml', ['a-subject.txt', 'a-text.hbs'], { subject: 'a-subject.txt', text: 'a-text.hbs' });
  check('a.html.hbs', ['a.subject.mjml', 'a.txt.hbs'], { subject: 'a.subject.mjml', text: 'a.txt.hbs' });
  check('a-html.mjml.hbs', ['a-text.hbs', 'a-subject.hbs'], { subject: 'a-subject.hbs', text: 'a-text.hbs' });
  check('a.mjml', ['a.txt'], { text: 'a.txt' });
  check('a.mjml', ['a.plain.handlebars'], { text: 'a.plain.handlebars' });
  check('A.mjml', ['a.Subject.HBS'], { subject: 'a.Subject.HBS' });
});

describe('in a folder for one mail', () => {
  check('m/a/html.mjml', ['m/a/subject.hbs', 'm/a/text.hbs'], { subject: 'm/a/subject.hbs', text: 'm/a/text.hbs' });
  check('m/a/body.hbs', ['m/a/subject.txt', 'm/a/plain.txt'], { subject: 'm/a/subject.txt', text: 'm/a/plain.txt' });
  check('m/a.hbs', ['m/a/subject.txt', 'm/a/text.hbs'], { subject: 'm/a/subject.txt', text: 'm/a/text.hbs' });
});

describe('in a folder for one kind of part', () => {
  check('m/a.hbs', ['m/subjects/a.txt', 'm/text/a.hbs'], { subject: 'm/subjects/a.txt', text: 'm/text/a.hbs' });
  check('m/html/a.hbs', ['m/text/a.hbs'], { text: 'm/text/a.hbs' });
  check('src/templates/a.mjml', ['src/subjects/a.subject.hbs', 'src/text/a.txt'], {
    subject: 'src/subjects/a.subject.hbs',
    text: 'src/text/a.txt',
  });
  check('src/emails/a.mjml', ['src/emails/subjects/a.txt', 'src/subjects/a.txt'], {
    subject: 'src/emails/subjects/a.txt',
  });
  check('src/pages/a.hbs', ['src/subjects/a.hbs'], {});
});

describe('in a language', () => {
  check('a/de/html.mjml', ['a/de/subject.hbs', 'a/bg/text.hbs'], { subject: 'a/de/subject.hbs' });
  check('a/de/html.mjml', ['a/subject.hbs', 'a/text.de.hbs', 'a/text.hbs'], {
    subject: 'a/subject.hbs',
    text: 'a/text.de.hbs',
  });
  check('body.de.hbs', ['subject.hbs', 'subject.de.hbs', 'body.de.txt'], {
    subject: 'subject.de.hbs',
    text: 'body.de.txt',
  });
  check('a.de.hbs', ['a.subject.bg.hbs', 'a.subject.hbs'], { subject: 'a.subject.hbs' });
});

describe('not', () => {
  check('a.hbs', ['b.subject.hbs', 'b.txt', 'text.hbs', 'a.hbs.bak', 'subject'], {});
  check('subject.hbs', [], {});
});

test('none from above the root, although the root is called like a language', async () => {
  const files = new SourceFiles(memoryFileReader({ '/r/tr/a.hbs': '', '/r/a.txt': '', '/r/a.subject.hbs': '' }));
  const template = { path: '/r/tr/a.hbs', text: '' };
  expect(await findSubject(template, '/r/tr', files)).toBeUndefined();
  expect(await findTextTemplate(template.path, '/r/tr', files)).toBeUndefined();
});
