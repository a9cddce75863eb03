import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarkLevel } from '../../src/core/render/renderResult.ts';
import { stripMarks } from '../../src/core/sourceMap/marks.ts';
import { type MarkedPlace, SourceMap } from '../../src/core/sourceMap/sourceMap.ts';
import { mail } from '../core/render/checkRender.ts';
import { MarkedPage } from '../figures/markedPage.ts';
import { readTexts } from '../figures/sourceMapOracle.ts';
import { hasMjml, installMjml } from '../support/installMjml.ts';
import { type Files, problemsOf, renderIn } from '../support/renderIn.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-marked-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A component with this content of its class. */
const component = (name: string, content: string): string => `const { BodyComponent } = require('mjml-core');
module.exports = class extends BodyComponent {
  static componentName = '${name}';
  static allowedAttributes = { 'css-class': 'string' };
  static dependencies = { 'mj-body': ['${name}'], 'mj-column': ['${name}'], '${name}': ['mj-text', 'mj-section', 'my-bare'] };
  ${content}
};`;

const components: Files = {
  '.mjmlconfig': '{"packages":["./bare.js","./made.js","./row.js","./text.js","./nosy.js","./around.js"]}',
  'bare.js': component('my-bare', `render() { return '<p>first <i>bare</i></p><p>second</p>'; }`),
  'made.js': component(
    'my-made',
    `render() { return this.renderMJML('<mj-section><mj-column><mj-text>made <b>here</b></mj-text><my-bare/></mj-column></mj-section>'); }`,
  ),
  'row.js': component(
    'my-row',
    `render() { return this.renderMJML(\`<mj-section><mj-column>\${this.renderChildren(this.props.children, { rawXML: true })}</mj-column></mj-section>\`); }`,
  ),
  'text.js': component(
    'my-text',
    `static endingTag = true;\n render() { return '<h1>' + this.getContent() + '</h1>'; }`,
  ),
  'nosy.js': component(
    'my-nosy',
    `static endingTag = true;\n render() { return '<u>' + this.getContent().length + Object.keys(this.attributes) + '</u>'; }`,
  ),
  'around.js': component(
    'my-around',
    `render() { return '<div class="out"><!--[if mso]><table><tr><td><![endif]-->' + this.renderChildren() + '<em>after</em></div>'; }`,
  ),
};

/** A place of a text goes on behind its element. */
function firstOf(text: string): string {
  return /^(?:<[^>]*>|[^<]*)/.exec(text)?.[0] ?? '';
}

for (const major of [4, 5] as const) {
  if (!hasMjml(major)) {
    test(`NOT checked, because node_modules has no mjml ${major}: marks of its components`, () =>
      expect(hasMjml(major)).toBe(false));
    continue;
  }
  describe(`marks of mjml ${major} of a project`, () => {
    const project = path.join(folder, `project-${major}`);
    beforeAll(() => installMjml(project, major));

    /** Each text that is shown, the tag of the marked element around it, and the place that it leads to itself. */
    const check = (rule: string, files: Files, texts: readonly string[], level: MarkLevel = 'all'): void => {
      test(rule, async () => {
        const place = fs.mkdtempSync(path.join(project, 'case-'));
        const result = await renderIn(place, { ...files, ...components }, { root: project, wantsMarks: true });
        expect(problemsOf(result, place)).toEqual([]);
        const { html = '', marked, dependencies } = result;
        expect(stripMarks(marked?.html ?? '')).toBe(html);
        const sources = readTexts(dependencies);
        const { html: shown = '', tables = { files: [], segments: [], contexts: [] } } = marked ?? {};
        const map = new SourceMap({ html: shown, tables, textOf: (file) => sources.get(file) });
        const page = new MarkedPage(shown, map);
        const textAt = (at: MarkedPlace | undefined): string =>
          sources.get(at?.file ?? '')?.slice(at?.start, at?.end) ?? '';
        const found = page
          .texts()
          .filter(({ text }) => text.trim() !== '')
          .map(
            (each) =>
              `${textAt(page.elementsAround(each)[0])} ${each.text.trim()} = ${firstOf(textAt(page.placeOf(each)))}`,
          );
        expect(found).toEqual(texts);
        expect(marked?.level).toBe(level);
      });
    };

    check(
      'its own elements, and the texts and values in them',
      {
        'a.mjml.hbs': mail('<mj-text align="left">\none\n{{two}}</mj-text><mj-button>go</mj-button>'),
        'a.data.json': '{"two":"Value"}',
      },
      ['<mj-text align="left"> one = one', '<mj-text align="left"> Value = {{two}}', '<mj-button> go = go'],
    );
    check('tags that a component writes itself', { 'a.mjml': mail('<my-bare css-class="it"/>') }, [
      '<my-bare css-class="it"/> first = <my-bare css-class="it"/>',
      '<my-bare css-class="it"/> bare = <my-bare css-class="it"/>',
      '<my-bare css-class="it"/> second = <my-bare css-class="it"/>',
    ]);
    check('MJML that a component makes', { 'a.mjml': '<mjml><mj-body><my-made/></mj-body></mjml>' }, [
      '<my-made/> made = <my-made/>',
      '<my-made/> here = <my-made/>',
      '<my-made/> first = <my-made/>',
      '<my-made/> bare = <my-made/>',
      '<my-made/> second = <my-made/>',
    ]);
    check(
      'elements that a component writes as MJML again, or puts its own around',
      {
        'a.mjml': `<mjml><mj-body><my-row><mj-text>one</mj-text></my-row>
<mj-section><mj-column><my-around><mj-text>two</mj-text></my-around></mj-column></mj-section></mj-body></mjml>`,
      },
      ['<mj-text> one = one', '<mj-text> two = two', '<my-around> after = <my-around>'],
    );
    check(
      'lines and values in a component that is given its content as text',
      { 'a.mjml.hbs': mail('<my-text>\none\n{{two}} <b>three</b></my-text>'), 'a.data.json': '{"two":"Value"}' },
      ['<my-text> one = one', '<my-text> Value = {{two}}', '<b> three = <b>'],
    );
    check(
      'a component that would print something else with marks is left without, and only its kind',
      { 'a.mjml': mail('<mj-text>one</mj-text><my-nosy>two</my-nosy>') },
      ['<mj-text> one = one', '<mj-column> 3 = <mj-column>'],
    );
  });
}
