import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RenderRequest } from '../../src/core/render/renderResult.ts';
import { mail } from '../core/render/checkRender.ts';
import { hasMjml, installMjml } from '../support/installMjml.ts';
import { type Files, problemsOf, renderIn } from '../support/renderIn.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-components-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Expected {
  readonly problems?: readonly string[];
  readonly html?: readonly string[];
  readonly lacks?: readonly string[];
  readonly reason?: string;
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
      '.mjmlconfig 1:13 warning mjml-config: The custom component "./card.js" is not loaded: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust (on the command line: --mjml workspace --trust)',
    ]);
  });
});
