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

for (const forged of [
  undefined,
  {},
  { ...result, html: 1 },
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
