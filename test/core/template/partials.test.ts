import { expect, test } from 'vitest';
import { gatherPartials } from '../../../src/core/template/partials.ts';
import { SourceFiles } from '../../../src/core/template/sourceFiles.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

/** Each name the template calls, with the file that was found for it. */
function check(
  rule: string,
  template: { readonly path: string; readonly text: string },
  files: readonly string[],
  expected: Readonly<Record<string, string>>,
  folders?: readonly string[],
): void {
  test(rule, async () => {
    const reader = memoryFileReader(Object.fromEntries([...files, template.path].map((path) => [`/r/${path}`, path])));
    const found = await gatherPartials({ path: `/r/${template.path}`, text: template.text }, new SourceFiles(reader), {
      root: '/r',
      folders: folders?.map((folder) => `/r/${folder}`),
    });
    expect(Object.fromEntries([...found.partials].map(([name, source]) => [name, source.path.slice(3)]))).toEqual(
      expected,
    );
  });
}

const at = (path: string, text: string) => ({ path, text });

check('beside the template', at('m/a.hbs', '{{> b}}'), ['m/b.hbs'], { b: 'm/b.hbs' });
check('in a folder of partials beside it', at('m/a.hbs', '{{> b}}'), ['m/partials/b.mjml'], { b: 'm/partials/b.mjml' });
check('in one above it', at('m/n/a.hbs', '{{> b}}'), ['_partials/b.handlebars'], { b: '_partials/b.handlebars' });
check('the nearest wins', at('m/a.hbs', '{{> b}}'), ['partials/b.hbs', 'm/components/b.hbs'], {
  b: 'm/components/b.hbs',
});
check('by the path below the folder', at('a.hbs', '{{> x/b}}{{> c}}'), ['partials/x/b.hbs', 'partials/y/c.hbs'], {
  'x/b': 'partials/x/b.hbs',
  c: 'partials/y/c.hbs',
});
check(
  'by the path with the folder',
  at('m/a.hbs', '{{> partials/b}}{{> ../partials/c}}'),
  ['partials/b.hbs', 'partials/c.hbs'],
  { 'partials/b': 'partials/b.hbs', '../partials/c': 'partials/c.hbs' },
);
check(
  'with and without underscore',
  at('a.hbs', '{{> b}}{{> _c}}{{> x/d}}'),
  ['partials/_b.hbs', 'partials/c.hbs', 'partials/x/_d.hbs'],
  { b: 'partials/_b.hbs', _c: 'partials/c.hbs', 'x/d': 'partials/x/_d.hbs' },
);
check('with extension', at('a.hbs', '{{> b.hbs}}{{> "in line.css"}}'), ['partials/b.hbs', 'partials/in line.css'], {
  'b.hbs': 'partials/b.hbs',
  'in line.css': 'partials/in line.css',
});
check('of two kinds, the one of the template', at('a.mjml', '{{> b}}'), ['partials/b.hbs', 'partials/b.mjml'], {
  b: 'partials/b.mjml',
});
check('shallow before deep', at('a.hbs', '{{> b}}'), ['partials/x/b.hbs', 'partials/b.hbs'], { b: 'partials/b.hbs' });
check(
  'mailproof.json replaces the conventions',
  at('a.hbs', '{{> b}}{{> c}}'),
  ['partials/b.hbs', 'own/c.hbs'],
  { c: 'own/c.hbs' },
  ['own'],
);
check('a folder of another name is not searched', at('a.hbs', '{{> b}}'), ['stuff/b.hbs'], {});
check('nothing above the root is searched', at('m/a.hbs', '{{> b}}'), ['../partials/b.hbs'], {});
check('a template is not its own partial', at('a.hbs', '{{> a}}'), [], {});

test('only what is used is read', async () => {
  const read: string[] = [];
  const reader = memoryFileReader({
    '/r/a.hbs': '',
    '/r/partials/b.hbs': '{{> c}}',
    '/r/partials/c.hbs': '',
    '/r/partials/d.hbs': '',
  });
  const files = new SourceFiles({ ...reader, readText: (path) => (read.push(path), reader.readText(path)) });
  await gatherPartials({ path: '/r/a.hbs', text: '{{> b}}' }, files, { root: '/r', folders: undefined });
  expect(read).toEqual(['/r/partials/b.hbs', '/r/partials/c.hbs']);
});
