/** Bytes that come in pieces, and go out as lines. What is held is one block that grows by doubling, so that a long line costs its length. */
export class LineBuffer {
  #block: Buffer = Buffer.alloc(16 * 1024);
  #start = 0;
  #end = 0;
  /** Up to here there is no line end. */
  #searched = 0;

  /** Held, and not taken out yet. */
  get sizeBytes(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#block.length) this.#makeRoom(chunk.length);
    this.#block.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Without its line end, and good until the next `push`. undefined: none is complete. */
  next(): Buffer | undefined {
    const at = this.#block.subarray(0, this.#end).indexOf(lineFeed, this.#searched);
    if (at < 0) {
      this.#searched = this.#end;
      return undefined;
    }
    const end = at > this.#start && this.#block[at - 1] === carriageReturn ? at - 1 : at;
    const line = this.#block.subarray(this.#start, end);
    this.#start = at + 1;
    this.#searched = this.#start;
    return line;
  }

  #makeRoom(needed: number): void {
    const held = this.#block.subarray(this.#start, this.#end);
    const size = held.length + needed;
    const block = size * 2 <= this.#block.length ? this.#block : Buffer.alloc(Math.max(size * 2, this.#block.length));
    held.copy(block, 0);
    this.#block = block;
    this.#searched -= this.#start;
    this.#start = 0;
    this.#end = held.length;
  }
}

const lineFeed = 10;
const carriageReturn = 13;
