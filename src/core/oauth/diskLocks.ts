import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** While one holds it, no other window of this computer does. */
export interface Lease {
  /** What the one before has written down for the next; undefined: nothing. */
  readonly readNote: () => Promise<string | undefined>;
  readonly writeNote: (note: string) => Promise<void>;
}

export interface Locks {
  /** Rejects where the lock cannot be had. */
  hold<T>(name: string, work: (lease: Lease) => Promise<T>): Promise<T>;
}

/** Locks between processes: files that only one can create. The folder holds no secret. */
export class DiskLocks implements Locks {
  readonly #folder: string;
  readonly #beatMs: number;
  readonly #staleMs: number;
  readonly #patienceMs: number;

  /**
   * Whoever holds a lock shows every `beatMs` that it is alive. One that has not for `staleMs` is taken for dead. `patienceMs`: longer
   * than any work under a lock takes, which is two renewals at a slow provider.
   */
  constructor(folder: string, { beatMs = 3_000, staleMs = 30_000, patienceMs = 180_000 } = {}) {
    this.#folder = folder;
    this.#beatMs = beatMs;
    this.#staleMs = staleMs;
    this.#patienceMs = patienceMs;
  }

  async hold<T>(name: string, work: (lease: Lease) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true });
    const file = path.join(this.#folder, `${name}.lock`);
    const note = path.join(this.#folder, `${name}.note`);
    const mark = `${process.pid} ${randomUUID()}`;
    await this.#acquire(file, mark);
    const beat = setInterval(() => void showAlive(file), this.#beatMs);
    try {
      return await work({
        readNote: () => readIfThere(note),
        writeNote: async (text) => {
          // Whole or not at all, whatever happens to this process.
          const fresh = `${note}.${randomUUID()}`;
          await writeFile(fresh, text, { mode: 0o600 });
          await rename(fresh, note);
        },
      });
    } finally {
      clearInterval(beat);
      // One that was taken for dead has lost it to another, whose lock stays.
      if ((await readIfThere(file)) === mark) await unlink(file).catch(ignoreMissing);
    }
  }

  async #acquire(file: string, mark: string): Promise<void> {
    const startedMs = performance.now();
    const end = startedMs + this.#patienceMs;
    while (!(await create(file, mark))) {
      const nowMs = performance.now();
      if (nowMs > end) throw new Error('Another window keeps the sign-in locked.');
      // After the computer slept, whoever holds it needs a moment to show that it is alive.
      if (nowMs - startedMs > 2 * this.#beatMs) await this.#breakStale(file);
      await sleep(10 + Math.random() * 40);
    }
  }

  /** Under a lock of its own: of two that find the same dead lock, the second would otherwise remove the first one's new lock. */
  async #breakStale(file: string): Promise<void> {
    if (!(await this.#isStale(file))) return;
    const breaking = `${file}.break`;
    if (!(await create(breaking, ''))) {
      if (await this.#isStale(breaking)) await unlink(breaking).catch(ignoreMissing);
      return;
    }
    try {
      if (await this.#isStale(file)) await unlink(file).catch(ignoreMissing);
    } finally {
      await unlink(breaking).catch(ignoreMissing);
    }
  }

  async #isStale(file: string): Promise<boolean> {
    try {
      return Date.now() - (await stat(file)).mtimeMs > this.#staleMs;
    } catch (error) {
      ignoreMissing(error);
      return false;
    }
  }
}

async function showAlive(file: string): Promise<void> {
  const now = new Date();
  // Where that fails, the lock is gone or cannot be touched: those who wait see it as it is.
  await utimes(file, now, now).catch(() => undefined);
}

/** False: somebody else has it. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    // Windows says EPERM or EBUSY of a file that is just being removed.
    const passing = process.platform === 'win32' ? ['EEXIST', 'EPERM', 'EBUSY', 'EACCES'] : ['EEXIST'];
    if (passing.includes(codeOf(error))) return false;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    ignoreMissing(error);
    return undefined;
  }
}

function ignoreMissing(error: unknown): void {
  if (!['ENOENT', ...(process.platform === 'win32' ? ['EPERM', 'EBUSY'] : [])].includes(codeOf(error))) throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
