import { expect, test } from 'vitest';
import { findMailsUsing } from '../../../src/core/template/mailsUsing.ts';
import { SourceFiles } from '../../../src/core/template/sourceFiles.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

function check(rule: string, files: Readonly<Record<string, string>>, piece: string, mails: readonly string[]): void {
  test(rule, async () => {
    const search = { root: '/p', files: new SourceFiles(memoryFileReader(files)) };
    expect(await findMailsUsing(piece, search)).toEqual(mails);
  });
}

const mail = (content: string): string => `<mjml><mj-body>${content}</mj-body></mjml>`;

check(
  'the mails that call a partial, sorted by path',
  {
    '/p/b.mjml.hbs': mail('{{> footer}}'),
    '/p/a.mjml.hbs': mail('{{> footer}}'),
    '/p/c.mjml.hbs': mail('{{> header}}'),
    '/p/partials/footer.hbs': 'footer',
    '/p/partials/header.hbs': 'header',
  },
  '/p/partials/footer.hbs',
  ['/p/a.mjml.hbs', '/p/b.mjml.hbs'],
);
check(
  'also through another partial',
  { '/p/a.mjml.hbs': mail('{{> outer}}'), '/p/partials/outer.hbs': '{{> inner}}', '/p/partials/inner.hbs': 'x' },
  '/p/partials/inner.hbs',
  ['/p/a.mjml.hbs'],
);
check(
  'the mails that include a file, also through another file',
  {
    '/p/a.mjml': mail('<mj-include path="./includes/outer.mjml" />'),
    '/p/includes/outer.mjml': '<mj-include path="./inner.mjml" />',
    '/p/includes/inner.mjml': '<mj-text>x</mj-text>',
  },
  '/p/includes/inner.mjml',
  ['/p/a.mjml'],
);
check(
  'the mails that are shown in a layout',
  { '/p/mails/a.hbs': '{{!< base}}Hello', '/p/layouts/base.hbs': mail('{{{body}}}') },
  '/p/layouts/base.hbs',
  ['/p/mails/a.hbs'],
);
check('nobody', { '/p/a.mjml': mail(''), '/p/partials/lost.hbs': 'x' }, '/p/partials/lost.hbs', []);
