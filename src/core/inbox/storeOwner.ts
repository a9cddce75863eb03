import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, isRunning, removeFile } from './messageFiles.ts';
import { parseJson } from './sidecar.ts';

/** The process that receives for a store. Others of the same folder show what it receives. */
export interface StoreOwner {
  readonly pid: number;
  /** Stands in the greeting of its server. */
  readonly token: string;
  /** undefined: it is just starting. */
  readonly port?: number;
}

export const ownerFileName = 'server.json';

/** The right to receive for the store in `folder`. */
export class Ownership {
  readonly token: string;
  readonly #file: string;

  /** The owner when it is somebody else. Who died without letting go owns nothing. */
  static async claim(folder: string): Promise<Ownership | StoreOwner> {
    const file = path.join(folder, ownerFileName);
    const token = randomBytes(8).toString('hex');
    for (let attempt = 0; attempt < attempts; attempt++) {
      try {
        const handle = await open(file, 'wx', 0o600);
        try {
          await handle.writeFile(JSON.stringify({ pid: process.pid, token } satisfies StoreOwner));
        } catch {
          // The disk is full. The server is to say so to whoever sends, instead of not being there.
        } finally {
          await handle.close();
        }
        return new Ownership(file, token);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const owner = await readOwner(folder);
      if (owner !== undefined ? await isAlive(owner) : await isYoung(file)) {
        if (owner !== undefined) return owner;
        await pause(attemptDelayMs);
      } else await removeStale(folder, owner);
    }
    throw new Error('Another program takes the inbox over and over.');
  }

  private constructor(file: string, token: string) {
    this.#file = file;
    this.token = token;
  }

  /** Tells others where the server listens. */
  async announce(port: number): Promise<void> {
    const temporary = `${this.#file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify({ pid: process.pid, token: this.token, port } satisfies StoreOwner), {
      mode: 0o600,
    });
    await rename(temporary, this.#file);
  }

  async release(): Promise<void> {
    const owner = await readOwner(path.dirname(this.#file));
    if (owner?.token === this.token) await removeFile(this.#file);
  }
}

/** undefined: nobody, or what stands there cannot be read. */
export async function readOwner(folder: string): Promise<StoreOwner | undefined> {
  try {
    return parseOwner(parseJson(await readFile(path.join(folder, ownerFileName), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * A process of that number may be another one after a restart of the machine, and one in another container is not seen at
 * all: who listens where it says it does, and greets with its token, is alive.
 */
export async function isAlive({ pid, token, port }: StoreOwner): Promise<boolean> {
  if (port === undefined) return isRunning(pid);
  return (await greetingOf(port)).includes(token);
}

/** Also when it is gone: there is nothing to be removed. */
async function isYoung(file: string): Promise<boolean> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < writingMs,
    () => true,
  );
}

/** One at a time, and only what is still there: somebody else may have taken over meanwhile. */
async function removeStale(folder: string, stale: StoreOwner | undefined): Promise<void> {
  const turn = path.join(folder, `${ownerFileName}.turn`);
  try {
    await mkdir(turn);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Its process was killed in the middle.
    if (!(await isYoung(turn))) await rmdir(turn).catch(() => undefined);
    await pause(attemptDelayMs);
    return;
  }
  try {
    const found = await readOwner(folder);
    const file = path.join(folder, ownerFileName);
    if (found === undefined ? !(await isYoung(file)) : found.token === stale?.token) await removeFile(file);
  } finally {
    await rmdir(turn).catch(() => undefined);
  }
}

/** '' when nobody answers. */
function greetingOf(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const end = (greeting: string): void => {
      socket.destroy();
      resolve(greeting);
    };
    socket.setTimeout(greetingTimeoutMs, () => end(''));
    socket.once('data', (data) => end(data.toString('latin1')));
    socket.once('error', () => end(''));
    socket.once('close', () => end(''));
  });
}

function parseOwner(value: unknown): StoreOwner | undefined {
  if (typeof value !== 'object' || value === null || !('pid' in value && 'token' in value)) return undefined;
  const { pid, token } = value;
  if (typeof pid !== 'number' || typeof token !== 'string' || !/^[0-9a-f]{8,64}$/.test(token)) return undefined;
  const port = 'port' in value && typeof value.port === 'number' ? { port: value.port } : {};
  return { pid, token, ...port };
}

const attempts = 40;
const attemptDelayMs = 50;
const writingMs = 1000;
/** A server waits a tenth of a second before it greets. */
const greetingTimeoutMs = 2000;
