import fs from 'node:fs';
import { version } from 'mjml/package.json';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../src/core/render/render.ts';
import type { RenderRequest, RenderResult } from '../../src/core/render/renderResult.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { projectCode } from '../../src/renderer/projectCode.ts';
import { withCorpora } from '../support/corpora.ts';
import { hasMjml, installMjml } from '../support/installMjml.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-mjml-'));
const examples = path.join(import.meta.dirname, '..', '..', 'examples');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

/** Writes the files below the project, renders the first one with the project's own MJML, and gives what came of it. */
async function renderIn(project: string, files: Files, request: Partial<RenderRequest> = {}): Promise<RenderResult> {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    fs.writeFileSync(path.join(project, name), text);
  }
  const template = path.join(project, Object.keys(files)[0] ?? '');
  const overrides = {};
  const asked = { engine: 'auto', overrides, mayRunCode: true, mjmlEngine: 'workspace', ...request } as const;
  return render({ path: template, root: project, ...asked }, diskFileReader({ root: project, ...asked }), projectCode);
}

function problemsOf(result: RenderResult, project: string): readonly string[] {
  return result.problems.map(
    ({ file, start, severity, code, message }) =>
      `${path.relative(project, file)} ${start.line + 1}:${start.character + 1} ${severity} ${code}: ${message}`,
  );
}

const mail = (content: string): string =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

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

const card = (color: string): string => `const { BodyComponent } = require('mjml-core');
class MyCard extends BodyComponent {
  static dependencies = { 'mj-column': ['my-card'], 'my-card': [] };
  static endingTag = true;
  static allowedAttributes = { tone: 'enum(warm,cold)' };
  render() { return '<p style="color:${color}">' + this.getContent() + '</p>'; }
}
module.exports = MyCard;
`;

describe('custom components', () => {
  const major = hasMjml(4) ? 4 : 5;
  const project = path.join(folder, 'custom');
  beforeAll(() => installMjml(project, major));
  const check = (rule: string, files: Files, expected: Expected, request: Partial<RenderRequest> = {}): void => {
    test(rule, async () => {
      const place = fs.mkdtempSync(path.join(project, 'case-'));
      const result = await renderIn(place, files, { root: project, ...request });
      expect(problemsOf(result, place)).toEqual(expected.problems ?? []);
      for (const piece of expected.html ?? []) expect(result.html).toContain(piece);
      for (const piece of expected.lacks ?? []) expect(result.html ?? '').not.toContain(piece);
      if (expected.reason !== undefined) expect(result.engineReason).toBe(expected.reason);
    });
  };

  check(
    'a component of .mjmlconfig renders, and its attributes and places are known',
    {
      'mails/a.mjml': mail('<my-card tone="hot" shade="x">{{! kept }}<b>x</b></my-card>'),
      '.mjmlconfig': '{"packages":["./lib/card.js"]}',
      'lib/card.js': card('red'),
    },
    {
      html: ['<p style="color:red">{{! kept }}<b>x</b></p>'],
      problems: [
        'mails/a.mjml 1:48 warning mjml-value: tone="hot" of <my-card> must be one of warm, cold',
        'mails/a.mjml 1:59 warning mjml-attribute: <my-card> has no attribute "shade"',
      ],
    },
  );
  check(
    'another template does not know it',
    { 'a.mjml': mail('<my-card>x</my-card>') },
    {
      lacks: ['color:red'],
      problems: ['a.mjml 1:39 error mjml-element: <my-card> is no MJML element'],
    },
  );
  check(
    'ES modules, lists and packages are loaded as well',
    {
      'a.mjml': mail('<mj-one/><mj-two/><mj-three/>'),
      '.mjmlconfig.cjs': 'module.exports = { packages: ["./one.mjs", "./two", "three"] };',
      'one.mjs': `import { BodyComponent } from 'mjml-core';
export default class MjOne extends BodyComponent { static dependencies = { 'mj-column': ['mj-one'] }; render() { return 'ONE'; } }`,
      'two/index.js': `const { BodyComponent } = require('mjml-core');
class MjTwo extends BodyComponent { render() { return 'TWO'; } }
exports.default = { MjTwo, dependencies: { 'mj-column': ['mj-two'] } };`,
      'node_modules/three/index.js': `const { BodyComponent, registerComponent } = require('mjml-core');
const { registerDependencies } = require('mjml-validator');
registerDependencies({ 'mj-column': ['mj-three'] });
module.exports = [class MjThree extends BodyComponent { render() { return 'THREE'; } }];`,
    },
    { html: ['ONE', 'TWO', 'THREE'] },
  );
  check(
    'one that cannot be loaded is a problem at its own line, and the others are there',
    {
      'a.mjml': mail('<my-card>x</my-card>'),
      '.mjmlconfig': '{"packages":["./broken.js","./throws.js","./none.js","./empty.js","./card.js"]}',
      'card.js': card('red'),
      'broken.js': '\n\nclass {',
      'throws.js': "\nconst part = require('./part.js');",
      'part.js': "function inner() {\n  throw new Error('no\\nway');\n}\ninner();",
      'empty.js': '',
    },
    {
      html: ['color:red'],
      problems: [
        '.mjmlconfig 1:43 error mjml-component: The custom component "./none.js" cannot be loaded: it is not there; build or install it first',
        '.mjmlconfig 1:55 error mjml-component: The custom component "./empty.js" cannot be loaded: it exports no component; export the class',
        'broken.js 3:1 error mjml-component: The custom component "./broken.js" cannot be loaded: Unexpected token \'{\'',
        'part.js 2:9 error mjml-component: The custom component "./throws.js" cannot be loaded: no',
      ],
    },
  );
  check(
    'one that fails while it renders is a problem at its line, and so is one that is none',
    {
      'a.mjml': mail('<my-card>x</my-card>'),
      '.mjmlconfig': '{"packages":["./card.js","./function.js"]}',
      'card.js': card('red').replace("enum(warm,cold)' };", "nothing' };").replace('return', '\n    nope();\n return'),
      'function.js': 'module.exports = () => {};',
    },
    {
      problems: [
        '.mjmlconfig 1:27 error mjml-component: The custom component "./function.js" cannot be loaded: it must extend BodyComponent or HeadComponent of mjml-core',
        'card.js 7:1 error mjml-component: A custom component failed: nope is not defined',
      ],
    },
  );
  check(
    'a type that MJML does not know ends the mail, as in a build',
    {
      'a.mjml': mail('<my-card tone="a">x</my-card>'),
      '.mjmlconfig': '{"packages":["./card.js"]}',
      'card.js': card('red').replace("enum(warm,cold)' };", "nothing' };"),
    },
    {
      problems: [
        'a.mjml 1:1 error mjml-internal: MJML stopped without a result (No type found for nothing); look for an element in the wrong place',
        'a.mjml 1:39 warning mjml-rule: <my-card> cannot be checked: No type found for nothing',
      ],
    },
  );
  check(
    'settings that are not JSON are a problem at the damaged place',
    { 'a.mjml': mail('<mj-text>x</mj-text>'), '.mjmlconfig': '{"packages": [,]}' },
    {
      html: ['>x</div>'],
      problems: ['.mjmlconfig 1:15 warning mjml-config: .mjmlconfig is not used: A value is expected here'],
    },
  );
  check(
    'a settings module that throws is a problem at its line',
    { 'a.mjml': mail(''), '.mjmlconfig.js': '// one\nnope();' },
    { problems: ['.mjmlconfig.js 2:1 error mjml-component: .mjmlconfig.js cannot be loaded: nope is not defined'] },
  );
  check(
    'the options that change the mail are obeyed',
    {
      'a.mjml': mail('<!-- gone --><mj-text font-family="Mine">x</mj-text>'),
      '.mjmlconfig': '{"options":{"keepComments":false,"fonts":{"Mine":"https://fonts.example/mine"},"filePath":"/"}}',
    },
    { html: ['https://fonts.example/mine'], lacks: ['gone'] },
  );
  check(
    'preprocessors run over the template and what it includes, and problems keep their places',
    {
      'a.mjml': mail('\n<mj-text colour="x">[name]</mj-text><mj-include path="b.mjml"/>'),
      'b.mjml': '<mj-text>[name]</mj-text>',
      '.mjmlconfig.js': 'module.exports = { preprocessors: [(xml) => "\\n\\n" + xml.replace(/\\[name\\]/g, "Ann")] };',
    },
    {
      html: ['>Ann</div>'],
      lacks: ['[name]'],
      problems: ['a.mjml 2:10 warning mjml-attribute: <mj-text> has no attribute "colour"; did you mean "color"?'],
    },
  );
  check(
    'a preprocessor that throws is a problem that names its file',
    { 'a.mjml': mail(''), '.mjmlconfig.js': 'module.exports = { preprocessors: [() => { throw new Error("no"); }] };' },
    { problems: ['a.mjml 1:1 error mjml-preprocessor: A preprocessor of .mjmlconfig.js failed: no'] },
  );
  const handlebars =
    'module.exports = { preprocessors: [(xml) => xml.replace(/{{![^}]*}}/g, "").replace(/{{x}}/g, "theirs")] };';
  check(
    'a preprocessor that is Handlebars does not run a second time',
    {
      'a.mjml': mail(
        '<mj-raw>{{#if x}}</mj-raw><mj-text>{{x}}</mj-text><mj-raw>{{/if}}</mj-raw><mj-include path="b.mjml"/>',
      ),
      'a.data.json': '{"x":"{{x}}"}',
      'b.mjml': '<mj-text>{{x}}</mj-text>',
      '.mjmlconfig.js': handlebars,
    },
    {
      html: ['>{{x}}</div>', '>theirs</div>'],
      reason:
        'Handlebars runs before MJML: it is a preprocessor of the project. Mailproof runs Handlebars in place of that preprocessor, with its own data sets.',
    },
  );
  check(
    'it runs where ours does not',
    { 'a.mjml': mail('<mj-text>{{x}}</mj-text>'), '.mjmlconfig.js': handlebars },
    { html: ['>theirs</div>'] },
    { engine: 'mjml' },
  );

  test('a component that was changed is loaded again, with what it requires', async () => {
    const place = path.join(project, 'reload');
    const files = {
      'a.mjml': mail('<my-card>x</my-card>'),
      '.mjmlconfig': '{"packages":["./card.js"]}',
      'card.js': "module.exports = require('./lib/card.js');",
      'lib/card.js': card('red'),
    };
    const first = await renderIn(place, files, { root: project });
    expect(first.html).toContain('color:red');
    expect(first.dependencies).toEqual(
      expect.arrayContaining(['.mjmlconfig', 'card.js', 'lib/card.js'].map((name) => path.join(place, name))),
    );
    const second = await renderIn(place, { ...files, 'lib/card.js': card('darkblue') }, { root: project });
    expect(second.html).toContain('color:darkblue');
  });

  test('a component that is built later is found, and asked for until then', async () => {
    const place = path.join(project, 'later');
    const files = { 'a.mjml': mail('<my-card>x</my-card>'), '.mjmlconfig': '{"packages":["./lib/card.js"]}' };
    const first = await renderIn(place, files, { root: project });
    expect(first.dependencies).toContain(path.join(place, 'lib/card.js'));
    const second = await renderIn(place, { ...files, 'lib/card.js': card('red') }, { root: project });
    expect(problemsOf(second, place)).toEqual([]);
    expect(second.html).toContain('color:red');
  });

  test('the bundled MJML knows nothing of them', async () => {
    const place = path.join(project, 'bundled');
    const files = {
      'a.mjml': mail('<my-card>x</my-card>'),
      '.mjmlconfig': '{"packages":["./card.js"]}',
      'card.js': card('red'),
    };
    await renderIn(place, files, { root: project });
    const result = await renderIn(place, files, { root: project, mjmlEngine: 'bundled' });
    expect(problemsOf(result, place)).toEqual([
      'a.mjml 1:39 error mjml-element: <my-card> is no MJML element',
      '.mjmlconfig 1:13 warning mjml-config: The custom component "./card.js" is not loaded: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust',
    ]);
  });
});

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
    [`${instead}, which is code and may not run here: trust this workspace first`],
    { mayRunCode: false },
  );
  check(
    "a project's code does not run unasked",
    files,
    [
      '.mjmlconfig.js 1:1 warning mjml-config: ".mjmlconfig.js" is not run: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust',
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

interface Expected {
  readonly problems?: readonly string[];
  readonly html?: readonly string[];
  readonly lacks?: readonly string[];
  readonly reason?: string;
}

async function outcome(run: () => Promise<string>): Promise<string | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}

/** Carousels and navigation bars get random ids from MJML itself. */
function withoutRandomIds(html: string | undefined): string | undefined {
  const ids = new Map<string, string>();
  return html?.replace(/\b[0-9a-f]{16}\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, `id${ids.size}`);
    return ids.get(id) ?? id;
  });
}
