import { describe, expect, test } from 'vitest';
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
check('a part of the path', at('a.hbs', '{{> y/b}}'), ['partials/x/y/b.hbs'], { 'y/b': 'partials/x/y/b.hbs' });
check('a path from the file that calls', at('m/a.hbs', '{{> ../stuff/b}}{{> ./c}}'), ['stuff/b.hbs', 'm/c.hbs'], {
  '../stuff/b': 'stuff/b.hbs',
  './c': 'm/c.hbs',
});
check('a path from a folder above', at('x/m/a.hbs', '{{> "/stuff/b"}}'), ['stuff/b.hbs', 'x/stuff/b.mjml'], {
  '/stuff/b': 'x/stuff/b.mjml',
});

describe('other spellings, when nothing is called exactly so', () => {
  check('~ and . for /', at('m/a.hbs', '{{> "x~partials~b"}}{{> y.c}}'), ['x/partials/b.hbs', 'partials/y/c.hbs'], {
    'x~partials~b': 'x/partials/b.hbs',
    'y.c': 'partials/y/c.hbs',
  });
  check(
    '- and _, small and capital letters',
    at('a.hbs', '{{> foot_er}}{{> HeadLine}}{{> aside}}'),
    ['partials/foot-er.hbs', 'partials/head-line.hbs', 'partials/Aside.hbs'],
    { foot_er: 'partials/foot-er.hbs', HeadLine: 'partials/head-line.hbs', aside: 'partials/Aside.hbs' },
  );
  check(
    'the folder as a prefix',
    at('v/s/a.hbs', '{{> s_foot_er}}{{> s_head_er}}'),
    ['v/s/partials/s-foot-er.hbs', 'v/s/partials/head-er.hbs'],
    { s_foot_er: 'v/s/partials/s-foot-er.hbs', s_head_er: 'v/s/partials/head-er.hbs' },
  );
  check('a part of a name is another name', at('a.hbs', '{{> er}}'), ['partials/foot-er.hbs'], {});
  check('exact before respelled', at('a.hbs', '{{> a_b}}'), ['partials/a-b.hbs', 'partials/x/a_b.hbs'], {
    a_b: 'partials/x/a_b.hbs',
  });
});

describe('the whole project, when no folder of partials answers', () => {
  check('a folder of any name', at('m/a.hbs', '{{> b}}{{> x/c}}'), ['n/stuff/b.hbs', 'n/x/c.mjml'], {
    b: 'n/stuff/b.hbs',
    'x/c': 'n/x/c.mjml',
  });
  check('the nearest wins', at('p/q/a.hbs', '{{> b}}'), ['b/b.hbs', 'p/r/s/b.hbs', 'p/r/s/t/b.hbs'], {
    b: 'p/r/s/b.hbs',
  });
  check('tests lose', at('m/a.hbs', '{{> b}}'), ['m/test/b.hbs', 'n/b.hbs'], { b: 'n/b.hbs' });
  check('but not for their own templates', at('test/x/a.hbs', '{{> b}}'), ['test/y/b.hbs', 'n/b.hbs'], {
    b: 'test/y/b.hbs',
  });
  check('what tools make is no source', at('m/a.hbs', '{{> b}}'), ['dist/b.hbs', 'm/node_modules/x/b.hbs'], {});
  check('a page of some application is no partial', at('m/a.hbs', '{{> b}}'), ['app/b.html'], {});
  check('a block with content of its own wants none of it', at('m/a.hbs', '{{#> b}}x{{/b}}'), ['n/b.hbs'], {});
  check(
    'nor does the place of an inline partial',
    at('m/a.hbs', '{{#*inline "b"}}{{/inline}}{{> b}}'),
    ['n/b.hbs'],
    {},
  );
});

describe('languages', () => {
  check("the template's own before all others", at('de/a.hbs', '{{> b}}'), ['partials/b.hbs', 'partials/de/b.hbs'], {
    b: 'partials/de/b.hbs',
  });
  check('its own by suffix', at('a.de.hbs', '{{> b}}'), ['partials/b.bg.hbs', 'partials/b.de.hbs', 'partials/b.hbs'], {
    b: 'partials/b.de.hbs',
  });
  check('what all share lies around their folders', at('a/de/html.hbs', '{{> b}}'), ['a/b.hbs', 'a/bg/b.hbs'], {
    b: 'a/b.hbs',
  });
});

test('mailproof.json can name single partials, beside the conventions', async () => {
  const reader = memoryFileReader({ '/r/x/any.hbs': '', '/r/partials/c.hbs': '' });
  const named = new Map([['b', '/r/x/any.hbs']]);
  const options = { root: '/r', folders: undefined, named };
  const { partials } = await gatherPartials(
    { path: '/r/a.hbs', text: '{{> b}}{{> c}}' },
    new SourceFiles(reader),
    options,
  );
  expect([...partials].map(([name, { path }]) => `${name}: ${path}`)).toEqual([
    'b: /r/x/any.hbs',
    'c: /r/partials/c.hbs',
  ]);
});

test('very many calls of missing partials are all told', async () => {
  const files = new SourceFiles(
    memoryFileReader(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`/r/p/${i}.hbs`, '']))),
  );
  const calls = Array.from({ length: 20_000 }, (_, index) => `{{> n${index % 2000}}}`).join('');
  const { missing } = await gatherPartials({ path: '/r/a.hbs', text: calls }, files, {
    root: '/r',
    folders: undefined,
  });
  expect(missing).toHaveLength(20_000);
});

test('a file of another kind is no partial, whatever mailproof.json calls it', async () => {
  const reader = memoryFileReader({ '/r/secret.pem': 'secret' });
  const named = new Map([['b', '/r/secret.pem']]);
  const options = { root: '/r', folders: undefined, named };
  const { partials, missing } = await gatherPartials(
    { path: '/r/a.hbs', text: '{{> b}}' },
    new SourceFiles(reader),
    options,
  );
  expect(partials.size).toBe(0);
  expect(missing.map((call) => call.refusal)).toEqual(['only MJML, Handlebars, html, css and text files may']);
});

test('in a project of very many folders, those that sound like mails are seen first', async () => {
  const noise = Array.from({ length: 3000 }, (_, index) => `/r/aaa/n${index}/x.ts`);
  const paths = [...noise, '/r/zzz/email-templates/deep/b.hbs'];
  const folders = new Map<string, Map<string, boolean>>();
  for (const path of paths) {
    const names = path.split('/');
    for (let index = 2; index < names.length; index++) {
      const folder = names.slice(0, index).join('/');
      const entries = folders.get(folder) ?? new Map<string, boolean>();
      folders.set(folder, entries.set(names[index] ?? '', index < names.length - 1));
    }
  }
  const files = new SourceFiles({
    readText: (path) => Promise.resolve(paths.includes(path) ? { kind: 'text', text: '' } : { kind: 'missing' }),
    list: (folder) => Promise.resolve([...(folders.get(folder) ?? [])].map(([name, isFolder]) => ({ name, isFolder }))),
  });
  const { partials } = await gatherPartials({ path: '/r/m/a.hbs', text: '{{> b}}' }, files, {
    root: '/r',
    folders: undefined,
  });
  expect([...partials.values()].map((partial) => partial.path)).toEqual(['/r/zzz/email-templates/deep/b.hbs']);
});

test('a project without end is not listed to its end', async () => {
  let listings = 0;
  const endless = memoryFileReader({});
  const list = (): Promise<{ name: string; isFolder: boolean }[]> => {
    listings++;
    return Promise.resolve(['a', 'b', 'c'].map((name) => ({ name, isFolder: true })));
  };
  const files = new SourceFiles({ ...endless, list });
  await gatherPartials({ path: '/r/x/a.hbs', text: '{{> b}}' }, files, { root: '/r', folders: undefined });
  expect(listings).toBeLessThan(2100);
});
check('nothing above the root is searched', at('m/a.hbs', '{{> b}}'), ['../partials/b.hbs'], {});
check('a template is not its own partial', at('a.hbs', '{{> a}}'), [], {});

check(
  'a layout of handlebars-layouts',
  at('a.hbs', '{{#extend "b"}}{{embed "c"}}{{/extend}}{{#extend "no"}}{{/extend}}'),
  ['partials/b.hbs', 'c.hbs'],
  {
    b: 'partials/b.hbs',
    c: 'c.hbs',
  },
);

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
