import { expect, test } from 'vitest';
import { renderJob, type RenderJob } from '../../../src/core/render/render.ts';
import type { MarkedHtml, RenderResult } from '../../../src/core/render/renderResult.ts';
import type { RenderMemory } from '../../../src/core/renderMemory.ts';
import { findDifference } from '../../figures/compareResults.ts';
import { measureIncremental } from '../../figures/incremental.ts';
import { editedProjects } from '../../figures/incrementalProjects.ts';
import { corporaFolder } from '../../support/corpora.ts';

const projects = editedProjects(corporaFolder);

test('a render that remembers earlier ones gives what one gives that remembers nothing', async () => {
  const figures = await measureIncremental({ projects, count: 200, seed: 1 });
  expect(figures.differences).toEqual([]);
  expect(figures.edits).toBe(200);
  for (const engine of ['handlebars-mjml', 'mjml-handlebars', 'mjml'])
    expect(figures.engines[engine] ?? 0, engine).toBeGreaterThan(5);
  expect(figures.comparedWithStock).toBeGreaterThan(5);
}, 120_000);

/** Of a render with a fault in its memory, the program above finds it within some edits, and says how to repeat it. */
function checkFault(fault: string, render: (job: RenderJob) => Promise<RenderResult>, says: RegExp): void {
  test(`it is found when a memory ${fault}`, async () => {
    const { differences } = await measureIncremental({ projects, count: 150, seed: 2, render });
    expect(differences.join('\n')).toMatch(says);
  }, 120_000);
}

checkFault(
  'takes texts of the same length for the same',
  keptBy(({ length }) => `${length}`),
  /^seed 2, step -?\d+: [^\n]*: html: /m,
);
checkFault(
  'does not look at spaces',
  keptBy((text) => text.replace(/\s+/g, ' ')),
  /--- before\n[^]*--- after\n/,
);
checkFault(
  'forgets a problem that it has told before',
  remembering(async (job, kept) => {
    const result = await renderJob(job);
    const problems = result.problems.filter(({ message, start }) => !kept.has(`${start.line} ${message}`));
    for (const { message, start } of result.problems) kept.set(`${start.line} ${message}`, result);
    return { ...result, problems };
  }),
  /problems: at/,
);
checkFault(
  'gives one number to all pieces',
  async (job) => {
    const result = await renderJob(job);
    return result.html === undefined ? result : { ...result, pieces: [{ id: 1, html: result.html }] };
  },
  /pieces: number 1 stands for two texts/,
);

/** A whole result is kept, by what is looked at of the text. */
function keptBy(keyOf: (text: string) => string): (job: RenderJob) => Promise<RenderResult> {
  return remembering(async (job, kept) => {
    const { path, overrides, wantsMarks, wantsText, engine } = job.request;
    const key = [path, wantsMarks, wantsText, engine, keyOf(overrides[path] ?? '')].join('\0');
    const result = kept.get(key) ?? (await renderJob(job));
    kept.set(key, result);
    return result;
  });
}

function remembering(
  render: (job: RenderJob, kept: Map<string, RenderResult>) => Promise<RenderResult>,
): (job: RenderJob) => Promise<RenderResult> {
  const memories = new WeakMap<RenderMemory, Map<string, RenderResult>>();
  return (job) => {
    if (job.memory === undefined) return renderJob(job);
    const kept = memories.get(job.memory) ?? new Map<string, RenderResult>();
    memories.set(job.memory, kept);
    return render(job, kept);
  };
}

const whole: RenderResult = {
  html: '<p id="0123456789abcdef">a</p>',
  text: '',
  subject: '',
  preheader: '',
  problems: [],
  dependencies: [],
  engine: 'mjml',
  engineReason: '',
  dataSets: [],
  durationMs: 1,
};
const tables = {
  files: ['/a.mjml'],
  segments: [{ id: 7, file: 0, start: 100, length: 20 }],
  contexts: [{ id: 9, parent: 0, data: 'lines.0' }],
};
const marked: MarkedHtml = {
  html: '<p data-mailproof-at="7.3.9" id="0123456789abcdef">a</p>',
  level: 'all',
  tables,
};

/** What is said of a result of a process that remembers, where one without memory gave `cold`. */
function check(rule: string, warm: Partial<RenderResult>, cold: Partial<RenderResult>, says: string | undefined): void {
  test(rule, () => expect(findDifference({ ...whole, ...warm }, { ...whole, ...cold })).toBe(says));
}

/** The same for what has marks, of which a part is another. */
function checkMarks(rule: string, warm: Partial<MarkedHtml>, says: string | undefined): void {
  check(rule, { marked: { ...marked, ...warm } }, { marked }, says);
}

const sameWithOtherIds = { html: whole.html?.replace('0123', '4567') ?? '', durationMs: 2 };
check('time and random ids are no difference', sameWithOtherIds, {}, undefined);
check('marks that are only sometimes there are a difference', { marked }, {}, 'marked: only warm');
check(
  'pieces have to be the html',
  { pieces: [{ id: 1, html: '<p id="0123456789abcdef">' }] },
  {},
  'pieces joined are not the html: at 25, "<p id=\\"0123456789abcdef\\">" instead of "<p id=\\"0123456789abcdef\\">a</p>"',
);
checkMarks(
  'numbers of segments and contexts are no difference',
  {
    html: marked.html.replace('7.3.9', '8.3.a'),
    tables: {
      ...tables,
      segments: [{ id: 8, file: 0, start: 100, length: 20 }],
      contexts: [{ id: 10, parent: 0, data: 'lines.0' }],
    },
  },
  undefined,
);
checkMarks(
  'a segment that has moved in the table alone is a difference',
  { tables: { ...tables, segments: [{ id: 7, file: 0, start: 101, length: 20 }] } },
  'marks: at 32, "<p data-mailproof-at=\\"/a.mjml:104 in (lines.0)\\" id=\\"id0\\">a</p>" instead of "<p data-mailproof-at=\\"/a.mjml:103 in (lines.0)\\" id=\\"id0\\">a</p>"',
);
checkMarks('a level that is another is a difference', { level: 'elements' }, 'level of marks: elements instead of all');
const adrift = { marked: { ...marked, tables: { ...tables, segments: [] } } };
check('a mark has to lead somewhere', adrift, adrift, 'a mark leads nowhere');
const moved = { marked: { ...marked, html: marked.html.replace('>a<', '> a<') } };
check(
  'without marks it has to be the plain html',
  moved,
  moved,
  'marks stripped are not the html: at 12, "<p id=\\"id0\\"> a</p>" instead of "<p id=\\"id0\\">a</p>"',
);
