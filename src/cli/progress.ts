import type { CommandLine } from './commandLine.ts';

/** A line that says how far a list of renders is; only where a person watches it. */
export class Progress {
  readonly #total: number;
  readonly #io: CommandLine;
  #done = 0;
  #last = '';
  #length = 0;

  constructor(total: number, io: CommandLine) {
    this.#total = total;
    this.#io = io;
  }

  advance(name: string): void {
    this.#done++;
    this.#last = name;
    this.clear();
    this.show();
  }

  /** Makes room for other lines. */
  clear(): void {
    if (this.#length > 0) this.#io.writeError(`\r${' '.repeat(this.#length)}\r`);
    this.#length = 0;
  }

  show(): void {
    if (this.#io.errorWidth === undefined || this.#done === 0 || this.#done === this.#total) return;
    // A longer line would wrap, and only its last row could be cleared.
    const line = `${this.#done} of ${this.#total} rendered, last ${this.#last}`.slice(0, this.#io.errorWidth - 1);
    this.#io.writeError(line);
    this.#length = line.length;
  }
}
