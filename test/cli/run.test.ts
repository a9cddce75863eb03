import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandLine } from '../../src/cli/commandLine.ts';
import { run } from '../../src/cli/run.ts';
import type { MarkLevel } from '../../src/core/render/renderResult.ts';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { unusedBySendless } from '../support/commandLine.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-cli-'));
const cwd = path.join(folder, 'my project é');

const files: Readonly<Record<string, string>> = {
  'package.json': '{}',
  'a.mjml':
    '<mjml><mj-head><mj-title>Hi {{n}}</mj-title></mj-head><mj-body><mj-section><mj-column><mj-text>Hello {{n}}</mj-text></mj-column></mj-section></mj-body></mjml>',
  'a.data/default.json': '{"n":"One"}',
  'a.data/two.json': '{"n":"Two"}',
  'other.json': '\uFEFF{"n":"Other"}',
  'broken.json': '{\n"n":}',
  'warn.hbs': '<p>\r\n\t{{x}}</p>',
  'warn.data.json': '{}',
  'bad file.hbs': '{{#if x}}',
  'sub/b.hbs': '{{> p}}',
  'image.hbs': '<img src="no.png">',
  'sub/rooted.hbs': '<img src="/images/a.png">',
  'images/a.png': 'PNG',
  'partials/p.hbs': 'from the root',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    fs.writeFileSync(path.join(cwd, name), text);
  }
  fs.writeFileSync(path.join(cwd, 'latin1.json'), Buffer.from([0x22, 0xe9, 0x22]));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const renderHere: CommandLine['render'] = async (request) => ({
  kind: 'rendered',
  result: await render(request, diskFileReader({ root: request.root })),
});

async function call(
  argv: readonly string[],
  input = '',
  from = cwd,
  renderWith: CommandLine['render'] = renderHere,
): Promise<{ code: number; output: string; errors: string }> {
  let output = '';
  let errors = '';
  const code = await run(argv, {
    ...unusedBySendless,
    cwd: from,
    readInput: () => Promise.resolve(Buffer.from(input)),
    writeOutput: (content) => {
      output += typeof content === 'string' ? content : Buffer.from(content).toString();
    },
    writeError: (text) => {
      errors += text;
    },
    render: renderWith,
  });
  return { code, output, errors };
}

function check(
  rule: string,
  argv: readonly string[],
  expected: { readonly code: number; readonly output?: RegExp; readonly errors?: string },
  input?: string,
): void {
  test(rule, async () => {
    const { code, output, errors } = await call(argv, input);
    expect({ code, errors }).toEqual({ code: expected.code, errors: expected.errors ?? '' });
    expect(output).toMatch(expected.output ?? /^$/);
  });
}

describe('rendering', () => {
  check('html by default, with the first data set', ['render', 'a.mjml'], {
    code: 0,
    output: /^\s*<!doctype html>[^]*Hello One/,
  });
  check('another data set', ['render', 'a.mjml', '--set', 'two'], { code: 0, output: /Hello Two/ });
  check('a data file', ['render', 'a.mjml', '--data', 'other.json'], { code: 0, output: /Hello Other/ });
  check(
    'data from standard input',
    ['render', 'a.mjml', '--data', '-'],
    { code: 0, output: /Hello Piped/ },
    '{"n":"Piped"}',
  );
  check('another engine', ['render', 'a.mjml', '--engine=mjml'], { code: 0, output: /Hello \{\{n\}\}/ });
  check('text', ['render', 'a.mjml', '--text'], { code: 0, output: /^Hello One\n$/ });
  check('the root is the nearest project', ['render', 'sub/b.hbs'], { code: 0, output: /^from the root$/ });
  check("a root of one's own", ['render', 'sub/b.hbs', '--root', 'sub'], {
    code: 1,
    output: /^$/,
    errors: 'sub/b.hbs:1:1: error: The partial "p" was not found in . [missing-partial]\n',
  });

  test('without any sign of a project, the root is where the caller stands', async () => {
    const bare = path.join(folder, 'bare');
    fs.mkdirSync(path.join(bare, 'templates'), { recursive: true });
    fs.mkdirSync(path.join(bare, 'partials'));
    fs.writeFileSync(path.join(bare, 'templates/a.hbs'), '{{> p}}');
    fs.writeFileSync(path.join(bare, 'partials/p.hbs'), 'found');
    expect(await call(['render', 'templates/a.hbs'], '', bare)).toEqual({ code: 0, output: 'found', errors: '' });
    expect(await call(['render', 'a.hbs'], '', path.join(bare, 'templates'))).toMatchObject({ code: 1 });
  });

  test('dotfiles kept with git make no project of the home folder', async () => {
    const home = path.join(folder, 'home');
    const mails = path.join(home, 'mails');
    fs.mkdirSync(path.join(home, '.git'), { recursive: true });
    fs.mkdirSync(path.join(home, 'partials'));
    fs.mkdirSync(mails);
    fs.writeFileSync(path.join(home, 'package.json'), '{}');
    fs.writeFileSync(path.join(home, 'partials/p.hbs'), 'of the home folder');
    fs.writeFileSync(path.join(mails, 'a.hbs'), '{{> p}}');
    const names = ['HOME', 'USERPROFILE'] as const;
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = home;
    try {
      const message = 'The partial "p" was not found in . [missing-partial]';
      expect(await call(['render', 'a.hbs'], '', mails)).toMatchObject({ errors: `a.hbs:1:1: error: ${message}\n` });
      // Nor does standing in it.
      expect(await call(['render', 'mails/a.hbs'], '', home)).toMatchObject({ code: 1, output: '' });
      fs.writeFileSync(path.join(home, 'mailproof.json'), '{}');
      expect(await call(['render', 'a.hbs'], '', mails)).toMatchObject({ code: 0, output: 'of the home folder' });
    } finally {
      for (const [index, name] of names.entries()) {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      }
    }
  });

  test('a message', async () => {
    const { code, output } = await call(['render', 'a.mjml', '--eml']);
    expect(code).toBe(0);
    expect(output).toContain('From: Mailproof <preview@mailproof.invalid>\r\n');
    expect(output).toContain('Subject: Hi One\r\n');
    expect(output).toContain('Content-Type: multipart/alternative');
  });

  describe('marks', () => {
    const tables = { files: ['/a'], segments: [], contexts: [] };
    const marking =
      (level: MarkLevel): CommandLine['render'] =>
      async (request) => {
        expect(request.wantsMarks).toBe(true);
        const result = await render(request, diskFileReader({ root: request.root }));
        return { kind: 'rendered', result: { ...result, marked: { html: '<p marked>', level, tables } } };
      };

    test.each([
      ['all', ''],
      ['outside-helpers', 'warning: Marks inside of blocks of helpers would change the html, and are left out.\n'],
      ['none', 'warning: Marks would change the html, and are left out.\n'],
    ] as const)('of level "%s" in the html', async (level, errors) => {
      const answer = await call(['render', 'a.mjml', '--marks'], '', cwd, marking(level));
      expect(answer).toEqual({ code: 0, output: '<p marked>', errors });
    });

    test('in JSON, beside the plain html', async () => {
      const { output } = await call(['render', 'a.mjml', '--marks', '--json'], '', cwd, marking('elements'));
      const marked = { html: '<p marked>', level: 'elements', tables };
      expect(JSON.parse(output)).toMatchObject({ html: expect.stringContaining('Hello'), marked });
    });
  });

  test('images that a message could not take are warned about', async () => {
    expect(await call(['render', 'image.hbs', '--eml'])).toMatchObject({
      code: 0,
      errors: 'warning: The image no.png is not embedded: there is no such file.\n',
    });
    expect(await call(['render', 'image.hbs'])).toMatchObject({ code: 0, errors: '' });
  });

  test('an image by its place in the project', async () => {
    const { output, errors } = await call(['render', 'sub/rooted.hbs', '--eml']);
    expect(errors).toBe('');
    expect(output).toContain('Content-Type: image/png');
  });

  test('JSON, with places that count from one', async () => {
    const { code, output } = await call(['render', 'warn.hbs', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      html: '<p>\r\n\t</p>',
      engine: 'handlebars',
      dataSet: { name: 'default', file: path.join(cwd, 'warn.data.json') },
      problems: [
        {
          file: path.join(cwd, 'warn.hbs'),
          line: 2,
          column: 2,
          endLine: 2,
          endColumn: 7,
          severity: 'warning',
          code: 'missing-data',
        },
      ],
    });
  });

  test('into a file', async () => {
    const { code, output } = await call(['render', 'a.mjml', '--text', '--out', 'out é.txt']);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(fs.readFileSync(path.join(cwd, 'out é.txt'), 'utf8')).toBe('Hello One\n');
  });
});

describe('data', () => {
  test('a schema, a sample, and the difference to the data of the template', async () => {
    const { code, output, errors } = await call(['data', 'warn.hbs']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(output)).toMatchObject({
      schema: { type: 'object', properties: { x: {} }, required: ['x'] },
      sample: { x: 'X' },
      missing: ['x'],
      unused: [],
    });
  });
  test('given data are compared as well', async () => {
    const { output } = await call(['data', 'warn.hbs', '--data', '-'], '{"x":1,"y":2}');
    expect(JSON.parse(output)).toMatchObject({ missing: [], unused: ['y'] });
  });
  test('a damaged template is an error', async () => {
    const { code, errors } = await call(['data', 'bad file.hbs']);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: 'bad file.hbs:1:1: error: {{#if}} is never closed: add {{/if}} [handlebars-syntax]\n',
    });
  });
});

describe('problems', () => {
  check('a warning leaves the exit code alone', ['render', 'warn.hbs'], {
    code: 0,
    output: /<p>/,
    errors: 'warn.hbs:2:2: warning: x has no value in data set "default" [missing-data]\n',
  });
  check('an error does not', ['render', 'bad file.hbs'], {
    code: 1,
    errors: 'bad file.hbs:1:1: error: {{#if}} is never closed: add {{/if}} [handlebars-syntax]\n',
  });
  check('broken data are an error at their place', ['render', 'a.mjml', '--text', '--data', 'broken.json'], {
    code: 1,
    errors: 'broken.json:2:5: error: A value is missing before this "}" [data-syntax]\n',
  });
});

describe('a template that does not end', () => {
  const answer =
    (kind: 'timeout' | 'ended', seen: number[] = []): CommandLine['render'] =>
    (_request, timeoutMs) => {
      seen.push(timeoutMs);
      return Promise.resolve(kind === 'timeout' ? { kind } : { kind, detail: 'exit SIGABRT' });
    };
  test('is stopped with a sentence that says what to look for', async () => {
    const seen: number[] = [];
    expect(await call(['render', 'a.mjml', '--json'], '', cwd, answer('timeout', seen))).toEqual({
      code: 1,
      output: '',
      errors:
        'mailproof: a.mjml was stopped after 30 seconds: look for an {{#each}} inside of another over long lists, or give it longer with --timeout.\n',
    });
    const { errors } = await call(['render', 'a.mjml', '--timeout', '1'], '', cwd, answer('timeout', seen));
    expect(errors).toContain('was stopped after 1 second:');
    expect(seen).toEqual([30_000, 1000]);
  });
  test('or ends the process', async () => {
    expect(await call(['render', 'a.mjml'], '', cwd, answer('ended'))).toEqual({
      code: 1,
      output: '',
      errors:
        'mailproof: a.mjml could not be rendered, because the process that does it ended: look for what makes very much output or needs very much memory (exit SIGABRT).\n',
    });
  });
});

describe('what a template is made from is not overwritten', () => {
  const refused = (rule: string, out: string, more: readonly string[] = []): void =>
    test(rule, async () => {
      const file = path.join(cwd, out);
      const before = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
      expect(await call(['render', 'sub/b.hbs', '--out', out, ...more])).toEqual({
        code: 2,
        output: '',
        errors: `mailproof: ${out} is the template or a file that it uses, so nothing is written; choose another --out.\n`,
      });
      expect(fs.existsSync(file) ? fs.readFileSync(file) : undefined).toEqual(before);
    });
  refused('the template', 'sub/b.hbs');
  refused('a partial', 'partials/p.hbs');
  refused('the data file', 'other.json', ['--data', 'other.json']);
  refused('a file that would be read from then on', 'sub/mailproof.json');
  test('a link to the template', async () => {
    fs.symlinkSync('b.hbs', path.join(cwd, 'sub/link.html'));
    expect(await call(['render', 'sub/b.hbs', '--out', 'sub/link.html'])).toMatchObject({ code: 2, output: '' });
    expect(fs.readFileSync(path.join(cwd, 'sub/b.hbs'), 'utf8')).toBe('{{> p}}');
  });
});

describe('usage', () => {
  const usage = (rule: string, argv: readonly string[], errors: string): void =>
    check(rule, argv, { code: 2, errors: `mailproof: ${errors}\n` });
  check('help', ['--help'], { code: 0, output: /^Usage: mailproof render <template or folder>/ });
  check('help of the command', ['render', '-h'], { code: 0, output: /^Usage/ });
  check('version', ['--version'], { code: 0, output: /^\d+\.\d+\.\d+\n$/ });
  usage('nothing', [], 'Say what to do: mailproof render <template>. See --help.');
  usage('an unknown command', ['mail'], 'There is no command "mail"; there are: render, data, send.');
  usage('no template', ['render'], 'Say which template: mailproof render <template>.');
  usage(
    'a template of several that is not there',
    ['render', 'a.mjml', 'no.mjml'],
    'no.mjml: the template was not found.',
  );
  usage(
    'a folder without mails',
    ['render', 'partials'],
    'partials: there are no mail templates in this folder (partials and layouts do not count).',
  );
  usage('no jobs', ['render', 'a.mjml', '--jobs', '0'], '--jobs takes a number from 1 to 64; "0" is none.');
  usage('an unknown MJML', ['render', 'a.mjml', '--mjml', '4'], 'There is no MJML "4"; there are: bundled, workspace.');
  usage(
    "the project's MJML without trust",
    ['render', 'a.mjml', '--mjml', 'workspace'],
    '--mjml workspace runs code of the project: add --trust if you trust it.',
  );
  usage('no template of data', ['data'], 'Say which template: mailproof data <template>.');
  usage(
    'an option of the other command',
    ['data', 'a.mjml', '--eml'],
    '--eml is no option of data, which prints JSON.',
  );
  usage('two outputs', ['render', 'a.mjml', '--text', '--json'], '--text and --json cannot be combined.');
  usage(
    'marks of what is no html',
    ['render', 'a.mjml', '--marks', '--eml'],
    '--marks are of the html: they cannot be combined with --eml.',
  );
  usage('marks of data', ['data', 'a.mjml', '--marks'], '--marks is no option of data, which prints JSON.');
  usage('two kinds of data', ['render', 'a.mjml', '--set', 'x', '--data', '-'], '--data and --set cannot be combined.');
  usage(
    'an unknown engine',
    ['render', 'a.mjml', '--engine', 'pug'],
    'There is no engine "pug"; there are: auto, handlebars-mjml, mjml-handlebars, mjml, handlebars, html.',
  );
  usage(
    'an unknown data set',
    ['render', 'a.mjml', '--set', 'three'],
    'a.mjml: There is no data set "three"; there are: default, two',
  );
  usage('no such template', ['render', 'none.mjml'], 'none.mjml: The template cannot be read: it was not found');
  usage('no such data', ['render', 'a.mjml', '--data', 'none.json'], 'none.json: the data was not found.');
  usage('data that is a folder', ['render', 'a.mjml', '--data', 'sub'], 'sub: the data cannot be read.');
  usage(
    'data in another encoding',
    ['render', 'a.mjml', '--data', 'latin1.json'],
    'latin1.json: the data is not UTF-8.',
  );
  for (const time of ['', '0', '-1', 'soon', 'Infinity', '86401']) {
    usage(
      `a time limit of "${time}"`,
      ['render', 'a.mjml', `--timeout=${time}`],
      `--timeout takes seconds, up to 86400; "${time}" is none.`,
    );
  }
  test('an unknown option', async () => {
    const { code, errors } = await call(['render', 'a.mjml', '--frobnicate']);
    expect(code).toBe(2);
    expect(errors).toContain("Unknown option '--frobnicate'. See --help.");
  });
  test('an output that cannot be written', async () => {
    const { code, errors } = await call(['render', 'a.mjml', '--out', 'none/x.html']);
    expect(code).toBe(2);
    expect(errors).toContain('none/x.html cannot be written');
  });
});
