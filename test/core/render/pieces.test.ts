import { expect, test } from 'vitest';
import { renderJob } from '../../../src/core/render/render.ts';
import type { HtmlPiece } from '../../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { root } from './checkRender.ts';

const section = (text: string): string =>
  `    <mj-section>\n      <mj-column>\n        <mj-text>${text}</mj-text>\n      </mj-column>\n    </mj-section>\n`;
const mail = (head: string, ...texts: readonly string[]): string =>
  `<mjml>\n  <mj-head>${head}</mj-head>\n  <mj-body>\n${texts.map(section).join('')}  </mj-body>\n</mjml>\n`;

/** How many pieces of the html an edit leaves, and how many are new; with marks and without. */
function check(
  rule: string,
  before: string,
  after: string,
  expected: { readonly kept: number; readonly new: number },
): void {
  for (const wantsMarks of [false, true]) {
    for (const [name, values] of [
      ['a.mjml', {}],
      ['a.mjml.hbs', { name: 'Ann' }],
    ] as const) {
      test(`${rule}: ${name}${wantsMarks ? ' with marks' : ''}`, async () => {
        const memory = new RenderMemory();
        const piecesOf = async (text: string): Promise<readonly HtmlPiece[]> => {
          const path = `${root}/${name}`;
          const files = memoryFileReader({ [path]: text, [`${root}/a.json`]: JSON.stringify(values) });
          const request = { path, root, engine: 'auto', overrides: {} } as const;
          const result = await renderJob({ request: wantsMarks ? { ...request, wantsMarks } : request, files, memory });
          const shown = wantsMarks ? result.marked : result;
          expect(shown?.pieces?.map(({ html }) => html).join('')).toBe(shown?.html);
          return shown?.pieces ?? [];
        };
        const old = new Set((await piecesOf(before)).map(({ id }) => id));
        const pieces = await piecesOf(after);
        const kept = pieces.filter(({ id }) => old.has(id)).length;
        expect({ kept, new: pieces.length - kept }).toEqual(expected);
      });
    }
  }
}

check('a character in a text', mail('', 'a', 'b', 'c'), mail('', 'a', 'bx', 'c'), { kept: 4, new: 1 });
check('a section in front of another', mail('', 'a', 'c'), mail('', 'a', 'b', 'c'), { kept: 4, new: 1 });
check('a section less', mail('', 'a', 'b', 'c'), mail('', 'a', 'c'), { kept: 4, new: 0 });
check('a title', mail('<mj-title>a</mj-title>', 'a', 'b'), mail('<mj-title>b</mj-title>', 'a', 'b'), {
  kept: 3,
  new: 1,
});
check(
  'what a class says',
  mail('<mj-attributes><mj-text color="red" /></mj-attributes>', 'a', 'b'),
  mail('<mj-attributes><mj-text color="blue" /></mj-attributes>', 'a', 'b'),
  { kept: 2, new: 2 },
);

const line = (text: string): string => `  <p>\n    ${text}\n  </p>\n`;
const page = (...texts: readonly string[]): string => `<body>\n${texts.map(line).join('')}</body>\n`;
const many = Array.from({ length: 400 }, (_, index) => `line ${index}`);

for (const [engine, before, after] of [
  ['html', page(...many), page('new', ...many)],
  ['handlebars', page(...many, '{{name}}'), page(...many.slice(0, 200), '{{name}}', ...many.slice(200))],
  ['mjml-handlebars', mail('', page(...many, '{{name}}')), mail('', page(...many.with(7, 'seven'), '{{name}}'))],
] as const) {
  for (const wantsMarks of [false, true]) {
    test(`html that is made as a whole has few new pieces after an edit: ${engine}${wantsMarks ? ' with marks' : ''}`, async () => {
      const memory = new RenderMemory();
      const path = `${root}/a.hbs`;
      const piecesOf = async (text: string): Promise<readonly HtmlPiece[]> => {
        const files = memoryFileReader({ [path]: text, [`${root}/a.json`]: '{"name":"Ann"}' });
        const request = { path, root, engine, overrides: {} };
        const result = await renderJob({ request: wantsMarks ? { ...request, wantsMarks } : request, files, memory });
        const shown = wantsMarks ? result.marked : result;
        expect(shown?.pieces?.map(({ html }) => html).join('')).toBe(shown?.html);
        return shown?.pieces ?? [];
      };
      const old = new Set((await piecesOf(before)).map(({ id }) => id));
      const pieces = await piecesOf(after);
      expect(pieces.length).toBeGreaterThan(15);
      expect(pieces.filter(({ id }) => !old.has(id)).length).toBeLessThan(5);
    });
  }
}
