import { appendFile, open, rename, stat, writeFile } from 'node:fs/promises';
import { removeFile } from './messageFiles.ts';

/**
 * A file of lines that begin with the id of a message and a tab, a cache of what can be read from the messages again. Lines
 * are only appended, by any process: one that is torn or lost costs reading its message. The last line of an id counts.
 */
export class LineLog {
  readonly file: string;
  #pending: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
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
  async forEachLine(onLine: (id: string, line: Buffer) => void): Promise<void> {
    const handle = await open(this.file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    try {
      let rest: Buffer = Buffer.alloc(0);
      for (;;) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes);
        const piece = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
        let start = 0;
        for (let end = piece.indexOf(newLine); end >= 0; end = piece.indexOf(newLine, start)) {
          const tab =
            end - start > 1 ? piece.subarray(start, Math.min(end, start + maxIdBytes)).indexOf(tabulator) : -1;
          if (tab > 0) onLine(piece.toString('latin1', start, start + tab), piece.subarray(start + tab + 1, end));
          start = end + 1;
        }
        rest = piece.subarray(start);
        if (bytesRead === 0 || rest.length > maxLineBytes) return;
      }
    } finally {
      await handle.close();
    }
  }

  /** Leaves only the lines of these ids when most of the file is of others. */
  async compact(ids: ReadonlySet<string>): Promise<void> {
    const { size } = await stat(this.file).catch(() => ({ size: 0 }));
    if (size < compactFromBytes) return;
    const kept = new Map<string, Buffer>();
    let keptBytes = 0;
    await this.forEachLine((id, line) => {
      if (!ids.has(id)) return;
      keptBytes += line.length - (kept.get(id)?.length ?? 0);
      kept.set(id, Buffer.from(line));
    });
    if (keptBytes > size / 2) return;
    const temporary = `${this.file}.${process.pid}`;
    try {
      await writeFile(
        temporary,
        Buffer.concat([...kept].flatMap(([id, line]) => [Buffer.from(`\n${id}\t`), line, breakBytes])),
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
/** Searching a piece takes about a millisecond. */
const pieceBytes = 1024 * 1024;
const maxLineBytes = 4 * 1024 * 1024;
const compactFromBytes = 4 * 1024 * 1024;
