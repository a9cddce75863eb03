import type { RenderResult } from '../../core/render/renderResult.ts';

/** Bytes of html in UTF-8. Of a mail in pieces only the new ones are counted, and the whole is never put together. */
export class HtmlSize {
  #known: ReadonlyMap<number, { readonly html: string; readonly bytes: number }> = new Map();

  of({ html = '', pieces }: Pick<RenderResult, 'html' | 'pieces'>): number {
    if (pieces === undefined) return Buffer.byteLength(html);
    const counted = new Map<number, { readonly html: string; readonly bytes: number }>();
    let sum = 0;
    for (const piece of pieces) {
      const known = counted.get(piece.id) ?? this.#known.get(piece.id);
      // Another process gives the same number to another piece.
      const size = known?.html === piece.html ? known : { html: piece.html, bytes: Buffer.byteLength(piece.html) };
      counted.set(piece.id, size);
      sum += size.bytes;
    }
    this.#known = counted;
    return sum;
  }
}
