import type { HtmlPiece } from '../core/render/renderResult.ts';

/**
 * The html of a mail on its way to a page: the order of its pieces, and those that the page does not have from the mail before.
 * Of a long mail, one key changes one piece.
 */
export interface SentPieces {
  /** Numbers of all pieces. The same piece can be in it twice. */
  readonly order: readonly number[];
  readonly fresh: readonly HtmlPiece[];
}

/** What one page has of the mail that was sent to it last. */
export class PieceSender {
  #held: ReadonlyMap<number, string> = new Map();

  /**
   * Numbers are compared together with their texts: another render process gives the same numbers to other pieces. Mostly the two
   * texts are one, so that this costs nothing.
   */
  pack(pieces: readonly HtmlPiece[]): SentPieces {
    const all = new Map<number, string>();
    const fresh: HtmlPiece[] = [];
    for (const { id, html } of pieces) {
      if (all.has(id)) continue;
      all.set(id, html);
      if (this.#held.get(id) !== html) fresh.push({ id, html });
    }
    this.#held = all;
    return { order: pieces.map(({ id }) => id), fresh };
  }

  /** The page is a new one, or says that it lacks something. */
  forget(): void {
    this.#held = new Map();
  }
}

/** The other end. Keeps no more than the pieces of one mail. */
export class PieceReceiver {
  #held: ReadonlyMap<number, HtmlPiece> = new Map();

  /** undefined: a piece is missing; the sender has to forget what it sent and send all. */
  unpack({ order, fresh }: SentPieces): readonly HtmlPiece[] | undefined {
    const known = new Map(this.#held);
    for (const piece of fresh) known.set(piece.id, piece);
    const pieces: HtmlPiece[] = [];
    for (const id of order) {
      const piece = known.get(id);
      if (piece === undefined) return undefined;
      pieces.push(piece);
    }
    this.#held = new Map(pieces.map((piece) => [piece.id, piece]));
    return pieces;
  }
}
