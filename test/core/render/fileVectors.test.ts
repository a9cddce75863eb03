import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import type { RenderRequest } from '../../../src/core/render/renderResult.ts';
import { diskFileReader, maxFileBytes } from '../../../src/core/template/diskFileReader.ts';
import { readDiskImage } from '../../../src/core/template/diskImages.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

// Ways to make a template show a file that is none of its business, each tried on a real disk.

const secret = 'TOPSECRET';
const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-vectors-'));
/** A folder of the user's outside of every project. */
const outside = path.join(folder, 'outside');

beforeAll(() => {
  write(outside, {
    'secret.mjml': `<mj-section><mj-column><mj-text>${secret}</mj-text></mj-column></mj-section>`,
    'secret.hbs': secret,
    'secret.html': secret,
    'secret.css': `.${secret}{color:red}`,
    'secret.json': `{"x":"${secret}"}`,
    'secret.txt': secret,
    'secret.png': secret,
    'layout.hbs': `${secret}{{> @partial-block}}`,
    'mailproof.json': `{"subject":"${secret}"}`,
    id_rsa: secret,
  });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

interface Vector {
  /** Files of the project, the template first. */
  readonly files: Files;
  /** Links in the project, to places below the temporary folder or absolute ones. */
  readonly links?: Files;
  readonly request?: Partial<RenderRequest>;
  /** A problem that must be there. */
  readonly says: RegExp;
}

const outsideReason =
  /outside of the folder that may be read; open a folder that holds it too, or name one with --root/;
/** Of files that not every system has. */
const outsideOrMissing = /outside of the folder|was not found/;
const hiddenReason = /hidden files and folders are not read; copy what you need to a name without a dot/;
const addressReason = /it is an address, and MJML includes only files; save it in the project/;
const relativeReason = /must be relative; write it as seen from this file/;
const nameReason = /only MJML, Handlebars, html, css and text files may; give it such a name/;

function check(rule: string, { files, links = {}, request = {}, says }: Vector): void {
  test(rule, async () => {
    const project = fs.mkdtempSync(path.join(folder, 'project-'));
    write(project, files);
    for (const [name, target] of Object.entries(links)) {
      fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
      fs.symlinkSync(path.isAbsolute(target) ? target : path.join(folder, target), path.join(project, name));
    }
    const template = path.join(project, Object.keys({ ...files, ...links })[0] ?? '');
    const everything = { path: template, root: project, engine: 'auto', overrides: {}, ...request } as const;
    const { overrides } = everything;
    const result = await render(everything, diskFileReader({ root: project, overrides }));
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(result.problems.map((problem) => problem.message).join('\n')).toMatch(says);
  });
}

function write(base: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    fs.writeFileSync(path.join(base, name), text);
  }
}

const including = (file: string, attributes = ''): Files => ({
  'a.mjml': `<mjml><mj-body><mj-include path="${file}" ${attributes}/></mj-body></mjml>`,
});
const html = 'type="html"';
const css = 'type="css"';

describe('an include', () => {
  check('above the root', { files: including('../outside/secret.mjml'), says: outsideReason });
  check('above the root, as html', { files: including('../outside/secret.html', html), says: outsideReason });
  check('above the root, as css', { files: including('../outside/secret.css', css), says: outsideReason });
  check('by way of a folder', { files: including('x/../../outside/secret.mjml'), says: outsideReason });
  check('with an absolute path', { files: including(path.join(outside, 'secret.mjml')), says: relativeReason });
  check('percent-encoded', { files: including('%2e%2e/outside/secret.mjml'), says: outsideReason });
  check('encoded twice', { files: including('%252e%252e%252foutside%252fsecret.mjml'), says: outsideReason });
  check('with backslashes', {
    files: including('..\\outside\\secret.mjml'),
    says: /outside of the folder|hidden files/,
  });
  check('on a network share', { files: including('\\\\server\\share\\secret.mjml'), says: relativeReason });
  check('on a share with slashes', { files: including('//server/share/secret.mjml'), says: relativeReason });
  check('on an encoded share', { files: including('%5c%5cserver%5cshare%5csecret.mjml'), says: relativeReason });
  check('on a drive', { files: including('C:/outside/secret.mjml'), says: relativeReason });
  check('relative to a drive', { files: including('C:secret.mjml'), says: relativeReason });
  check('as an address', { files: including(`file://${outside}/secret.mjml`), says: addressReason });
  check('with a NUL', { files: including('../outside/secret.mjml%00.mjml'), says: relativeReason });
  check('with a stream of NTFS', { files: including('../outside/secret.mjml::$DATA', html), says: nameReason });
  check('of the environment', { files: including('../../proc/self/environ', html), says: nameReason });
  check('of a device', { files: including('/dev/zero', html), says: relativeReason });
  check('of a key', { files: { ...including('id_rsa', css), id_rsa: secret }, says: nameReason });
  check('of code', { files: { ...including('config.php', html), 'config.php': secret }, says: nameReason });
  check('of data', { files: { ...including('a.secret.json', html), 'a.secret.json': secret }, says: nameReason });
  check('of a hidden file', { files: { ...including('.env', html), '.env': secret }, says: nameReason });
  check('of a hidden template', { files: { ...including('.a.html', html), '.a.html': secret }, says: hiddenReason });
  check('in a hidden folder', {
    files: { ...including('.git/config.txt', html), '.git/config.txt': secret },
    says: hiddenReason,
  });
  check('in a hidden folder, in capitals', {
    files: { ...including('.GIT/config.txt', html), '.git/config.txt': secret },
    says: hiddenReason,
  });
  check('of a link', { files: including('b.mjml'), links: { 'b.mjml': 'outside/secret.mjml' }, says: outsideReason });
  check('of a link, as css', {
    files: including('b.css', css),
    links: { 'b.css': 'outside/secret.css' },
    says: outsideReason,
  });
  check('through a linked folder', { files: including('b/secret.mjml'), links: { b: 'outside' }, says: outsideReason });
  check('of a link whose name is fit, to a file whose name is not', {
    files: including('b.txt', html),
    links: { 'b.txt': 'outside/id_rsa' },
    says: outsideReason,
  });
  check('of a link to a hidden file of the project', {
    files: { ...including('linked/b.txt', html), '.ssh/b.txt': secret },
    links: { linked: '.' },
    says: /outside of the folder|not found/,
  });
  check('of a link to the environment', {
    files: including('b.txt', html),
    links: { 'b.txt': '/proc/self/environ' },
    says: outsideOrMissing,
  });
  check('of a link to a device', {
    files: including('b.txt', html),
    links: { 'b.txt': '/dev/zero' },
    says: outsideOrMissing,
  });
  check('of a large file', {
    files: { ...including('b.txt', html), 'b.txt': secret.repeat(maxFileBytes / 8) },
    says: /larger than 2 MB; make it smaller, or split it/,
  });
  check('whose path comes from the data', {
    files: {
      'a.mjml.hbs': '<mjml><mj-body><mj-include path="{{path}}" /></mj-body></mjml>',
      'a.json': '{"path":"../outside/secret.mjml"}',
    },
    says: outsideReason,
  });
  check('in an included file', {
    files: { ...including('sub/b.mjml'), 'sub/b.mjml': '<mj-include path="../../outside/secret.mjml" />' },
    says: outsideReason,
  });
  check('from a folder of mailproof.json', {
    files: { ...including('secret.mjml'), 'mailproof.json': '{"includePath":"../outside"}' },
    says: outsideReason,
  });
});

test('a chain of links out of the project, and a circle of them', async () => {
  const project = fs.mkdtempSync(path.join(folder, 'project-'));
  fs.symlinkSync(path.join(outside, 'secret.html'), path.join(project, 'third.html'));
  fs.symlinkSync('third.html', path.join(project, 'second.html'));
  fs.symlinkSync('second.html', path.join(project, 'first.html'));
  fs.symlinkSync('circle.html', path.join(project, 'circle.html'));
  const files = diskFileReader({ root: project });
  expect(await files.readText(path.join(project, 'first.html'))).toMatchObject({
    reason: expect.stringMatching(outsideReason),
  });
  expect(await files.readText(path.join(project, 'circle.html'))).toMatchObject({
    reason: expect.stringMatching(/circle/),
  });
});

test.runIf(process.platform !== 'win32')('a pipe does not hold up the render', async () => {
  const project = fs.mkdtempSync(path.join(folder, 'project-'));
  write(project, including('pipe.html', html));
  execFileSync('mkfifo', [path.join(project, 'pipe.html')]);
  const request = { path: path.join(project, 'a.mjml'), root: project, engine: 'auto', overrides: {} } as const;
  const { problems } = await render(request, diskFileReader({ root: project }));
  expect(problems.map((problem) => problem.message).join()).toMatch(/it is no plain file; put its content into one/);
});

const missing = /was not found/;

describe('a partial', () => {
  check('above the root', { files: { 'a.hbs': '{{> ../outside/secret}}' }, says: missing });
  check('above the root, in a segment', { files: { 'a.hbs': '{{> [../../outside/secret.hbs]}}' }, says: missing });
  check('with an absolute path', { files: { 'a.hbs': `{{> "${outside}/secret.hbs"}}` }, says: missing });
  check('with the name of code', { files: { 'a.hbs': '{{> "config.php"}}', 'config.php': secret }, says: missing });
  check('with the name of data', { files: { 'a.hbs': '{{> "b.json"}}', 'b.json': secret }, says: missing });
  check('that is hidden', { files: { 'a.hbs': '{{> ".b"}}', '.b.hbs': secret }, says: missing });
  check('in a hidden folder', { files: { 'a.hbs': '{{> ".b/c"}}', 'partials/.b/c.hbs': secret }, says: missing });
  check('that is a link', {
    files: { 'a.hbs': '{{> b}}' },
    links: { 'b.hbs': 'outside/secret.hbs' },
    says: outsideReason,
  });
  check('in a linked folder', {
    files: { 'a.hbs': '{{> secret}}' },
    links: { partials: 'outside' },
    says: outsideReason,
  });
  check('whose name comes from the data', {
    files: { 'a.hbs': '{{> (lookup . "p")}}', 'a.json': '{"p":"secret"}' },
    links: { partials: 'outside' },
    says: outsideReason,
  });
  check('that is a layout', {
    files: { 'a.hbs': '{{#> layout}}x{{/layout}}' },
    links: { 'layouts/layout.hbs': 'outside/layout.hbs' },
    says: outsideReason,
  });
  check('from a folder of mailproof.json', {
    files: { 'a.hbs': '{{> secret}}', 'mailproof.json': '{"partials":"../outside"}' },
    says: outsideReason,
  });
});

describe('other files of a mail', () => {
  check('the template is a link', { files: {}, links: { 'a.hbs': 'outside/secret.hbs' }, says: outsideReason });
  check('the template is hidden', { files: { '.git/a.hbs': secret }, says: hiddenReason });
  check('data that is a link', {
    files: { 'a.hbs': '{{x}}' },
    links: { 'a.data.json': 'outside/secret.json' },
    says: outsideReason,
  });
  check('data in a linked folder', {
    files: { 'a.hbs': '{{x}}' },
    links: { 'a.data': 'outside' },
    says: outsideReason,
  });
  check('data that mailproof.json names', {
    files: { 'a.hbs': '{{x}}', 'mailproof.json': '{"data":"../outside/secret.json"}' },
    says: outsideReason,
  });
  check('a folder of data that mailproof.json names', {
    files: { 'a.hbs': '{{x}}', 'mailproof.json': '{"data":"../outside"}' },
    says: outsideReason,
  });
  check('data by a name that climbs', {
    files: { 'a.hbs': '{{x}}', 'a.data/b.json': '{"x":1}' },
    request: { dataSet: '../../outside/secret' },
    says: /There is no data set "..\/..\/outside\/secret"/,
  });
  check('mailproof.json is a link', {
    files: { 'a.hbs': 'x' },
    links: { 'mailproof.json': 'outside/mailproof.json' },
    says: outsideReason,
  });
  check('a subject that is a link', {
    files: { 'a.hbs': 'x' },
    links: { 'a.subject.txt': 'outside/secret.txt' },
    says: outsideReason,
  });
  check('a text part that is a link', {
    files: { 'a.hbs': 'x' },
    links: { 'a.txt': 'outside/secret.txt' },
    says: outsideReason,
  });
  check('a partial of the subject that is a link', {
    files: { 'a.hbs': 'x', 'mailproof.json': '{"subject":"{{> b}}"}' },
    links: { 'b.hbs': 'outside/secret.hbs' },
    says: outsideReason,
  });
  check('an unsaved text of a place that may not be read', {
    files: including('../outside/secret.mjml'),
    request: { overrides: { [path.join(outside, 'secret.mjml')]: `<mj-raw>${secret}</mj-raw>` } },
    says: outsideReason,
  });
});

describe('a picture', () => {
  for (const [rule, reference, says] of [
    ['above the root', '../outside/secret.png', outsideReason],
    ['above the root, from the root', '/../outside/secret.png', outsideReason],
    ['with an absolute path', path.join(outside, 'secret.png'), /no such file/],
    ['that is a link', 'link.png', outsideReason],
    ['that is hidden', '.secret.png', hiddenReason],
    ['of another kind', 'id_rsa', /not a PNG/],
    ['with a NUL', 'secret.txt\0.png', /no valid path/],
  ] as const) {
    test(rule, async () => {
      const project = fs.mkdtempSync(path.join(folder, 'project-'));
      write(project, { '.secret.png': secret, id_rsa: secret });
      fs.symlinkSync(path.join(outside, 'secret.png'), path.join(project, 'link.png'));
      const read = await readDiskImage(reference, { folder: project, root: project });
      expect(read.kind === 'image' ? 'read' : inEnglish(read.reason)).toMatch(says);
    });
  }
});
