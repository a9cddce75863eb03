import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandLine } from '../../src/cli/commandLine.ts';
import { run } from '../../src/cli/run.ts';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { unusedBySendless } from '../support/commandLine.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-list-'));
const cwd = path.join(folder, 'project');

const files: Readonly<Record<string, string>> = {
  'package.json': '{}',
  'site/a.mjml': '<mjml><mj-body><mj-section><mj-column><mj-text>A</mj-text></mj-column></mj-section></mj-body></mjml>',
  'site/de/b.hbs': '<html><p>B</p></html>',
  'site/partials/p.hbs': '<p>no mail</p>',
  'site/view.hbs': '<div>a page of the web site</div>',
  'site/node_modules/x/c.mjml': '<mjml></mjml>',
  'broken/ok.hbs': '<html>ok</html>',
  'broken/bad.hbs': '<html>{{#if x}}</html>',
  'judged/emails/greeting.hbs': 'Hello {{name}}',
  'judged/emails/layout.hbs': '<html>{{{body}}}</html>',
  'judged/web/page.html': '<html>no mail</html>',
  'judged/listed/page.html': '<html>a mail</html>',
  'judged/listed/mailproof.json': '{"templates":"**"}',
  'hostile.hbs': '<html>{{> "\u001B[2J\n::error::x"}}</html>',
  'same/a.hbs': '<html>1</html>',
  'same/a.handlebars': '<html>2</html>',
  'newsletter/page.html': '<html>3</html>',
  'pieces/a.mjml':
    '<mjml><mj-body><mj-section><mj-column><mj-text>A</mj-text></mj-column></mj-section></mj-body></mjml>',
  'pieces/b.mjml': '<mjml><mj-body><mj-include path="a.html" type="html" /></mj-body></mjml>',
  'pieces/a.html': '<p>piece</p>',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    fs.writeFileSync(path.join(cwd, name), text);
  }
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const renderHere: CommandLine['render'] = async (request) => ({
  kind: 'rendered',
  result: await render(request, diskFileReader({ root: request.root })),
});

async function call(argv: readonly string[], given: Partial<CommandLine> = {}) {
  let output = '';
  let errors = '';
  const code = await run(['render', ...argv], {
    ...unusedBySendless,
    cwd,
    readInput: () => Promise.resolve(Buffer.from('{}')),
    writeOutput: (content) => {
      output += typeof content === 'string' ? content : Buffer.from(content).toString();
    },
    writeError: (text) => {
      errors += text;
    },
    render: renderHere,
    ...given,
  });
  return { code, output, errors };
}

describe('a folder', () => {
  test('gives its mails, without partials, web views and what was installed', async () => {
    expect(await call(['site'])).toEqual({
      code: 0,
      output: `rendered  ${path.join('site', 'a.mjml')}\nrendered  ${path.join('site', 'de', 'b.hbs')}\n`,
      errors: '2 templates rendered\n',
    });
  });

  test('gives the files that the Templates view shows', async () => {
    expect((await call(['judged'])).output).toBe(
      ['emails/greeting.hbs', 'listed/page.html'].map((name) => `rendered  ${path.join('judged', name)}\n`).join(''),
    );
  });

  test('with one broken mail tells its problems, renders the others and exits with 1', async () => {
    const { code, output, errors } = await call(['broken']);
    expect({ code, output }).toEqual({
      code: 1,
      output: `failed    ${path.join('broken', 'bad.hbs')}\nrendered  ${path.join('broken', 'ok.hbs')}\n`,
    });
    expect(errors).toMatch(/bad\.hbs:1:7: error: .*\[handlebars-syntax\]\n2 templates: 1 rendered, 1 with errors\n$/);
  });

  test('becomes a folder of results, laid out like it', async () => {
    const out = path.join(folder, 'out');
    expect(await call(['site', '--out', out])).toMatchObject({ code: 0, output: '' });
    expect(fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
      'a.html',
      'de',
      path.join('de', 'b.html'),
    ]);
    expect(fs.readFileSync(path.join(out, 'de/b.html'), 'utf8')).toBe('<html><p>B</p></html>');
  });

  test('keeps the extensions of templates that have the same name', async () => {
    const out = path.join(folder, 'same');
    await call(['same', '--text', '--out', out]);
    expect(fs.readdirSync(out).sort()).toEqual(['a.handlebars.txt', 'a.hbs.txt']);
  });

  test('is not overwritten by its own results', async () => {
    expect(await call(['newsletter', '--out', 'newsletter'])).toMatchObject({ code: 2 });
    expect(fs.readFileSync(path.join(cwd, 'newsletter/page.html'), 'utf8')).toBe('<html>3</html>');
  });

  test('is not overwritten where a result of one mail is a piece of another', async () => {
    const { code, errors } = await call(['pieces/a.mjml', 'pieces/b.mjml', '--out', 'pieces']);
    expect({ code, errors }).toEqual({
      code: 2,
      errors: `mailproof: ${path.join('pieces', 'a.html')} is the template or a file that it uses, so nothing is written; choose another --out.\n`,
    });
    expect(fs.readFileSync(path.join(cwd, 'pieces/a.html'), 'utf8')).toBe('<p>piece</p>');
    expect(fs.existsSync(path.join(cwd, 'pieces/b.html'))).toBe(false);
  });

  test('may be rendered into the same folder again and again', async () => {
    const out = path.join(folder, 'again');
    await call(['site', '--out', out]);
    expect(await call(['site', '--out', out])).toMatchObject({ code: 0 });
  });

  test('as JSON is a list, even of one', async () => {
    const { code, output } = await call(['newsletter', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { template: path.join(cwd, 'newsletter/page.html'), html: '<html>3</html>', engine: 'html' },
    ]);
  });
});

describe('several', () => {
  test('become files below the folder that they have in common', async () => {
    const out = path.join(folder, 'common');
    await call(['site/de/b.hbs', 'newsletter/page.html', '--out', out]);
    const written = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    expect(written.sort()).toEqual([path.join('newsletter', 'page.html'), path.join('site', 'de', 'b.html')]);
  });

  test('are told in their order, whichever is ready first, and no more at a time than wanted', async () => {
    let running = 0;
    let most = 0;
    const slow: CommandLine['render'] = async (request, timeoutMs) => {
      most = Math.max(most, ++running);
      for (let turn = request.path.endsWith('a.mjml') ? 50 : 1; turn > 0; turn--) await new Promise(setImmediate);
      running--;
      return renderHere(request, timeoutMs);
    };
    const all = ['site/a.mjml', 'site/de/b.hbs', 'newsletter/page.html', 'broken/ok.hbs'];
    const { output } = await call([...all, '--jobs', '2'], { render: slow });
    expect(output).toBe(all.map((name) => `rendered  ${name}\n`).join(''));
    expect(most).toBe(2);
  });

  test('count a template that was named twice once', async () => {
    expect((await call(['newsletter/page.html', 'newsletter'])).output).toBe('rendered  newsletter/page.html\n');
  });

  test('one that never ends is an error of its own', async () => {
    const { code, output, errors } = await call(['site', '--json'], {
      render: (request, timeoutMs) =>
        request.path.endsWith('b.hbs') ? Promise.resolve({ kind: 'timeout' }) : renderHere(request, timeoutMs),
    });
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject([{ engine: 'mjml' }, { failure: expect.stringMatching(/^was stopped/) }]);
    expect(errors).toContain('b.hbs was stopped after 30 seconds');
  });

  test('show a terminal how far they are, on one line', async () => {
    const { errors } = await call(['site', '--jobs', '1'], { errorWidth: 20 });
    expect(errors).toContain('1 of 2 rendered, la');
    expect(errors).toMatch(/\r +\r2 templates rendered\n$/);
  });

  test('tell a terminal and a build no commands of a template', async () => {
    for (const templates of [['hostile.hbs'], ['hostile.hbs', 'broken/ok.hbs']]) {
      const { errors } = await call(templates);
      expect(errors).toMatch(/^hostile\.hbs:1:7: error: The partial " \[2J ::error::x" was not found/);
      expect(errors).not.toMatch(/^::/m);
    }
  });
});
