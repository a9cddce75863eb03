import { expect, test } from 'vitest';
import type { RenderRequest, RenderResult } from '../../src/core/render/renderResult.ts';
import { withinLimits } from '../../src/renderer/outputLimit.ts';

const request: RenderRequest = { path: '/p/a.hbs', root: '/p', engine: 'auto', overrides: {} };
const resultOf = (sizes: { readonly html: number; readonly text: number }): RenderResult => ({
  html: 'x'.repeat(sizes.html),
  text: 'x'.repeat(sizes.text),
  subject: 'Hello',
  preheader: '',
  problems: [],
  dependencies: [],
  engine: 'html',
  engineReason: '',
  dataSets: [],
  mjmlVersion: '',
  durationMs: 0,
});
const megabyte = 1024 * 1024;

test('a mail of 5 MB is handed on as it is', () => {
  const result = resultOf({ html: 5 * megabyte - 5, text: 0 });
  expect(withinLimits(result, request)).toBe(result);
});

test('marks that make it far too large are left out', () => {
  const tables = { files: [], segments: [], contexts: [] };
  const plain = resultOf({ html: 10, text: 0 });
  const marked = { html: 'x'.repeat(10 * megabyte + 1), level: 'all', tables } as const;
  expect(withinLimits({ ...plain, marked }, request)).toEqual(plain);
});

test('of a mail that is too large no piece is sent', () => {
  const tables = { files: [], segments: [], contexts: [] };
  const large = resultOf({ html: 6 * megabyte, text: 0 });
  const marked = { html: 'x', level: 'all', tables } as const;
  const sent = withinLimits({ ...large, pieces: [{ id: 1, html: 'x' }], marked }, request);
  expect(Object.keys(sent).filter((name) => /html|pieces|marked/.test(name))).toEqual([]);
});

test.each([
  { html: 5 * megabyte, text: 0 },
  { html: 3 * megabyte, text: 3 * megabyte },
])('a larger one is not, and that is told', (sizes) => {
  const { html, text, subject, problems } = withinLimits(resultOf(sizes), request);
  expect({ html, text, subject }).toEqual({ html: undefined, text: '', subject: 'Hello' });
  expect(problems.map(({ code, file }) => ({ code, file }))).toEqual([{ code: 'output-limit', file: '/p/a.hbs' }]);
});
