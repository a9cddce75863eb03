import { expect, test } from 'vitest';
import { LineIndex } from '../../../src/core/text/lineIndex.ts';
import { type Files, mail, renderFiles, root } from './checkRender.ts';

/** How the same file can be written. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'lone CR': (text) => text.replaceAll('\n', '\r'),
  'a byte-order mark': (text) => `\uFEFF${text}`,
  'tabs and empty lines': (text) => `\n\t\n${text.replaceAll('\n', '\n\t\t')}`,
};

/** Inside of texts, where they may stand: `§` in a file becomes these. */
const fillers = ['', '😀 ', 'é\u2028漢 '];

/** The problem stands on exactly this text of this file, however the files are spelled. */
function check(
  code: string,
  files: Files,
  file: string,
  marked: string,
  engine: 'auto' | 'mjml-handlebars' = 'auto',
): void {
  for (const [spelling, spell] of Object.entries(spellings)) {
    for (const filler of fillers) {
      test(`${code} in ${file}, ${spelling}, behind ${JSON.stringify(filler)}`, async () => {
        const spelled: Record<string, string> = {};
        for (const [name, text] of Object.entries(files))
          if (typeof text === 'string') spelled[name] = spell(text.replaceAll('§', filler));
        const { problems } = await renderFiles(spelled, { engine });
        const text = (spelled[file] ?? '').replace(/^\uFEFF/, '');
        const lines = new LineIndex(text);
        const places = problems
          .filter((problem) => problem.code === code && problem.file === `${root}/${file}`)
          .map(({ start, end }) => text.slice(lines.offsetAt(start), lines.offsetAt(end)));
        expect(places).toEqual([marked]);
      });
    }
  }
}

const data = '{"a": "x",\n "list": [1]}';
check('handlebars-syntax', { 'a.hbs': '§\n§{{b c=}} x' }, 'a.hbs', '{{b c=}}');
check('handlebars-syntax', { 'a.hbs': '{{> p}}', 'p.hbs': '§\n §{{#if b}} x' }, 'p.hbs', '{{#if b}}');
check('missing-partial', { 'a.hbs': '§\n§{{> nowhere}} x' }, 'a.hbs', '{{> nowhere}}');
check('missing-data', { 'a.hbs': '§\n {{a}} §{{missing.value}} x', 'a.json': data }, 'a.hbs', '{{missing.value}}');
check('unknown-helper', { 'a.hbs': '§\n§{{shout a}} x', 'a.json': data }, 'a.hbs', '{{shout a}}');
check('unknown-decorator', { 'a.hbs': '§\n§{{* shout}} x' }, 'a.hbs', '{{* shout}}');
check('partial-recursion', { 'a.hbs': '{{> p}}', 'p.hbs': '§\n §{{> p}} x' }, 'p.hbs', '{{> p}}');
check('handlebars-runtime', { 'a.hbs': '§\n§{{#with}}{{/with}}' }, 'a.hbs', '{{#with}}');
check(
  'mjml-attribute',
  { 'a.mjml': mail('\n<mj-text>§</mj-text>\n<mj-text colour="red">x</mj-text>') },
  'a.mjml',
  'colour="red"',
);
check(
  'mjml-value',
  { 'a.mjml': mail('\n<mj-text>§</mj-text><mj-text padding="x">x</mj-text>') },
  'a.mjml',
  'padding="x"',
);
check('mjml-element', { 'a.mjml': mail('\n<mj-text>§</mj-text><mj-texxt>x</mj-texxt>') }, 'a.mjml', '<mj-texxt');
check('mjml-nesting', { 'a.mjml': mail('\n<mj-text>§</mj-text><mj-section></mj-section>') }, 'a.mjml', '<mj-section');
check('mjml-syntax', { 'a.mjml': mail('\n<mj-text>§</mj-text>\n <mj-button>x') }, 'a.mjml', '<mj-button');
check(
  'missing-include',
  { 'a.mjml': mail('\n<mj-text>§</mj-text>\n <mj-include path="b.mjml" />') },
  'a.mjml',
  '<mj-include',
);
check(
  'denied-include',
  { 'a.mjml': mail('\n<mj-text>§</mj-text>\n <mj-include path="/b.mjml" />') },
  'a.mjml',
  '<mj-include',
);
check(
  'mjml-attribute',
  {
    'a.mjml.hbs': mail('\n{{#each list}}<mj-text>§{{../a}}</mj-text>\n{{> p}}{{/each}}'),
    'p.mjml': '<mj-text>§</mj-text>\n<mj-text colour="{{this}}">x</mj-text>',
    'a.json': data,
  },
  'p.mjml',
  'colour="{{this}}"',
);
check(
  'missing-data',
  { 'a.mjml': mail('\n<mj-text>§\n {{missing}}</mj-text>'), 'a.json': data },
  'a.mjml',
  '{{missing}}',
  'mjml-handlebars',
);
check('data-syntax', { 'a.hbs': '{{a}}', 'a.json': '{"a": "§",\n "b": yes}' }, 'a.json', 'yes');
