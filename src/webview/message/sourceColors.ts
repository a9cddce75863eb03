/** What a piece of the source is. */
export type SourceKind = 'name' | 'value' | 'word' | 'boundary' | 'encoded' | 'body';

export interface SourcePiece {
  readonly kind: SourceKind;
  readonly text: string;
}

/** Reads a source line by line and says what is what. It goes on where the block before ended, so blocks come in their order. */
export class SourceColors {
  #isHeaders = true;
  #isEncoded = false;
  #isMessage = false;
  /** The headers of the part that is being read, lower case, as far as they decide about what follows. */
  #headers = '';
  readonly #boundaries = new Set<string>();
  #isFirst = true;

  /** Neighbours are of different kinds, but for the lines of a body, which are many. */
  color(block: string): readonly SourcePiece[] {
    const pieces: { kind: SourceKind; text: string }[] = [];
    const add = (kind: SourceKind, text: string): void => {
      const last = pieces.at(-1);
      if (last?.kind === kind) last.text += text;
      else if (text !== '') pieces.push({ kind, text });
    };
    for (const line of block.match(/[^\n]*\n|[^\n]+$/g) ?? []) this.#colorLine(line, add);
    return pieces;
  }

  #colorLine(line: string, add: (kind: SourceKind, text: string) => void): void {
    const bare = line.trimEnd();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (bare.startsWith('--') && this.#isBoundary(bare)) {
      this.#startHeaders(!this.#boundaries.has(bare.slice(2)));
      add('boundary', line);
    } else if (!this.#isHeaders) {
      add(this.#isEncoded ? 'encoded' : 'body', line);
    } else if (bare === '') {
      this.#endHeaders();
      add('body', line);
    } else if (isFirst && bare.startsWith('From ')) {
      add('encoded', line);
    } else this.#colorHeader(line, add);
  }

  #colorHeader(line: string, add: (kind: SourceKind, text: string) => void): void {
    const name = /^[!-9;-~]+[ \t]*:/.exec(line)?.[0];
    if (name === undefined && !/^[ \t]/.test(line)) {
      // No header: the body has begun without an empty line, or this is no mail at all.
      this.#endHeaders();
      add('body', line);
      return;
    }
    const value = line.slice(name?.length ?? 0);
    if (this.#headers.length < maxHeaders) this.#headers += line.toLowerCase();
    // As it is written: a boundary is told apart by its letters.
    const boundary = /boundary\s*=\s*(?:"([^"]{1,500})"|([^\s;"]{1,500}))/i.exec(line);
    if (boundary !== null && this.#boundaries.size < maxBoundaries)
      this.#boundaries.add((boundary[1] ?? boundary[2] ?? '').trimEnd());
    add('name', name ?? '');
    let end = 0;
    for (const word of value.matchAll(/=\?[^\s?]{1,64}\?[bq]\?[^\s?]{0,998}\?=/gi)) {
      add('value', value.slice(end, word.index));
      add('word', word[0]);
      end = word.index + word[0].length;
    }
    add('value', value.slice(end));
  }

  #isBoundary(bare: string): boolean {
    const name = bare.slice(2);
    return this.#boundaries.has(name) || (name.endsWith('--') && this.#boundaries.has(name.slice(0, -2)));
  }

  #startHeaders(isClosing: boolean): void {
    this.#isHeaders = !isClosing;
    this.#isEncoded = false;
    this.#headers = '';
  }

  #endHeaders(): void {
    this.#isMessage = /content-type:\s*message\/(?:rfc822|global)/.test(this.#headers);
    this.#isEncoded = /content-transfer-encoding:\s*(?:base64|x-uu|uuencode)/.test(this.#headers);
    this.#isHeaders = this.#isMessage && !this.#isEncoded;
    this.#headers = '';
  }
}

const maxHeaders = 100_000;
const maxBoundaries = 5000;
