import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildRenderer } from '../../scripts/build.mjs';
import { installMjml } from '../support/installMjml.ts';
import { type FromRenderer, parseFromRenderer, type ToRenderer } from '../../src/protocol/renderer.ts';
import { type SentResult, unpackResult } from '../../src/protocol/sentResult.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-renderer-'));
const bundle = path.join(folder, 'renderer.js');
const project = path.join(folder, 'project');

beforeAll(async () => {
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'a.mjml'), '<mjml><mj-body></mj-body></mjml>');
  fs.writeFileSync(path.join(project, 'm.eml'), 'Subject: Hello\r\n\r\nBody\r\n');
  // mjml-core runs the packages that a .mjmlconfig in the current folder names, when it is loaded.
  fs.writeFileSync(path.join(project, '.mjmlconfig'), '{"packages":["./hostile.js"]}');
  fs.writeFileSync(
    path.join(project, 'hostile.js'),
    `require('fs').writeFileSync(${JSON.stringify(path.join(folder, 'pwned'))}, '')`,
  );
  await buildRenderer({ production: true, outdir: folder });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Sends the messages at once and gives the answers in the order in which they come. */
async function ask(...messages: readonly ToRenderer[]): Promise<readonly FromRenderer[]> {
  const child = fork(bundle, [], { cwd: project, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  const answers: FromRenderer[] = [];
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`ended with ${code}`)));
    child.on('message', (message) => {
      const answer = parseFromRenderer(message);
      if (answer === undefined) reject(new Error('not in the protocol'));
      else if (!['preparing', 'prepared', 'begun', 'loading', 'loaded'].includes(answer.type)) answers.push(answer);
      if (answers.length === messages.length + 1) resolve();
    });
    for (const message of messages) child.send(message);
  });
  await end(child);
  return answers;
}

/** The process ends by itself when nobody listens any more. */
async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  const exited = once(child, 'exit');
  child.disconnect();
  expect(await exited).toEqual([0, null]);
}

const render = (id: number, text: string): ToRenderer => {
  const file = path.join(project, 'a.mjml');
  return { type: 'render', id, request: { path: file, root: project, engine: 'auto', overrides: { [file]: text } } };
};

const htmlOf = (result: SentResult): string | undefined => unpackResult(result, new Map())?.html;

describe('the render process', () => {
  test('says ready, answers in order and ends with its parent', async () => {
    const answers = await ask(render(1, '<mj-text>one</mj-text>'), render(2, '<mj-text>two</mj-text>'), {
      type: 'parseMessage',
      id: 3,
      source: { file: path.join(project, 'm.eml') },
      isLocal: false,
    });
    expect(answers.map((answer) => answer.type)).toEqual(['ready', 'rendered', 'rendered', 'parsedMessage']);
    const [, first, second, message] = answers;
    expect(first?.type === 'rendered' && first.id === 1 && htmlOf(first.result)?.includes('one')).toBe(true);
    expect(second?.type === 'rendered' && second.id === 2 && htmlOf(second.result)?.includes('two')).toBe(true);
    expect(message?.type === 'parsedMessage' && message.view.subject).toBe('Hello');
  });

  test('a template mistake is an answer, a file that is missing is a failure with a reason', async () => {
    const [, rendered, failed] = await ask(render(1, '{{#if}}'), {
      type: 'parseMessage',
      id: 2,
      source: { file: path.join(project, 'none.eml') },
      isLocal: false,
    });
    expect(rendered?.type === 'rendered' && rendered.result.problems.length > 0).toBe(true);
    expect(failed?.type === 'failed' && failed.reason).toContain('ENOENT');
  });

  test('runs nothing that a project puts into its .mjmlconfig', async () => {
    await ask(render(1, '<mj-text>x</mj-text>'));
    expect(fs.existsSync(path.join(folder, 'pwned'))).toBe(false);
  });

  test('runs helpers of the project only when the request says so', async () => {
    const helpers = `require('fs').appendFileSync(${JSON.stringify(path.join(folder, 'ran'))}, 'x'); export const shout = (s: string) => s + '!';`;
    fs.writeFileSync(path.join(project, 'helpers.ts'), helpers);
    const file = path.join(project, 'h.hbs');
    const renderHelper = (id: number, mayRunCode: boolean | undefined): ToRenderer => {
      const overrides = { [file]: '{{shout "a"}}' };
      const request = { path: file, root: project, engine: 'handlebars', overrides } as const;
      return { type: 'render', id, request: mayRunCode === undefined ? request : { ...request, mayRunCode } };
    };
    const answers = await ask(
      renderHelper(1, undefined),
      renderHelper(2, false),
      renderHelper(3, true),
      renderHelper(4, true),
    );
    const html = answers.flatMap((answer) => (answer.type === 'rendered' ? [answer.result.html] : []));
    expect(html).toEqual(['a', 'a', 'a!', 'a!']);
    expect(fs.readFileSync(path.join(folder, 'ran'), 'utf8')).toBe('x');
  });

  test("renders with the project's own MJML and components where code may run", async () => {
    const own = path.join(folder, 'own');
    installMjml(own, 5);
    fs.writeFileSync(path.join(own, '.mjmlconfig'), '{"packages":["./one.mjs","./two.js"]}');
    const component = (name: string): string =>
      `class ${name} extends BodyComponent { static dependencies = {"mj-column":["mj-one","mj-two"]}; render() { return "own ${name}"; } }`;
    const imported = `import { BodyComponent } from 'mjml-core';\nexport default ${component('MjOne')}`;
    const required = `const { BodyComponent } = require('mjml-core');\nmodule.exports = ${component('MjTwo')}`;
    fs.writeFileSync(path.join(own, 'one.mjs'), imported);
    fs.writeFileSync(path.join(own, 'two.js'), required);
    const file = path.join(own, 'a.mjml');
    const mail = '<mjml><mj-body><mj-section><mj-column><mj-one/><mj-two/></mj-column></mj-section></mj-body></mjml>';
    const overrides = { [file]: mail };
    const request = { path: file, root: own, engine: 'mjml', mjmlEngine: 'workspace', overrides } as const;
    const [, allowed, refused] = await ask(
      { type: 'render', id: 1, request: { ...request, mayRunCode: true } },
      { type: 'render', id: 2, request },
    );
    const own1 = allowed?.type === 'rendered' ? allowed.result : undefined;
    expect(own1?.problems).toEqual([]);
    expect(own1?.mjmlSource).toBe('workspace');
    expect(own1?.html).toMatch(/own MjOne[^]*own MjTwo/);
    expect(refused?.type === 'rendered' && refused.result.mjmlSource).toBe('bundled');
    expect(refused?.type === 'rendered' && refused.result.html).not.toContain('own MjOne');
  });

  test('inlines styles and sets attributes as the unbundled libraries do', async () => {
    const mail =
      '<mjml><mj-head><mj-style inline="inline">.r > b { color: red } .é::after{}</mj-style><mj-html-attributes><mj-selector path=".t div"><mj-html-attribute name="data-x">"&amp;é😀</mj-html-attribute></mj-selector></mj-html-attributes></mj-head>' +
      '<mj-body><mj-section><mj-column><mj-text css-class="t"><p class="r">&amp; &eacute; &nbsp;<b>ü😀</b><br>{{raw}}</p></mj-text></mj-column></mj-section></mj-body></mjml>';
    const file = path.join(project, 'b.mjml');
    const request = { path: file, root: project, engine: 'mjml', overrides: { [file]: mail } } as const;
    const [, rendered] = await ask({ type: 'render', id: 1, request });
    const { default: mjml2html } = await import('mjml');
    const stock = (await mjml2html(mail)).html;
    expect(rendered?.type === 'rendered' && rendered.result.html).toBe(stock);
    expect(stock).toContain('style="color: red;"');
  });

  test('is small enough to start fast', () => {
    expect(fs.statSync(bundle).size).toBeLessThan(8 * 1024);
    expect(fs.statSync(path.join(folder, 'renderEngine.js')).size).toBeLessThan(900 * 1024);
  });
});
