import { describe, expect, test } from 'vitest';
import { renderJob } from '../../../src/core/render/render.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { type MarkedPlace, SourceMap, type SourcePlace } from '../../../src/core/sourceMap/sourceMap.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

type Files = Readonly<Record<string, string>>;

const root = '/project';

/** The texts and values that a mail shows, each with the ways in, from the innermost, and its data. */
async function waysIn(files: Files, main: string, memory = new RenderMemory()): Promise<readonly string[]> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
  const request = {
    path: `${root}/${main}`,
    root,
    engine: 'auto',
    overrides: {},
    wantsMarks: true,
    wantsText: false,
  } as const;
  const { marked } = await renderJob({ request, files: memoryFileReader(Object.fromEntries(texts)), memory });
  if (marked === undefined) throw new Error('nothing was rendered');
  const map = new SourceMap({ html: marked.html, tables: marked.tables, textOf: (file) => texts.get(file) });
  const wordsOf = ({ file, start, end }: SourcePlace): string => (texts.get(file) ?? '').slice(start, end);
  const say = (place: MarkedPlace): string =>
    [
      wordsOf(place),
      ...place.chain.toReversed().map((each) => `${each.file.slice(root.length + 1)} ${wordsOf(each)}`),
    ].join(' < ') + (place.dataPath === undefined ? '' : ` = ${place.dataPath}`);
  return map.marks.flatMap(({ mark, kind }) => {
    const place = map.placeOf(mark);
    return kind === 'tag' || place === undefined ? [] : say(place);
  });
}

const body = (content: string): string => `<mjml><mj-body>${content}</mj-body></mjml>`;
/** The text of a place ends with its line. */
const section = (text: string): string =>
  `<mj-section><mj-column><mj-text>\n${text}\n</mj-text></mj-column></mj-section>`;

function check(rule: string, files: Files, expected: readonly string[]): void {
  const [main = ''] = Object.keys(files);
  test(rule, async () => {
    expect(await waysIn(files, main)).toEqual(expected);
  });
}

describe('what an include brings knows its way in', () => {
  check('a piece of MJML', { 'a.mjml': body('<mj-include path="b.mjml"/>'), 'b.mjml': section('one') }, [
    'one < a.mjml <mj-include path="b.mjml"/>',
  ]);
  check(
    'two includes of one file are two ways',
    {
      'a.mjml': body('<mj-include path="./b.mjml"/><mj-include path="b.mjml"></mj-include>'),
      'b.mjml': section('one'),
    },
    ['one < a.mjml <mj-include path="./b.mjml"/>', 'one < a.mjml <mj-include path="b.mjml">'],
  );
  check(
    'an include in an include',
    {
      'a.mjml': body('<mj-include path="b.mjml"/>'),
      'b.mjml': section('one') + '<mj-include path="c.mjml"/>',
      'c.mjml': section('two'),
    },
    [
      'one < a.mjml <mj-include path="b.mjml"/>',
      'two < b.mjml <mj-include path="c.mjml"/> < a.mjml <mj-include path="b.mjml"/>',
    ],
  );
  check('html', { 'a.mjml': body('<mj-include path="b.html" type="html"/>'), 'b.html': '<p>one\n</p>' }, [
    'one < a.mjml <mj-include path="b.html" type="html"/>',
  ]);
  check('what is beside it has none', { 'a.mjml': body(`${section('me')}<mj-include path="b.mjml"/>`), 'b.mjml': '' }, [
    'me',
  ]);
});

describe('an include and Handlebars', () => {
  check(
    'a partial that includes is called first',
    {
      'a.mjml.hbs': body('{{#each list}}{{> p}}{{/each}}'),
      'a.data.json': '{"list":[{"n":"x"}]}',
      'partials/p.hbs': `${section('{{n}}')}<mj-include path="b.mjml"/>`,
      'b.mjml': section('one'),
    },
    ['{{n}} < a.mjml.hbs {{> p}} = list.0.n', 'one < partials/p.hbs <mj-include path="b.mjml"/> < a.mjml.hbs {{> p}}'],
  );
  const mjmlFirst = { 'mailproof.json': '{"engine":"mjml-handlebars"}' };
  check(
    'where MJML runs first, what is included has its way in and its data',
    {
      'a.mjml': body('<mj-raw>{{#each list}}</mj-raw><mj-include path="b.mjml"/><mj-raw>{{/each}}</mj-raw>'),
      ...mjmlFirst,
      'a.data.json': '{"list":[{"n":"x"},{"n":"y"}]}',
      'b.mjml': section('one\n{{n}}'),
    },
    ['0', '1'].flatMap((item) => [
      'one < a.mjml <mj-include path="b.mjml"/>',
      `{{n}} < a.mjml <mj-include path="b.mjml"/> = list.${item}.n`,
    ]),
  );
  check(
    'where MJML runs first, a partial that an included file calls has both ways in',
    {
      'a.mjml': body('<mj-include path="b.mjml"/>'),
      ...mjmlFirst,
      'a.data.json': '{"n":"x"}',
      'b.mjml': section('{{> p}}'),
      'partials/p.hbs': '<b>{{n}}</b>',
    },
    // The call stands for what the partial shows without a mark of its own.
    ['{{> p}} < a.mjml <mj-include path="b.mjml"/>', '{{n}} < b.mjml {{> p}} < a.mjml <mj-include path="b.mjml"/> = n'],
  );
});

test('a way in is the same in the next render, and another one when the include has moved to another file', async () => {
  const memory = new RenderMemory();
  const files = { 'a.mjml': body(`${section('x')}<mj-include path="b.mjml"/>`), 'b.mjml': section('one') };
  const way = 'one < a.mjml <mj-include path="b.mjml"/>';
  expect(await waysIn(files, 'a.mjml', memory)).toEqual(['x', way]);
  const edited = { ...files, 'a.mjml': body(`${section('other')}\n<mj-include path="b.mjml"/>`) };
  expect(await waysIn(edited, 'a.mjml', memory)).toEqual(['other', way]);
  const deeper = {
    'a.mjml': body('<mj-include path="c.mjml"/>'),
    'c.mjml': '<mj-include path="b.mjml"/>',
    'b.mjml': section('one'),
  };
  expect(await waysIn(deeper, 'a.mjml', memory)).toEqual([
    'one < c.mjml <mj-include path="b.mjml"/> < a.mjml <mj-include path="c.mjml"/>',
  ]);
});
