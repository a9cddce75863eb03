import { describe, expect, test } from 'vitest';
import type { HtmlPiece, RenderResult } from '../../src/core/render/renderResult.ts';
import { type HeldPieces, packResult, piecesOf, unpackResult } from '../../src/protocol/sentResult.ts';

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
