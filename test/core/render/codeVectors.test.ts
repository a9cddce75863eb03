import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import type { RenderRequest } from '../../../src/core/render/renderResult.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';

// Ways to make a render run code that came with a project. Each piece of code would leave a file behind.

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-code-'));
const canary = path.join(folder, 'canary');
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

/** Code that leaves the file, whoever loads it and however. */
const code = `require('node:fs').writeFileSync(${JSON.stringify(canary)}, 'ran');`;
const moduleCode = `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(canary)}, 'ran'); export default {};`;
const template =
  '<mjml><mj-body><mj-section><mj-column><mj-text>{{shout x}}</mj-text></mj-column></mj-section></mj-body></mjml>';

/** Renders as a workspace that nobody trusts, in the two ways to say so. */
function check(rule: string, files: Files, expected: RegExp, request: Partial<RenderRequest> = {}): void {
  for (const trust of [{}, { mayRunCode: false }]) {
    test(`${rule}${'mayRunCode' in trust ? ', forbidden' : ', not allowed'}`, async () => {
      const root = fs.mkdtempSync(path.join(folder, 'project-'));
      for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
        fs.writeFileSync(path.join(root, name), text);
      }
      const file = path.join(root, Object.keys(files)[0] ?? '');
      const asked = { path: file, root, engine: 'auto', overrides: {}, ...request, ...trust } as const;
      const result = await render(asked, diskFileReader({ root }));
      expect(fs.existsSync(canary)).toBe(false);
      const said = result.problems.map((problem) => `${problem.code}: ${problem.message}`).join('\n');
      expect(said).toMatch(expected);
    });
  }
}

const helpers = `${code} module.exports = { shout: (text) => text.toUpperCase() };`;
/** The helper is held back, and what would bring it is named. */
const heldBack = (file: string): RegExp => {
  const name = file.replaceAll(/[.\\/]/g, '[.\\\\/]');
  return new RegExp(`unknown-helper: The helper "shout".* trust the workspace .* to use ${name}`);
};

describe('code of the project', () => {
  check('helpers.js beside the template', { 'a.mjml': template, 'helpers.js': helpers }, heldBack('helpers.js'));
  check(
    'helpers.cjs and helpers.mjs',
    { 'a.mjml': template, 'helpers.cjs': helpers, 'helpers.mjs': moduleCode },
    heldBack('helpers.cjs'),
  );
  check(
    'helpers far from the template, in folders of code that lie in others',
    { 'resources/views/a.mjml': template, 'src/email/template/hbs.config.js': helpers },
    heldBack('src/email/template/hbs.config.js'),
  );
  check('a folder of helpers', { 'a.mjml': template, 'helpers/shout.js': helpers }, heldBack('helpers/shout.js'));
  check(
    'helpers that mailproof.json names',
    { 'a.mjml': template, 'mailproof.json': '{"helpers":"./lib/own.js"}', 'lib/own.js': helpers },
    heldBack('lib/own.js'),
  );
  check(
    'helpers that mailproof.json names and that no call shows',
    { 'a.hbs': '{{shout}}', 'mailproof.json': '{"helpers":"./lib/own.js"}', 'lib/own.js': helpers },
    /helper-file: The helpers of lib[\\/]own\.js are not loaded: trust the workspace/,
  );
  check(
    'helpers of a package',
    {
      'a.mjml': template,
      'package.json': '{"dependencies":{"handlebars-helpers":"1"}}',
      'node_modules/handlebars-helpers/package.json': '{"main":"index.js"}',
      'node_modules/handlebars-helpers/index.js': helpers,
    },
    heldBack('handlebars-helpers'),
  );
  check(
    '.mjmlconfig.js',
    { 'a.mjml': template, '.mjmlconfig.js': `${code} module.exports = { packages: [], preprocessors: [] };` },
    /mjml-config: "\.mjmlconfig\.js" is not run: .* trust/,
  );
  check(
    'a component that .mjmlconfig names',
    {
      'a.mjml': template.replaceAll('mj-text', 'mj-own'),
      '.mjmlconfig': '{"packages":["./components/own.js"]}',
      'components/own.js': code,
    },
    /mjml-config: The custom component "\.\/components\/own\.js" is not loaded: .* trust/,
  );
  check(
    "the project's own MJML",
    {
      'a.mjml': template,
      'node_modules/mjml/package.json': '{"name":"mjml","version":"4.15.3","main":"index.js"}',
      'node_modules/mjml/index.js': code,
      'node_modules/mjml-core/package.json': '{"name":"mjml-core","version":"4.15.3","main":"index.js"}',
      'node_modules/mjml-core/index.js': code,
    },
    /workspace-mjml: MJML .* of Mailproof is used instead of the project's own, .* trust the workspace/,
    { mjmlEngine: 'workspace' },
  );
  check(
    "the project's own Handlebars, and the main file of its package.json",
    {
      'a.mjml': template,
      'package.json': '{"main":"main.js","dependencies":{"handlebars":"4"}}',
      'main.js': code,
      'node_modules/handlebars/package.json': '{"main":"index.js"}',
      'node_modules/handlebars/index.js': code,
    },
    /./,
  );
  check(
    'a data set that is code',
    { 'a.mjml': template, 'a.js': code, 'a.data.js': code, 'a.data/b.js': code, 'a.json.js': code },
    /sample-data: The values are made up, because a\.data\.js is code, which is not run for data/,
  );
  check(
    'data that mailproof.json names and that is code',
    { 'a.mjml': template, 'mailproof.json': '{"data":"./a.data.js"}', 'a.data.js': code },
    /project-file: "a\.data\.js" is code and is not run for data: write them as JSON or YAML/,
  );
});

/** What a template would call if it got hold of `Function`. */
const payload = `process.mainModule.require('fs').writeFileSync('${canary.replaceAll('\\', '/')}', 'ran')`;

describe('tricks of a template', () => {
  const trick = (rule: string, text: string, data = '{"a":{"b":1},"s":"x","list":[1]}'): void =>
    check(rule, { 'a.hbs': text, 'a.json': data }, /^/);

  trick('constructor of a string', `{{s.constructor}}{{constructor.constructor "${payload}"}}`);
  trick('constructor of the root', `{{@root.constructor}}{{#with @root}}{{constructor}}{{/with}}`);
  trick('__proto__', '{{__proto__}}{{a.__proto__.constructor}}{{__defineGetter__ "x" a}}{{__lookupGetter__ "x"}}');
  trick(
    'lookup',
    `{{lookup . "constructor"}}{{lookup (lookup s "constructor") "constructor"}}{{lookup a "__proto__"}}`,
  );
  trick(
    'a function of functions by a chain of blocks',
    [
      '{{#with s as |str|}}{{#with "e"}}{{#with split as |list|}}{{this.pop}}',
      `{{this.push (lookup str.sub "constructor")}}{{this.pop}}{{#with str.split as |codes|}}{{this.push "${payload}"}}`,
      '{{#each list}}{{#with (str.sub.apply 0 codes)}}{{this}}{{/with}}{{/each}}{{/with}}{{/with}}{{/with}}{{/with}}',
    ].join(''),
  );
  trick(
    'helperMissing',
    `{{helperMissing}}{{#helperMissing}}x{{/helperMissing}}{{lookup (helperMissing a) "constructor"}}`,
  );
  trick(
    'blockHelperMissing',
    `{{blockHelperMissing a}}{{#blockHelperMissing a}}{{this.constructor}}{{/blockHelperMissing}}`,
  );
  trick('a decorator', `{{* constructor "${payload}"}}{{#*inline "constructor"}}x{{/inline}}{{> constructor}}`);
  trick('a partial with a name of Object', '{{> __proto__}}{{> constructor}}{{> toString}}');
  trick(
    'methods of lists',
    `{{list.constructor}}{{#each list}}{{this.constructor.constructor}}{{/each}}{{list.map constructor}}`,
  );
  trick(
    'data with __proto__',
    '{{isAdmin}}{{a.x}}',
    '{"__proto__":{"isAdmin":"yes"},"constructor":{"prototype":{"x":1}},"a":{}}',
  );
  trick(
    'data that looks like a parsed template',
    '{{> (lookup . "ast")}}{{ast}}',
    JSON.stringify({
      ast: { type: 'Program', body: [{ type: 'MustacheStatement', path: payload, params: [], loc: payload }] },
    }),
  );
  trick(
    'data that looks like a compiled template',
    '{{> t}}{{t}}',
    JSON.stringify({ t: { compiler: [8], main: payload, useData: true } }),
  );
  trick('the helper log', `{{log "${payload}" level="error"}}{{log (lookup s "constructor")}}`);
});

test('no template reaches a value of a prototype', async () => {
  const root = fs.mkdtempSync(path.join(folder, 'project-'));
  const text =
    '[{{constructor.name}}{{a.constructor.name}}{{lookup a "constructor"}}{{__proto__}}{{s.toString}}{{isAdmin}}]';
  fs.writeFileSync(path.join(root, 'a.hbs'), text);
  fs.writeFileSync(path.join(root, 'a.json'), '{"a":{},"s":"x","__proto__":{"isAdmin":"yes"}}');
  const request = { path: path.join(root, 'a.hbs'), root, engine: 'auto', overrides: {} } as const;
  const { html } = await render(request, diskFileReader({ root }));
  expect(html).toBe('[]');
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});
