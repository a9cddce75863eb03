import path from 'node:path';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { corporaFolder } from '../support/corpora.ts';
import { realTemplates } from '../support/templates.ts';
import type { Figure } from './measure.ts';
import { type Agreement, checkSourceMap, emptyReport } from './sourceMapOracle.ts';

/** Written to be hard, in both orders of the engines. */
export const tortureTemplates: readonly string[] = ['order.mjml.hbs', 'invoice.mjml'].map((name) =>
  path.join(import.meta.dirname, '../figures/torture', name),
);

/** Whether what is shown leads to where it comes from. Every miss is written to the error output. */
export async function sourceMap(): Promise<Figure> {
  const report = emptyReport();
  for (const file of [...tortureTemplates, ...realTemplates(corporaFolder)]) {
    const template = { path: file, root: path.dirname(file), engine: 'auto' as const };
    await checkSourceMap(template, (request) => render(request, diskFileReader(request)), report);
  }
  for (const miss of report.misses) console.error(`  ${miss}`);
  const { static: texts, dynamic: values, paths, elements, levels } = report;
  const describe = ({ total, file, element, line }: Agreement): string =>
    `file ${percent(file, total)}, element ${percent(element, total)}, line ${percent(line, total)} of ${total}`;
  const isRight = ({ total, element, line }: Agreement): boolean =>
    total > 0 && element / total >= 0.995 && line / total >= 0.99;
  const shares = Object.entries(levels).map(([level, count]) => `${count} ${level}`);
  return {
    value: `static texts: ${describe(texts)}; values: ${describe(values)}; paths of data right: ${paths.right} of ${paths.known}; elements with a mark on them or around them below the body: ${percent(elements.covered, elements.total)} of ${elements.total} (own: ${percent(elements.own, elements.total)}); levels: ${shares.join(', ')}`,
    wanted: 'file and element at least 99.5 %, line at least 99 %, all paths right, all elements',
    isMet: isRight(texts) && isRight(values) && paths.right === paths.known && elements.covered === elements.total,
  };
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`;
}
