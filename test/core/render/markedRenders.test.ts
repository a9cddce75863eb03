import { expect, test } from 'vitest';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { renderJob } from '../../../src/core/render/render.ts';
import type { MarkLevel, RenderRequest, RenderResult } from '../../../src/core/render/renderResult.ts';
import { stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { SourceMap } from '../../../src/core/sourceMap/sourceMap.ts';
import { findDifference } from '../../figures/compareResults.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { root } from './checkRender.ts';

type Files = Readonly<Record<string, string>>;

/**
 * Renders one text after the other in one process, with marks of this level, and each again in a process that knows nothing:
 * there must be no difference.
 */
function check(rule: string, texts: readonly string[], level: MarkLevel, others: Files = {}): void {
  test(rule, async () => {
    const memory = new RenderMemory();
    for (const text of texts) {
      const warm = await renderText(text, { others, memory });
      expect(findDifference(warm, await renderText(text, { others }))).toBeUndefined();
      expect(warm.marked?.level).toBe(level);
      expect(level === 'none' ? warm.marked?.html : stripMarks(warm.marked?.html ?? '')).toBe(warm.html);
    }
  });
}

interface TextOptions {
  readonly others?: Files;
  readonly memory?: RenderMemory;
  /** Absent: true. */
  readonly wantsMarks?: false;
}

function renderText(text: string, { others = {}, memory, wantsMarks }: TextOptions = {}): Promise<RenderResult> {
  const request = wantsMarks === false ? {} : ({ wantsMarks: true } as const);
  return renderFiles({ ...others, 'a.mjml': text }, { engine: 'mjml', ...request }, memory);
}

function renderFiles(
  files: Files,
  request: Partial<RenderRequest>,
  memory = new RenderMemory(),
): Promise<RenderResult> {
  const paths = Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]);
  return renderJob({
    request: { path: `${root}/a.mjml`, root, engine: 'auto', overrides: {}, ...request },
    files: memoryFileReader(Object.fromEntries(paths)),
    memory,
  });
}

const mail = (body: string, head = ''): string =>
  `<mjml>\n  <mj-head>${head}</mj-head>\n  <mj-body>\n    ${body}\n  </mj-body>\n</mjml>\n`;
const section = (content: string): string => `<mj-section><mj-column>${content}</mj-column></mj-section>`;
const carousel = section('<mj-carousel><mj-carousel-image src="a.png" /></mj-carousel><mj-text>under it</mj-text>');

check('the random ids of a carousel are the same with marks', [mail(carousel), mail(carousel + carousel)], 'all');
check(
  'a preview that a body in the body shows once more is the one of now',
  ['one', 'two'].map((preview) =>
    mail('<mj-hero><mj-body></mj-body></mj-hero>', `<mj-preview>${preview}</mj-preview>`),
  ),
  'all',
);
check(
  'there are none where an included text is like a mark',
  [mail('<mj-include path="own.html" type="html" />')],
  'none',
  { 'own.html': '<!--mailproof:1.1--><p>text</p>' },
);

check(
  'what only looks like a mark is the text of its author',
  [
    mail(section('<mj-text><!--mailproof:here--><b data-mailproof-at="7">a</b><!--mailproof:1.--></mj-text>')),
    mail(section('<mj-text data-mailproof-at="x"><!--mailproof:1.2.3.4--></mj-text>')),
    mail('<mj-include path="own.html" type="html" />'),
  ],
  'all',
  { 'own.html': '<!--mailproof:0123456789.1--><p data-mailproof-at="1.1.">text</p>' },
);
check(
  'an edited html file has its marks again',
  [mail('<mj-include path="own.html" type="html" />'), mail('\n<mj-include path="own.html" type="html" />')],
  'all',
  { 'own.html': '<p>\n one\n two</p>' },
);

test('html that is included leads to its file, with Handlebars before and after MJML', async () => {
  const files = { 'own.html': '<p>\n  {{name}}\n</p>', 'a.data.json': '{"name":"Jane"}' };
  for (const [engine, shown] of [
    ['mjml-handlebars', 'Jane'],
    ['handlebars-mjml', '{{name}}'],
  ] as const) {
    const text = mail('<mj-include path="own.html" type="html" />');
    const { marked } = await renderFiles({ ...files, 'a.mjml': text }, { engine, wantsMarks: true });
    const { html, tables } = marked ?? { html: '', tables: { files: [], segments: [], contexts: [] } };
    const map = new SourceMap({
      html,
      tables,
      textOf: (file) => (file.endsWith('own.html') ? files['own.html'] : text),
    });
    const own = map.marks.flatMap(({ mark, htmlOffset }) => {
      const place = map.placeOf(mark);
      return place?.file.endsWith('own.html') === true
        ? [[stripMarks(html.slice(htmlOffset)).trim(), place.start] as const]
        : [];
    });
    expect(own.map(([, start]) => start)).toEqual([0, 6]);
    expect(own.map(([behind]) => behind.startsWith('>') || behind.startsWith(shown))).toEqual([true, true]);
  }
});

test('a problem in the head has the same place with marks and without', async () => {
  const text = mail(carousel, '\n    <mj-head></mj-head>');
  const { marked, problems } = await renderText(text);
  expect(marked?.level).toBe('all');
  expect(problems).toEqual((await renderText(text, { wantsMarks: false })).problems);
});

const fromData = (section: string): Files => ({
  'a.mjml': `{{{start}}}${section}{{{end}}}`,
  'a.data.json': '{"start":"<mjml><mj-body>","end":"</mj-body></mjml>"}',
});

test('a mail whose frame has no marks is rendered without marks after it was with', async () => {
  const memory = new RenderMemory();
  const own = section('<mj-text data-mailproof-at="1.1">own</mj-text>');
  const request = { engine: 'handlebars-mjml' } as const;
  await renderFiles(fromData(section('<mj-text>text</mj-text>')), { ...request, wantsMarks: true }, memory);
  const { html } = await renderFiles(fromData(own), request, memory);
  expect(html).toBe((await renderFiles(fromData(own), request)).html);
});
