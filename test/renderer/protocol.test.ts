import { expect, test } from 'vitest';
import { parseFromRenderer } from '../../src/protocol/renderer.ts';

const place = { line: 0, character: 0 };
const result = {
  text: '',
  subject: '',
  preheader: '',
  engine: 'html',
  engineReason: '',
  problems: [{ file: '/a', severity: 'error', code: 'c', message: 'm', start: place, end: place, source: 'html' }],
  dependencies: ['/a'],
  dataSets: [{ name: 'n', file: '/n' }],
  durationMs: 1,
};
const noResult = { type: 'failed', id: 1, reason: 'answered with something that is no result' };

test('a result comes through as it is', () => {
  const message = { type: 'rendered', id: 1, result };
  expect(parseFromRenderer(message)).toEqual(message);
});

test('html with marks and in pieces comes through as well', () => {
  const html = { order: [1, 2], fresh: [{ id: 1, html: 'x' }] };
  const tables = {
    files: ['/a'],
    segments: [1, 0, 0, 9],
    contexts: [2, 0, 1, 3],
    data: ['lines.0'],
  };
  const message = { type: 'rendered', id: 1, result: { ...result, html, marked: { html, level: 'all', tables } } };
  expect(parseFromRenderer(message)).toEqual(message);
});

for (const forged of [
  undefined,
  {},
  { ...result, html: 1 },
  { ...result, html: { order: [1] } },
  { ...result, html: { order: ['1'], fresh: [] } },
  { ...result, html: { order: [], fresh: [{ id: 1 }] } },
  { ...result, marked: { html: '', level: 'all' } },
  { ...result, marked: { html: '', level: 'all', tables: { files: [], segments: [1], contexts: [], data: [] } } },
  { ...result, marked: { html: 1, level: 'all', tables: { files: [], segments: [], contexts: [], data: [] } } },
  { ...result, problems: 'none' },
  { ...result, problems: [{ ...result.problems[0], start: { line: 'x', character: 0 } }] },
  { ...result, dependencies: [1] },
  { ...result, dataSets: [null] },
  { ...result, dataSet: 'default' },
]) {
  test(`code of a project cannot pass off ${JSON.stringify(forged)} as a result`, () => {
    expect(parseFromRenderer({ type: 'rendered', id: 1, result: forged })).toEqual(noResult);
  });
}
