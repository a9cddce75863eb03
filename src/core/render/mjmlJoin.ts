import type { SectionEnds } from './mjmlFinish.ts';
import type { SectionMemory } from './renderedSection.ts';
import type { HtmlPiece } from './renderResult.ts';

/**
 * Puts the parts of a mail together as MJML's last step leaves them: a conditional comment that ends where the next one begins
 * goes on instead.
 */
export function joined(parts: readonly SectionEnds[], memory: SectionMemory): readonly HtmlPiece[] {
  const cuts = parts.map(() => ({ head: 0, tail: 0 }));
  const isDropped = parts.map(() => false);
  let last = -1;
  for (const [index, part] of parts.entries()) {
    if (part.isBlank) continue;
    const before = parts[last];
    const [lastCut, cut] = [cuts[last], cuts[index]];
    if (before !== undefined && lastCut !== undefined && cut !== undefined && before.trail > 0 && part.lead > 0) {
      lastCut.tail = before.trail;
      cut.head = part.lead;
      isDropped.fill(true, last + 1, index);
    }
    last = index;
  }
  return parts.flatMap((part, index) => {
    const { head = 0, tail = 0 } = cuts[index] ?? {};
    return isDropped[index] === true ? [] : [part.piece(head, tail, memory)];
  });
}
