import fs from 'node:fs';
import { version } from 'mjml/package.json';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RenderRequest } from '../../src/core/render/renderResult.ts';
import { mail } from '../core/render/checkRender.ts';
import { withCorpora } from '../support/corpora.ts';
import { hasMjml, installMjml } from '../support/installMjml.ts';
import { type Files, problemsOf, renderIn } from '../support/renderIn.ts';
import { outcome, withoutRandomIds } from '../support/stockHtml.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-mjml-'));
const examples = path.join(import.meta.dirname, '..', '..', 'examples');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** With everything that can be included. */
const withIncludes: Files = {
  'mails/a.mjml': `<mjml><mj-head><mj-title>t</mj-title></mj-head><mj-body>
    <!-- kept --><mj-include path="./parts/head.mjml" />
    <mj-include path="./parts/section.mjml" />
    <mj-include path="./parts/raw.html" type="html" />
    <mj-include path="./parts/a.css" type="css" /><mj-include path="./parts/b.css" type="css" css-inline="inline" />
    <mj-section><mj-column><mj-text><b class="r">x</b> <mj-include path="text" /></mj-text></mj-column></mj-section>
  </mj-body></mjml>`,
  'mails/parts/head.mjml': '<mjml><mj-head><mj-attributes><mj-text color="red"/></mj-attributes></mj-head></mjml>',
  'mails/parts/section.mjml':
    '<mj-section><mj-column><mj-text>one</mj-text><mj-image src="a.png"/></mj-column></mj-section><mj-include path="deep/inner.mjml"/>',
  'mails/parts/deep/inner.mjml': `<mjml>
    <mj-head><mj-style>.deep { color: gray }</mj-style><mj-include path="../head.mjml"/></mj-head>
    <mj-body><mj-include path="c.css" type="css"/><mj-section css-class="deep"><mj-column><mj-include path="text.mjml"/>
    <!-- after --></mj-column></mj-section></mj-body></mjml>`,
  'mails/parts/deep/c.css': '.c { color: black }',
  'mails/parts/deep/text.mjml': '<mj-text>two</mj-text><mj-raw><b>raw</b></mj-raw><mj-divider />',
  'mails/parts/raw.html': '<p>raw<br></p>',
  'mails/parts/a.css': '.a { color: blue }',
  'mails/parts/b.css': '.r { color: green }',
};

for (const major of [4, 5] as const) {
  if (!hasMjml(major)) {
    test(`NOT checked, because node_modules has no mjml ${major}: the project's own MJML`, () =>
      expect(hasMjml(major)).toBe(false));
    continue;
  }
  describe(`mjml ${major} of a project`, () => {
    const project = path.join(folder, `project-${major}`);
    let own: (text: string, options: object) => Promise<{ html: string }>;
    beforeAll(() => {
      installMjml(project, major);
      own = createRequire(path.join(project, 'package.json'))('mjml') as typeof own;
    });

    test('renders, and the result says which it was', async () => {
      const result = await renderIn(project, { 'a.mjml': mail('<mj-text>x</mj-text>') });
      expect(problemsOf(result, project)).toEqual([]);
      expect([result.mjmlSource, result.mjmlVersion?.split('.')[0]]).toEqual(['workspace', String(major)]);
      const bundled = await renderIn(project, { 'a.mjml': mail('') }, { mjmlEngine: 'bundled' });
      expect(bundled.mjmlSource).toBe('bundled');
    });

    test('what it includes is as in its own build', async () => {
      const result = await renderIn(project, withIncludes);
      expect(problemsOf(result, project)).toEqual([]);
      // Version 5 would not leave the folder of each included file otherwise.
      const options = { filePath: path.join(project, 'mails/a.mjml'), ignoreIncludes: false, includePath: project };
      const stock = await own(withIncludes['mails/a.mjml'] ?? '', options);
      expect(stock.html).toContain('>two</div>');
      expect(stock.html).not.toContain('mj-include denied');
      expect(withoutRandomIds(result.html)).toBe(withoutRandomIds(stock.html));
    });

    test('the examples are as in their own build', async () => {
      const place = path.join(project, 'examples');
      fs.cpSync(examples, place, { recursive: true });
      const names = fs.readdirSync(examples).filter((name) => name.endsWith('.mjml.hbs'));
      expect(names.length).toBeGreaterThan(3);
      for (const name of names) {
        const files = { [name]: fs.readFileSync(path.join(place, name), 'utf8') };
        const result = await renderIn(place, files, { root: project });
        expect(result.mjmlSource).toBe('workspace');
        const expanded = await renderIn(place, files, { engine: 'handlebars' });
        const stock = await own(expanded.html ?? '', {});
        expect(withoutRandomIds(result.html)).toBe(withoutRandomIds(stock.html));
      }
    });

    withCorpora(`the inputs of mrml with mjml ${major}`, (corpora) => {
      test('every one is as in its own build', async () => {
        const inputs = path.join(corpora, 'mjml/mrml-compare');
        const names = fs
          .readdirSync(inputs, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.mjml'));
        expect(names.length).toBeGreaterThan(150);
        const different: string[] = [];
        for (const name of names) {
          const text = fs.readFileSync(path.join(inputs, name), 'utf8');
          const stock = await outcome(async () => (await own(text, {})).html);
          const { html } = await renderIn(project, { 'input.mjml': text }, { engine: 'mjml' });
          if (withoutRandomIds(html) !== withoutRandomIds(stock)) different.push(name);
        }
        expect(different).toEqual([]);
      });
    });
  });
}

describe('what is asked for and cannot be', () => {
  const harm = "require('node:fs').writeFileSync(require('node:path').join(__dirname, 'harmed'), '');";
  const place = path.join(folder, 'none');
  const files = {
    'a.mjml': mail('<mj-text>x</mj-text>'),
    '.mjmlconfig.js': harm,
    'node_modules/mjml/package.json': '{"name":"mjml","version":"5.0.0"}',
    'node_modules/mjml/index.js': harm,
  };
  const check = (
    rule: string,
    more: Files,
    expected: readonly string[],
    request: Partial<RenderRequest> = {},
  ): void => {
    test(rule, async () => {
      fs.rmSync(place, { recursive: true, force: true });
      const result = await renderIn(place, { 'a.mjml': files['a.mjml'], ...more }, request);
      expect(problemsOf(result, place)).toEqual(expected);
      expect(result.html).toContain('>x</div>');
      expect(result.mjmlSource).toBe('bundled');
      expect(fs.readdirSync(place)).not.toContain('harmed');
    });
  };
  const instead = `a.mjml 1:1 warning workspace-mjml: MJML ${version} of Mailproof is used instead of the project's own`;
  check(
    "a project's code does not run in a workspace that nobody trusts",
    files,
    [`${instead}, which is code and may not run here: trust the workspace (on the command line: --trust)`],
    { mayRunCode: false },
  );
  check(
    "a project's code does not run unasked",
    files,
    [
      '.mjmlconfig.js 1:1 warning mjml-config: ".mjmlconfig.js" is not run: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust (on the command line: --mjml workspace --trust)',
    ],
    { mjmlEngine: 'bundled' },
  );
  test('an installation above the root counts within the repository', async () => {
    const repository = path.join(folder, 'repository');
    const packageFolder = path.join(repository, 'packages', 'mails');
    const old = path.join(repository, 'node_modules', 'mjml');
    fs.mkdirSync(old, { recursive: true });
    fs.writeFileSync(path.join(old, 'package.json'), '{"version":"3.0.0"}');
    const messages = async (): Promise<readonly string[]> =>
      problemsOf(await renderIn(packageFolder, { 'a.mjml': files['a.mjml'] }), packageFolder);
    expect(await messages()).toEqual([expect.stringContaining('mjml is not installed here')]);
    fs.mkdirSync(path.join(repository, '.git'));
    expect(await messages()).toEqual([expect.stringContaining('it is mjml 3.0.0')]);
  });
  check('nothing is installed', {}, [
    `${instead}: mjml is not installed here; run "npm install" or your package manager's own`,
  ]);
  check('what is installed is too old', { 'node_modules/mjml/package.json': '{"version":"3.3.5"}' }, [
    `${instead}: it is mjml 3.3.5; install mjml 4 or 5`,
  ]);
  check('what is installed is damaged', { 'node_modules/mjml/package.json': '{"version":"4.1.0"}' }, [
    `${instead}: parts of it are missing; install it again`,
  ]);
  check('Yarn keeps packages in archives', { '.pnp.cjs': '' }, [
    `${instead}: packages of Yarn Plug'n'Play cannot be loaded; set "nodeLinker: node-modules" in .yarnrc.yml`,
  ]);
});
