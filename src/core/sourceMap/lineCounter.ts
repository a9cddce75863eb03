/** Counts the lines up to places that only grow. */
export class LineCounter {
  readonly #text: string;
  #at = 0;
  #line = 0;

  constructor(text: string) {
    this.#text = text;
  }

  lineAt(offset: number): number {
    for (; this.#at < offset; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\n' || (character === '\r' && this.#text[this.#at + 1] !== '\n')) this.#line++;
    }
    return this.#line;
  }
}
