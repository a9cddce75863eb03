import { BoundedMap, copied } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { cutSegments } from '../sourceMap/segments.ts';
import type { HtmlPiece } from './renderResult.ts';

/** Divides html that was made as a whole, so that of two renders only what differs has to travel. */
export class HtmlPieces {
  readonly #known = new BoundedMap<string, HtmlPiece>({ entries: 20_000, weight: 16 * 1024 * 1024 });
  /** Those of sections are above zero. */
  #last = 0;

  /** Html is cut where a template would be: what stands at a place decides, so an edit moves no cut but those beside it. */
  divided(html: string): { readonly html: string; readonly pieces?: readonly HtmlPiece[] } {
    const parts = cutSegments(html);
    if (parts.length < 2) return { html };
    return { html, pieces: parts.map(({ text }) => this.#known.get(text) ?? this.#add(copied(text))) };
  }

  #add(html: string): HtmlPiece {
    return this.#known.set(html, { id: --this.#last, html }, html.length);
  }
}

/** Whether a piece is of html that was there as a whole. */
export function isOfWhole({ id }: HtmlPiece): boolean {
  return id < 0;
}

export const htmlPieces: MemoryPart<HtmlPieces> = { create: () => new HtmlPieces() };
