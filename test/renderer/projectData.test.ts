import { expect, test } from 'vitest';
import { render } from '../../src/core/render/render.ts';
import { projectCode } from '../../src/renderer/projectCode.ts';
import { sayProblem } from '../core/render/checkRender.ts';
import { memoryFileReader } from '../support/memoryFileReader.ts';

const root = '/project';
const template = 'src/emails/a.hbs';
const files = { [template]: '{{site.url}}', 'src/data/site.js': 'module.exports = { url: "here", run() {} };' };

/** The first entry is the html, the others are the problems. */
function check(
  rule: string,
  given: Readonly<Record<string, string>>,
  expected: readonly string[],
  { mayRunCode = true }: { readonly mayRunCode?: boolean } = {},
): void {
  test(rule, async () => {
    const overrides = Object.fromEntries(Object.entries(given).map(([name, text]) => [`${root}/${name}`, text]));
    const request = { path: `${root}/${template}`, root, engine: 'auto', overrides, mayRunCode } as const;
    const result = await render(request, memoryFileReader(overrides), projectCode);
    expect([result.html ?? '(none)', ...result.problems.map(sayProblem)]).toEqual(expected);
  });
}

check('a module in a folder of data has the values of its name', files, ['here']);
check('one of ECMAScript has them as its default', { ...files, 'src/data/site.js': 'export default { url: 1 };' }, [
  '1',
]);
check(
  'where code may not run it is named, and values are made up',
  files,
  [
    'https://example.com/',
    'src/emails/a.hbs 1:1-1:1 info data-module: The values of src/data/site.js are not used, because the code of the project does not run here; trust the workspace (on the command line: --trust) to use it',
    'src/emails/a.hbs 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to a.data.json, or let Create Data Set do it',
  ],
  { mayRunCode: false },
);
check(
  'what it throws is told in it',
  {
    [template]: '<p>{{site.url}}</p>',
    'src/emails/a.data.json': '{"site":{"url":1}}',
    'src/data/site.js': '\nthrow new Error("no");',
  },
  ['<p>1</p>', 'src/data/site.js 2:7-2:7 error data-module: The values of src/data/site.js cannot be used: no'],
);
check(
  'a helper finds what every page of a site is given, though its template does not ask for it',
  {
    [template]: '{{where 1}}{{> x}}',
    'src/layouts/main.hbs': '{{{body}}}',
    'src/partials/x.hbs': '!',
    'src/data/site.js': 'module.exports = { url: "here" };',
    'src/helpers/where.js': 'module.exports = (n, options) => options.data.root.site.url;',
  },
  ['here!'],
);
