import { appendFile, open, rename, writeFile } from 'node:fs/promises';
import { removeFile } from './messageFiles.ts';

/**
 * A file of lines that begin with the id of a message and a tab, a cache of what can be read from the messages again. Lines
 * are only appended, by any process: one that is torn or lost costs reading its message. The last line of an id counts.
 */
export class LineLog {
  readonly file: string;
  readonly #pieceBytes: number;
  #pending: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** `pieceBytes`: how much of it is gone through before others get their turn. */
  constructor(file: string, pieceBytes: number) {
    this.file = file;
    this.#pieceBytes = pieceBytes;
  }

  /** `text` must not contain a line break. Written with the next `flush`. */
  append(id: string, text: string): void {
    this.#pending.push(`\n${id}\t${text}\n`);
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Never rejects: a cache that cannot be written is read anew. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#pending.length === 0) return;
      const text = this.#pending.join('');
      this.#pending = [];
      // The break before each line ends what a killed process left unfinished.
      await appendFile(this.file, text, { mode: 0o600 }).catch(() => undefined);
    });
    return this.#writing;
  }

  /** Calls back with each line, in pieces between which others get their turn. A missing file has no lines. */
  async forEachLine(onLine: (id: string, line: Buffer) => void, onPiece?: () => Promise<void>): Promise<void> {
    const handle = await open(this.file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    try {
      const pieceBytes = this.#pieceBytes;
      let buffer = Buffer.allocUnsafe(pieceBytes * 2);
      let rest = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, rest, buffer.length - rest);
        const piece = buffer.subarray(0, rest + bytesRead);
        let start = 0;
        for (let end = piece.indexOf(newLine); end >= 0; end = piece.indexOf(newLine, start)) {
          const tab = piece.subarray(start, Math.min(end, start + maxIdBytes)).indexOf(tabulator);
          if (tab > 0) onLine(piece.toString('latin1', start, start + tab), piece.subarray(start + tab + 1, end));
          start = end + 1;
        }
        await onPiece?.();
        rest = piece.length - start;
        if (bytesRead === 0 || rest > maxLineBytes) return;
        // A line that is longer than the buffer gets a longer one.
        const next = rest > pieceBytes ? Buffer.allocUnsafe(rest + pieceBytes * 2) : buffer;
        piece.copy(next, 0, start);
        buffer = next;
      }
    } finally {
      await handle.close();
    }
  }

  /** Leaves only the lines of these ids. To be called when most of the file is of others. */
  async compact(ids: ReadonlySet<string>): Promise<void> {
    const temporary = `${this.file}.${process.pid}`;
    let kept: Buffer[] = [];
    try {
      await writeFile(temporary, '', { mode: 0o600 });
      await this.forEachLine(
        (id, line) => {
          if (ids.has(id)) kept.push(Buffer.from(`\n${id}\t`), Buffer.from(line), breakBytes);
        },
        async () => {
          await appendFile(temporary, Buffer.concat(kept));
          kept = [];
        },
      );
      await rename(temporary, this.file);
    } catch {
      // The disk is full: the longer file does as well.
      await removeFile(temporary);
    }
  }
}

const newLine = 0x0a;
const tabulator = 0x09;
const breakBytes = Buffer.from('\n');
const maxIdBytes = 128;
const maxLineBytes = 4 * 1024 * 1024;
