import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProjectCode } from '../../../src/core/render/projectCode.ts';
import { render } from '../../../src/core/render/render.ts';
import type { RenderRequest } from '../../../src/core/render/renderResult.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-helpers-'));
const root = path.join(folder, 'project');
afterAll(() => fs.rmSync(folder, { recursive: true }));
beforeEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** Stands in for the process that would run code, and only remembers what it was asked to run. */
function recordingCode(): { readonly code: ProjectCode; readonly loaded: string[] } {
  const loaded: string[] = [];
  const code: ProjectCode = {
    loadHelpers: (module) => {
      loaded.push(module.kind === 'file' ? path.relative(root, module.path) : module.name);
      return Promise.resolve({
        kind: 'loaded',
        helpers: new Map(),
        environments: [],
        isIncomplete: false,
        dependencies: [],
      });
    },
    loadValue: (file) => {
      loaded.push(path.relative(root, file));
      return Promise.resolve({ kind: 'loaded', value: {}, dependencies: [] });
    },
    loadMjml: () => Promise.resolve({ kind: 'failed', message: '' }),
  };
  return { code, loaded };
}

interface Expected {
  readonly loaded: readonly string[];
  readonly problems: readonly string[];
}

/** Renders `a.hbs` of these files on the disk; a text that begins with `->` is a link. */
function check(
  rule: string,
  files: Readonly<Record<string, string>>,
  request: Pick<RenderRequest, 'mayRunCode'>,
  expected: Expected,
): void {
  test(rule, async () => {
    for (const [name, text] of Object.entries({ 'a.hbs': '{{own 1}}', ...files })) {
      const file = path.join(root, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      if (text.startsWith('->')) fs.symlinkSync(text.slice(2), file);
      else fs.writeFileSync(file, text);
    }
    const { code, loaded } = recordingCode();
    const whole = { path: path.join(root, 'a.hbs'), root, engine: 'handlebars', overrides: {}, ...request } as const;
    const { problems, dependencies } = await render(whole, diskFileReader({ root }), code);
    expect(loaded).toEqual(expected.loaded);
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(expected.problems);
    expect(dependencies.filter((file) => path.relative(root, file).startsWith('..'))).toEqual([]);
  });
}

const unknown = (advice: string): string =>
  `unknown-helper: The helper "own" is not known; its arguments are shown instead; ${advice}`;
const nameIt = unknown('name the file that has it as "helpers" in mailproof.json');
const helper = 'exports.own = () => 1;';

describe('code is not run', () => {
  const trust = [unknown('trust the workspace (on the command line: --trust) to use helpers.js')];
  check('without leave', { 'helpers.js': helper }, {}, { loaded: [], problems: trust });
  check('when it is forbidden', { 'helpers.js': helper }, { mayRunCode: false }, { loaded: [], problems: trust });
  check(
    'of packages',
    { 'package.json': '{"dependencies":{"handlebars-helpers":"1"}}' },
    {},
    { loaded: [], problems: [unknown('trust the workspace (on the command line: --trust) to use handlebars-helpers')] },
  );
  check(
    'of a file that mailproof.json names',
    { 'mailproof.json': '{"helpers":["lib/own.js"]}', 'lib/own.js': helper },
    {},
    {
      loaded: [],
      problems: [unknown(`trust the workspace (on the command line: --trust) to use ${path.join('lib', 'own.js')}`)],
    },
  );
  check(
    'that is about something else',
    { 'helpers/database.js': 'require("pg").connect();', 'helpers/mail.test.js': helper, 'helpers.d.ts': 'own' },
    { mayRunCode: true },
    { loaded: [], problems: [nameIt] },
  );
  check(
    'that is a copy of Handlebars',
    { 'lib/handlebars.js': 'class HandlebarsEnvironment { registerHelper() {} }' },
    { mayRunCode: true },
    { loaded: [], problems: [nameIt] },
  );
});

describe('a file of helpers is refused although code may run,', () => {
  const refused = (file: string, reason: string): string =>
    `helper-file: The helper file "${file}" is not used: ${reason}`;
  const outside =
    'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root';
  const cases: Readonly<Record<string, readonly [file: string, named: string, reason: string]>> = {
    'outside of the root': [path.join('..', 'evil.js'), '../evil.js', outside],
    'outside by an absolute path': [path.join('..', 'evil.js'), path.join(folder, 'evil.js'), outside],
    'in a hidden folder': [
      path.join('.git', 'evil.js'),
      '.git/evil.js',
      'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
    ],
    'as a hidden file': [
      '.evil.js',
      '.evil.js',
      'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
    ],
    'when there is none': ['evil.js', 'evil.js', 'it was not found'],
  };
  for (const [rule, [file, named, reason]] of Object.entries(cases)) {
    check(
      rule,
      {
        '../evil.js': helper,
        '.git/evil.js': helper,
        '.evil.js': helper,
        'mailproof.json': JSON.stringify({ helpers: named }),
      },
      { mayRunCode: true },
      { loaded: [], problems: [refused(file, reason), nameIt] },
    );
  }
  check(
    'behind a link that leads outside',
    { '../evil.js': helper, 'lib/own.js': '->../../evil.js', 'mailproof.json': '{"helpers":"lib/own.js"}' },
    { mayRunCode: true },
    { loaded: [], problems: [refused(path.join('lib', 'own.js'), outside), nameIt] },
  );
  check(
    'behind such a link where the conventions look',
    { '../evil.js': helper, 'helpers.js': '->../evil.js' },
    { mayRunCode: true },
    { loaded: [], problems: [nameIt] },
  );
  check(
    'in a folder behind such a link',
    { '../evil/own.js': helper, helpers: '->../evil' },
    { mayRunCode: true },
    { loaded: [], problems: [nameIt] },
  );
});

describe('where code may run', () => {
  check(
    'the nearest files are loaded first, those that the templates need and no others',
    {
      'helpers.js': helper,
      'src/helpers/handlebars.js': 'Handlebars.registerHelper("x", () => 1)',
      'helpers/own.js': 'module.exports = () => 1;',
      'package.json': '{"devDependencies":{"handlebars-layouts":"3","left-pad":"1"}}',
    },
    { mayRunCode: true },
    {
      loaded: [
        'helpers.js',
        path.join('helpers', 'own.js'),
        path.join('src', 'helpers', 'handlebars.js'),
        'handlebars-layouts',
      ],
      problems: [unknown('name the file that has it as "helpers" in mailproof.json')],
    },
  );
});
