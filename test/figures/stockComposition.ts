import path from 'node:path';
import type { RenderRequest, RenderResult } from '../../src/core/render/renderResult.ts';
import type { StockEngines } from '../support/stockEngines.ts';
import { withoutRandomIds } from '../support/stockHtml.ts';
import { differentText } from './compareResults.ts';

/**
 * Compares with npm's packages, one behind the other, where that is all that Mailproof does: nothing is missing that it would
 * stand in for, and nothing is cut off or put around the template.
 */
export async function differenceToStock(
  stock: StockEngines,
  files: Readonly<Record<string, string>>,
  root: string,
  request: RenderRequest,
  result: RenderResult,
): Promise<{ readonly wasCompared: boolean; readonly difference?: string }> {
  const name = path.relative(path.normalize(root), request.path).split(path.sep).join('/');
  const text = files[name] ?? '';
  if (!isPlain(text, result)) return { wasCompared: false };
  const isHandlebars = result.engine === 'handlebars-mjml';
  const dataName = result.dataSet === undefined ? undefined : path.relative(path.normalize(root), result.dataSet.file);
  const data = dataName === undefined ? undefined : files[dataName.split(path.sep).join('/')];
  // Data that are made up, or put together from several files, are Mailproof's own.
  if (isHandlebars && data === undefined) return { wasCompared: false };
  // What else takes part is found and put in by rules of Mailproof.
  const known = result.dependencies
    .map((file) => path.relative(path.normalize(root), file).split(path.sep).join('/'))
    .filter((file) => files[file] !== undefined)
    .every((file) => file === name || files[file] === data || /^partials\/[\w-]+\.hbs$/.test(file));
  if (!known) return { wasCompared: false };
  const partials = Object.fromEntries(
    Object.entries(files)
      .filter(([file]) => file.startsWith('partials/'))
      .map(([file, partial]) => [path.basename(file, '.hbs'), partial]),
  );
  const html = await stock.render({ text, partials, ...(isHandlebars ? { data: JSON.parse(data ?? '{}') } : {}) });
  const difference = differentText(withoutRandomIds(result.html), withoutRandomIds(html));
  return { wasCompared: true, ...(difference === undefined ? {} : { difference: `${difference} of\n${text}` }) };
}

function isPlain(text: string, { engine, html, problems, layout }: RenderResult): boolean {
  return (
    html !== undefined &&
    (engine === 'mjml' || engine === 'handlebars-mjml') &&
    layout === undefined &&
    problems.every(({ code }) => harmless.has(code)) &&
    /^\s*<mjml[\s>]/.test(text) &&
    !/mj-include|<!--\s*subject:/.test(text)
  );
}

/** What both MJMLs render all the same. */
const harmless: ReadonlySet<string> = new Set([
  'mjml-attribute',
  'mjml-element',
  'mjml-value',
  'mjml-rule',
  'mjml-nesting',
  'mjml-dropped-text',
  'missing-data',
  'unused-data',
]);
