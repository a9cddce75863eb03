import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { HtmlPiece, RenderResult } from '../../src/core/render/renderResult.ts';
import type { SourceTables } from '../../src/core/sourceMap/sourceTables.ts';
import { type HeldPieces, packResult, piecesOf, unpackResult } from '../../src/protocol/sentResult.ts';
import { isSentTables, packTables, unpackTables } from '../../src/protocol/sentTables.ts';
import { Random } from '../support/random.ts';

const pieces = (...all: readonly (readonly [number, string])[]): readonly HtmlPiece[] =>
  all.map(([id, html]) => ({ id, html }));
const join = (all: readonly HtmlPiece[]): string => all.map(({ html }) => html).join('');

function resultOf(plain: readonly HtmlPiece[], marked?: readonly HtmlPiece[]): RenderResult {
  const tables = { files: ['/a'], segments: [], contexts: [] };
  return {
    html: join(plain),
    pieces: plain,
    ...(marked === undefined ? {} : { marked: { html: join(marked), pieces: marked, level: 'all', tables } }),
    text: '',
    subject: 'S',
    preheader: '',
    problems: [],
    dependencies: [],
    engine: 'mjml',
    engineReason: '',
    dataSets: [],
    durationMs: 1,
  };
}

const first = resultOf(pieces([1, '<a>'], [2, 'b'], [3, '</a>']), pieces([4, '<a m>'], [5, 'b m'], [6, '</a>']));

/** What travels for a result to somebody who has the pieces of another one; that it arrives whole is always checked. */
function check(rule: string, result: RenderResult, had: RenderResult | undefined, expected: readonly number[]): void {
  test(rule, () => {
    const held: HeldPieces = had === undefined ? new Map() : piecesOf(had);
    const sent = packResult(result, new Set(held.keys()));
    const freshOf = (html: unknown): readonly HtmlPiece[] =>
      typeof html === 'object' && html !== null && 'fresh' in html ? (html.fresh as readonly HtmlPiece[]) : [];
    expect([...freshOf(sent.html), ...freshOf(sent.marked?.html)].map(({ id }) => id)).toEqual(expected);
    expect(unpackResult(sent, held)).toEqual(result);
  });
}

describe('the pieces that travel', () => {
  check('are all of them the first time', first, undefined, [1, 2, 3, 4, 5, 6]);
  check('are none when nothing changed', first, first, []);
  const edited = resultOf(pieces([1, '<a>'], [7, 'c'], [3, '</a>']), pieces([4, '<a m>'], [8, 'c m'], [6, '</a>']));
  check('are those that changed', edited, first, [7, 8]);
  check(
    'are each sent once, however often the html has them',
    resultOf(pieces([9, 'x'], [2, 'b'], [9, 'x'])),
    first,
    [9],
  );
  check('may come in another order', resultOf(pieces([3, '</a>'], [1, '<a>'])), first, []);
});

test('html that was made as a whole travels as it is', () => {
  const { pieces: _, ...whole } = resultOf(pieces([1, 'x']));
  expect(packResult(whole, new Set())).toEqual(whole);
  expect(unpackResult(packResult(whole, new Set()), new Map())).toEqual(whole);
});

test('no html is no html', () => {
  const { html: _, pieces: __, ...nothing } = first;
  expect(unpackResult(packResult(nothing, new Set()), new Map())).not.toHaveProperty('html');
});

test('a result with a piece that nobody has is no result', () => {
  expect(unpackResult(packResult(first, new Set([2])), new Map())).toBeUndefined();
  expect(unpackResult(packResult(first, new Set([5])), new Map())).toBeUndefined();
});

test('a few numbers do not become more html than any mail has', () => {
  const html = { order: Array<number>(100_000).fill(1), fresh: pieces([1, 'x'.repeat(100_000)]) };
  const { html: _, pieces: __, marked: ___, ...rest } = first;
  expect(unpackResult({ ...rest, html }, new Map())).toBeUndefined();
});

/** What the tables of one render may hold, in any numbers. */
function tablesOf(random: Random): SourceTables {
  const number = (): number => random.below(2 ** 40);
  const place = () => ({ segment: 1 + number(), offset: random.below(2) });
  return {
    files: many(random, (index) => `/${index}`),
    segments: many(random, () => ({ id: number(), file: number(), start: number(), length: number() })),
    contexts: many(random, () => ({
      id: number(),
      parent: number(),
      ...random.pick([{}, { call: place() }, { include: place() }]),
      ...(random.below(2) === 0 ? {} : { data: random.pick(['', 'order.lines.0']) }),
    })),
  };
}

const many = <T>(random: Random, make: (index: number) => T): readonly T[] =>
  Array.from({ length: random.below(6) }, (_, index) => make(index));

test.each(Array.from({ length: 100 }, (_, seed) => seed))('tables arrive as they were, seed %i', (seed) => {
  const tables = tablesOf(new Random(seed));
  const sent: unknown = deserialize(serialize(packTables(tables)));
  expect(isSentTables(sent) && unpackTables(sent)).toStrictEqual(tables);
});

describe('no tables are those', () => {
  const empty = { files: [], segments: [], contexts: [], data: [] };
  test.each<readonly [string, unknown]>([
    ['that are nothing', undefined],
    ['that lack a list', { ...empty, data: undefined }],
    ['with a file that is no text', { ...empty, files: [1] }],
    ['with a part of a segment', { ...empty, segments: [1, 2, 3] }],
    ['with what is no number', { ...empty, segments: [1, 2, 3, '4'] }],
    ['with a fraction', { ...empty, segments: [1, 2, 3, 0.5] }],
    ['with a context of which nothing says the data', { ...empty, contexts: [1, 2, 3, 4] }],
    ['with data that are no path', { ...empty, contexts: [1, 2, 3, 4], data: [5] }],
  ])('%s', (_, value) => expect(isSentTables(value)).toBe(false));
});
