import { describe, expect, test } from 'vitest';
import { render } from '../../src/core/render/render.ts';
import { projectCode } from '../../src/renderer/projectCode.ts';
import { sayProblem } from '../core/render/checkRender.ts';
import { memoryFileReader } from '../support/memoryFileReader.ts';

const root = '/project';

/** Renders `a.hbs` of these unsaved texts, with the project's code, and gives the html and the problems. */
async function renderTexts(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const overrides = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
  const request = { path: `${root}/a.hbs`, root, engine: 'handlebars', overrides, mayRunCode: true } as const;
  const result = await render(request, memoryFileReader(overrides), projectCode);
  return [result.html ?? '(none)', ...result.problems.map(sayProblem)];
}

/** The first entry is the html, the others are the problems. */
function check(rule: string, files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  test(rule, async () => expect(await renderTexts({ 'a.json': '{"n":2}', ...files })).toEqual(expected));
}

describe('a file with helpers may be', () => {
  const template = '{{twice n}}';
  check('an object', { 'a.hbs': template, 'helpers.js': 'module.exports = { twice(n) { return n * 2; } };' }, ['4']);
  check(
    'a function that registers',
    {
      'a.hbs': template,
      'helpers.js': 'module.exports = function (Handlebars) { Handlebars.registerHelper("twice", (n) => n * 2); };',
    },
    ['4'],
  );
  check(
    'a function that gives them',
    { 'a.hbs': template, 'helpers.js': 'module.exports = () => ({ twice: (n) => n * 2 });' },
    ['4'],
  );
  check(
    'a register function among others',
    {
      'a.hbs': template,
      'helpers.js': 'exports.register = (hb) => hb.registerHelper({ twice: (n) => n * 2 });',
    },
    ['4'],
  );
  check(
    'a module that registers with the package itself',
    {
      'a.hbs': template,
      'handlebars-helpers.js': 'const H = require("handlebars"); H.registerHelper("twice", (n) => n * 2);',
    },
    ['4'],
  );
  check(
    'an ECMAScript module with a default',
    { 'a.hbs': template, 'helpers.mjs': 'export default { twice: (n) => n * 2 };' },
    ['4'],
  );
  check(
    'an ECMAScript module with names',
    { 'a.hbs': template, 'helpers.js': 'export const twice = (n) => n * 2;\nexport const size = 3;' },
    ['4'],
  );
  check(
    'an ECMAScript module that imports Handlebars in any way',
    {
      'a.hbs': '{{one}}{{two}}{{three}}',
      'helpers.mjs':
        'import H from "handlebars"; import * as All from "handlebars"; import { registerHelper, SafeString } from "handlebars";\n' +
        'H.registerHelper("one", () => "1"); All.registerHelper("two", () => "2"); registerHelper("three", () => new SafeString("<3"));',
    },
    ['12<3'],
  );
  check(
    'TypeScript',
    {
      'a.hbs': template,
      'src/helpers/handlebars.ts':
        'import type { HelperOptions } from "handlebars";\nimport { double } from "./math.js";\nexport function twice(this: unknown, n: number, _options: HelperOptions): number { return double(n); }',
      'src/helpers/math.ts': 'export const double = (n: number): number => n * 2;',
    },
    ['4'],
  );
  check(
    'a folder with a file for each',
    {
      'a.hbs': '{{twice n}} {{add-one n}}',
      'helpers/twice.js': 'module.exports = (n) => n * 2;',
      'helpers/add-one.js': 'exports.default = function (n) { return n + 1; };',
    },
    ['4 3'],
  );
  check(
    'a class with static methods',
    {
      'a.hbs': template,
      'hbs.helpers.ts': 'export class Helpers { static by = 2; static twice(n: number) { return n * this.by; } }',
    },
    ['4'],
  );
  check(
    'code for a page, where Handlebars is just there',
    {
      'a.hbs': template,
      'helpers.js':
        'export function registerAll() { Handlebars.registerHelper("twice", (n) => new Handlebars.SafeString(n * 2)); }',
    },
    ['4'],
  );
  check(
    'a function that fails after half of its work',
    {
      'a.hbs': template,
      'helpers.ts':
        'export function register(hb: any, config: { a: string }) { hb.registerHelper("twice", (n: number) => n * 2); hb.registerHelper(config.a, () => 1); }',
    },
    ['4'],
  );
  check(
    'a class that registers its helpers itself',
    {
      'a.hbs': template,
      'helpers.js':
        'function H() { throw new TypeError("no function"); }\nObject.defineProperty(H, "registerHelpers", { value: (hb) => hb.registerHelper("twice", (n) => n * 2) });\nmodule.exports = H;',
    },
    ['4'],
  );
  check(
    'a file whose imports a build resolves from the project or its src',
    {
      'a.hbs': template,
      'src/mail/helpers/handlebars.ts':
        'import { double } from "@/math";\nimport { same } from "src/same";\nexport const twice = (n: number) => same(double(n));',
      'src/math.ts': 'export const double = (n: number) => n * 2;',
      'src/same/index.ts': 'export const same = (n: number) => n;',
      'mailproof.json': '{"helpers":["src/mail/helpers"]}',
    },
    ['4'],
  );
  check(
    'an object under "helpers"',
    { 'a.hbs': template, 'helpers.js': 'module.exports = { version: 1, helpers: { twice: (n) => n * 2 } };' },
    ['4'],
  );
  check(
    'what mailproof.json names, and nothing else then',
    {
      'a.hbs': template,
      'mailproof.json': '{"helpers":"tools/mail.js"}',
      'tools/mail.js': 'exports.twice = (n) => `tools ${n}`;',
      'helpers.js': 'exports.twice = () => "helpers";',
    },
    ['tools 2'],
  );
});

describe('helpers of the project', () => {
  check(
    'win over data, stand-ins and built-ins',
    {
      'a.hbs': '{{n}} {{upper "a"}} {{#if 0}}x{{/if}}',
      'helpers.js':
        'module.exports = { n: () => "own", upper: () => "own", if: (value, options) => options.fn(this) };',
    },
    ['own own x'],
  );
  check(
    'get their context, block, hash, data and frames',
    {
      'a.hbs': '{{#outer n by=3 as |x|}}{{@depth}}{{x}}{{n}}{{else}}no{{/outer}}',
      'helpers.js': `const H = require('handlebars');
exports.outer = function (n, options) {
  const data = H.createFrame(options.data);
  data.depth = this.n * options.hash.by * options.data.root.n;
  return options.fn(this, { data, blockParams: ['p'] });
};`,
    },
    ['12p2'],
  );
  check(
    'are not escaped when they give a SafeString of any copy of Handlebars',
    {
      'a.hbs': '{{old}}{{fresh}}{{plain}}',
      'helpers.js': `class SafeString { constructor(s) { this.string = s; } toString() { return this.string; } }
exports.old = () => new SafeString('<i>');
exports.fresh = () => ({ toHTML: () => '<b>' });
exports.plain = () => '<p>';`,
    },
    ['<i><b>&lt;p&gt;'],
  );
  check(
    'that print nothing are no missing data',
    { 'a.hbs': 'a{{nothing}}b', 'helpers.js': 'exports.nothing = () => undefined;' },
    ['ab'],
  );
  check(
    'never reach a prototype through the template',
    {
      'a.hbs': '{{#with (make)}}{{secret}}{{own}}{{/with}}',
      'helpers.js': 'class A { get secret() { return 1 } own = 2 }\nexports.make = () => new A();',
    },
    ['2', 'a.hbs 1:17-1:27 warning missing-data: secret has no value in data set "default"'],
  );
});

describe('a function that registers helpers and wants more than Handlebars', () => {
  const helpers = `exports.registerHelpers = (handlebars, translate, flags) => {
  handlebars.registerHelper('t', (key) => translate(key));
  handlebars.registerHelper('twice', (n) => n * 2);
  handlebars.registerHelper('flag', (name) => flags.has(name));
};`;
  check('has a stand-in where a helper fails for it', { 'a.hbs': '{{t "hello"}} {{twice n}}', 'helpers.js': helpers }, [
    'hello 4',
    'a.hbs 1:1-1:14 info helper-stand-in: The helper "t" is Mailproof\'s own, because the project\'s own needs more than Handlebars, which only the running project gives it',
  ]);
  check('fails where there is none', { 'a.hbs': '{{flag "x"}}', 'helpers.js': helpers }, [
    '',
    'a.hbs 1:1-1:13 error helper-error: The helper "flag" stopped: Cannot read properties of undefined (reading \'has\') (helpers.js:4)',
  ]);
});

describe('what goes wrong', () => {
  check(
    'while a helper runs is told at its call, and the rest is shown',
    {
      'a.hbs': 'a{{money n}}b\n{{#wrap}}c{{/wrap}}d',
      'helpers.js': 'exports.money = () => {\n  return x.y;\n};\nexports.wrap = () => { throw "no"; };',
    },
    [
      'ab\nd',
      'a.hbs 1:2-1:13 error helper-error: The helper "money" stopped: x is not defined (helpers.js:2)',
      'a.hbs 2:1-2:10 error helper-error: The helper "wrap" stopped: no',
    ],
  );
  check(
    'inside of its content is not blamed on a helper',
    {
      'a.hbs': '{{#wrap 1}}{{#each}}{{/each}}{{/wrap}}',
      'helpers.js': 'exports.wrap = (n, options) => options.fn({});',
    },
    ['(none)', 'a.hbs 1:12-1:21 error handlebars-runtime: {{#each}} needs the list to go through'],
  );
  check(
    'while a file loads is told in that file',
    { 'a.hbs': '{{twice n}}', 'helpers.js': 'exports.twice = 1;\nnothing();' },
    [
      '2',
      'a.hbs 1:1-1:12 warning unknown-helper: The helper "twice" is not known; its arguments are shown instead; mend helpers.js, or name the file that has it as "helpers" in mailproof.json',
      'helpers.js 2:1-2:11 warning helper-file: The helpers of helpers.js cannot be used: nothing is not defined',
    ],
  );
  check(
    'in the syntax of a file is told at its line',
    { 'a.hbs': '{{eq n 2}}', 'handlebars-helpers.ts': 'export const a = 1;\nexport const eq = (a: number => 1;' },
    [
      'true',
      expect.stringMatching(
        /^handlebars-helpers\.ts 2:\d+-2:\d+ error helper-file: The helpers of handlebars-helpers\.ts cannot be used: /,
      ),
      expect.stringContaining(
        'info helper-stand-in: The helper "eq" is Mailproof\'s own, because handlebars-helpers.ts could not be loaded',
      ),
    ] as readonly string[],
  );
  check(
    'with a package that is not installed says what to do',
    { 'a.hbs': '{{eq n 2}}', 'helpers.js': '// registerHelper\nrequire("not-there-at-all");' },
    [
      'true',
      expect.stringContaining(
        'error helper-file: The helpers of helpers.js cannot be used: it needs the package "not-there-at-all", which is not installed; run npm install',
      ),
      expect.stringContaining('helper-stand-in'),
    ] as readonly string[],
  );
  check(
    'with a package that has the name of the file is the package that is missing',
    { 'a.hbs': '{{eq n 2}}', 'helpers/hbs.js': 'require("hbs").registerHelper("x", () => 1);' },
    [
      'true',
      expect.stringContaining('it needs the package "hbs", which is not installed'),
      expect.anything(),
    ] as readonly string[],
  );
  check(
    'with a pack that is not installed is told where the project names it',
    { 'a.hbs': '{{eq n 2}}', 'package.json': '{"dependencies":\n{"swag":"1"}}' },
    [
      'true',
      'package.json 2:2-2:8 warning helper-file: The helpers of swag cannot be used: it is not installed; run npm install',
      'a.hbs 1:1-1:11 info helper-stand-in: The helper "eq" is Mailproof\'s own, because swag could not be loaded',
    ],
  );
  check(
    'with a promise is a warning',
    { 'a.hbs': 'a{{later n}}b', 'helpers.js': 'exports.later = async () => { throw new Error("unseen"); };' },
    [
      'ab',
      'a.hbs 1:2-1:13 warning helper-async: The helper "later" is asynchronous, and Handlebars does not wait for it; let it return its value at once',
    ],
  );
});

test('a changed file is loaded anew, with the files that it requires, and what it no longer has is gone', async () => {
  const files = {
    'a.hbs': '{{twice 2}}{{extra 1}}',
    'helpers.js':
      'const H = require("handlebars"); H.registerHelper("twice", require("./lib/math")); H.registerHelper("extra", () => "!");',
    'lib/math.js': 'module.exports = (n) => n * 2;',
  };
  expect(await renderTexts(files)).toEqual(['4!']);
  expect(await renderTexts({ ...files, 'lib/math.js': 'module.exports = (n) => n * 3;' })).toEqual(['6!']);
  const shorter = 'require("handlebars").registerHelper("twice", require("./lib/math"));';
  expect(await renderTexts({ ...files, 'helpers.js': shorter })).toEqual([
    '41',
    expect.stringContaining('unknown-helper: The helper "extra" is not known'),
  ]);
});

test('a file that has not changed runs once', async () => {
  const files = {
    'a.hbs': '{{count}}',
    'helpers.js':
      'globalThis.mailproofRuns = (globalThis.mailproofRuns ?? 0) + 1;\nconst runs = globalThis.mailproofRuns;\nexports.count = () => runs;',
  };
  expect(await renderTexts(files)).toEqual(['1']);
  expect(await renderTexts(files)).toEqual(['1']);
});

describe('data that are made up', () => {
  check('are none for a helper', { 'a.hbs': '{{runs}}', 'helpers.js': 'exports.runs = () => "r";', 'a.json': '{}' }, [
    'r',
  ]);
  test('hide no helper', async () => {
    const files = { 'a.hbs': '{{#runs}}{{x}}{{/runs}}', 'helpers.js': 'exports.runs = (o) => o.fn({ x: "r" });' };
    expect(await renderTexts(files)).toEqual(['r', expect.stringContaining('sample-data')]);
  });
});
