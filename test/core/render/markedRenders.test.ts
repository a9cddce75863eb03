import { expect, test } from 'vitest';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { renderJob } from '../../../src/core/render/render.ts';
import type { MarkLevel, RenderResult } from '../../../src/core/render/renderResult.ts';
import { stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { findDifference } from '../../figures/compareResults.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { root } from './checkRender.ts';

type Files = Readonly<Record<string, string>>;

/**
 * Renders one text after the other in one process, with marks of this level, and each again in a process that knows nothing:
 * there must be no difference.
 */
function check(rule: string, texts: readonly string[], level: MarkLevel, others: Files = {}): void {
  test(rule, async () => {
    const memory = new RenderMemory();
    for (const text of texts) {
      const warm = await renderText(text, others, memory);
      expect(findDifference(warm, await renderText(text, others))).toBeUndefined();
      expect(warm.marked?.level).toBe(level);
      expect(level === 'none' ? warm.marked?.html : stripMarks(warm.marked?.html ?? '')).toBe(warm.html);
    }
  });
}

function renderText(text: string, others: Files, memory?: RenderMemory): Promise<RenderResult> {
  const path = `${root}/a.mjml`;
  const request = { path, root, engine: 'mjml', overrides: {}, wantsMarks: true } as const;
  const job = { request, files: memoryFileReader({ ...others, [path]: text }) };
  return renderJob(memory === undefined ? job : { ...job, memory });
}

const mail = (body: string, head = ''): string =>
  `<mjml>\n  <mj-head>${head}</mj-head>\n  <mj-body>\n    ${body}\n  </mj-body>\n</mjml>\n`;
const section = (content: string): string => `<mj-section><mj-column>${content}</mj-column></mj-section>`;
const carousel = section('<mj-carousel><mj-carousel-image src="a.png" /></mj-carousel><mj-text>under it</mj-text>');

check('the random ids of a carousel are the same with marks', [mail(carousel), mail(carousel + carousel)], 'all');
check(
  'a preview that a body in the body shows once more is the one of now',
  ['one', 'two'].map((preview) =>
    mail('<mj-hero><mj-body></mj-body></mj-hero>', `<mj-preview>${preview}</mj-preview>`),
  ),
  'all',
);
check(
  'there are none where an included text is like a mark',
  [mail('<mj-include path="own.html" type="html" />')],
  'none',
  { [`${root}/own.html`]: '<!--mailproof:1.1--><p>text</p>' },
);
