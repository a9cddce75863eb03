import { expect, test, vi } from 'vitest';
import { writeMail } from '../../../bench/templates.mjs';
import { HeadAdditions } from '../../../src/core/render/headAdditions.ts';
import { parseMjml } from '../../../src/core/render/mjmlParse.ts';
import { renderJob } from '../../../src/core/render/render.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { root } from './checkRender.ts';

vi.mock(import('../../../src/core/render/mjmlParse.ts'), { spy: true });

interface Work {
  readonly parsed: number;
  readonly rendered: number;
}

/** What is done for all kinds of sections, and then for a key in one of them. */
async function workOf(isHandlebars: boolean, wantsMarks: boolean): Promise<readonly Work[]> {
  // A section is rendered inside of that call, and nowhere else.
  const renderings = vi.spyOn(HeadAdditions.prototype, 'record');
  const { template, files } = writeMail({ lines: 300, isHandlebars, hasInlineStyles: false });
  const mail = files[template] ?? '';
  const memory = new RenderMemory();
  const works: Work[] = [];
  for (const edited of [mail, mail.replace(/(?<=<mj-text[^>]*>\s*)(?=\w)/, 'x')]) {
    vi.clearAllMocks();
    const texts = Object.entries({ ...files, [template]: edited });
    const reader = memoryFileReader(Object.fromEntries(texts.map(([name, text]) => [`${root}/${name}`, text])));
    const request = { path: `${root}/${template}`, root, engine: 'auto', overrides: {} } as const;
    const job = { request: wantsMarks ? { ...request, wantsMarks } : request, files: reader, memory };
    const result = await renderJob(job);
    expect(result.marked?.level).toBe(wantsMarks ? 'all' : undefined);
    works.push({ parsed: vi.mocked(parseMjml).mock.calls.length, rendered: renderings.mock.calls.length });
  }
  return works;
}

/** Slower it would still be right: no other test says that it happens at all. */
for (const engines of ['MJML', 'Handlebars and MJML'])
  test(`with marks, no section is parsed or rendered a second time: ${engines}`, async () => {
    const isHandlebars = engines !== 'MJML';
    const [opened, typed] = await workOf(isHandlebars, false);
    const marked = await workOf(isHandlebars, true);
    if (opened === undefined || typed === undefined) throw new Error('nothing was done');
    // What is around the sections is read with marks as well; a comment in the body, which has none, is put out twice.
    expect(marked).toEqual([{ parsed: opened.parsed + 1, rendered: opened.rendered + 1 }, typed]);
    expect(typed).toEqual({ parsed: 1, rendered: 1 });
  });
