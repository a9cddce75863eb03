/** A place in a text: zero-based line, zero-based UTF-16 code unit in that line, as VS Code counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets (UTF-16 code units from the start) and positions. `\n`, `\r\n` and a lone `\r` end a line. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === lineFeed || (code === carriageReturn && text.charCodeAt(offset + 1) !== lineFeed)) {
        starts.push(offset + 1);
      }
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** An offset outside the text is moved to its nearer end. */
  positionAt(offset: number): Position {
    const wanted = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#startOf(middle) <= wanted) low = middle;
      else high = middle;
    }
    return { line: low, character: wanted - this.#startOf(low) };
  }

  /** A position outside the text is moved to the nearest one inside. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.#starts.length) return this.#length;
    const end = position.line + 1 < this.#starts.length ? this.#startOf(position.line + 1) : this.#length;
    return Math.min(this.#startOf(position.line) + Math.max(position.character, 0), end);
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}

const lineFeed = 10;
const carriageReturn = 13;
