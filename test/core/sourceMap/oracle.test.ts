import path from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';
import { checkSourceMap, emptyReport } from '../../figures/sourceMapOracle.ts';

const folder = path.join(import.meta.dirname, '../../figures/torture');

test('whatever a hard mail shows leads to where it comes from, MJML first', async () => {
  const report = emptyReport();
  const template = { path: path.join(folder, 'invoice.mjml'), root: folder, engine: 'mjml-handlebars' } as const;
  await checkSourceMap(template, (request) => render(request, diskFileReader(request)), report);
  expect(report.misses).toEqual([]);
  expect(report.static.total + report.dynamic.total).toBeGreaterThan(25);
  expect(report.levels).toEqual({ all: 1 });
});
