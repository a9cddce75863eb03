import { fork } from 'node:child_process';
import type { RenderRequest } from '../core/render/renderResult.ts';
import { parseFromRenderer, type ToRenderer } from '../protocol/renderer.ts';
import { unpackResult } from '../protocol/sentResult.ts';
import type { RenderOutcome } from './commandLine.ts';

export interface RenderChildOptions {
  /** Absolute path of dist/renderer.js. */
  readonly entry: string;
  /** Where it may keep compiled code for the next command. */
  readonly cacheFolder: string | undefined;
}

/** A process that renders one template: of its own, because nothing but the end of a process stops a template that loops. */
export class RenderChild {
  readonly #process;
  readonly #detach: readonly (() => void)[];

  /** Starts at once: it gets ready while the caller still finds out what there is to do. */
  constructor({ entry, cacheFolder }: RenderChildOptions) {
    // Not this process' own options: two debuggers cannot share a port.
    this.#process = fork(entry, cacheFolder === undefined ? [] : [cacheFolder], {
      execArgv: ['--max-old-space-size=1024', '--min-semi-space-size=16'],
      // Long texts are copied, not written as JSON and read again: a fifth of the time.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // What could not be started refuses the request, which is when there is somebody to tell.
    this.#process.on('error', () => undefined);
    // A child that loops does not notice that it was left alone.
    const kill = (): void => this.kill();
    process.once('exit', kill);
    const stops = signals.map((signal) => {
      const stop = (): void => {
        kill();
        // With this listener gone, to the end that it would have had.
        process.kill(process.pid, signal);
      };
      process.once(signal, stop);
      return () => process.off(signal, stop);
    });
    this.#detach = [() => process.off('exit', kill), ...stops];
  }

  /** May be called once. */
  render(request: RenderRequest, timeoutMs: number): Promise<RenderOutcome> {
    return new Promise((resolve) => {
      const child = this.#process;
      const settle = (outcome: RenderOutcome): void => {
        clearTimeout(deadline);
        child.removeAllListeners();
        if (outcome.kind === 'rendered') this.#end();
        else this.kill();
        resolve(outcome);
      };
      const deadline = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
      child.on('message', (value) => {
        const reply = parseFromRenderer(value);
        if (reply?.type === 'rendered') {
          const result = unpackResult(reply.result, new Map());
          settle(result === undefined ? { kind: 'ended', detail: 'no result' } : { kind: 'rendered', result });
        }
        if (reply?.type === 'failed') settle({ kind: 'ended', detail: reply.reason });
      });
      child.once('error', (error) => settle({ kind: 'ended', detail: error.message }));
      child.once('exit', (code, signal) => settle({ kind: 'ended', detail: `exit ${signal ?? String(code)}` }));
      const message: ToRenderer = { type: 'render', id: 1, request };
      child.send(message, (error) => {
        if (error !== null) settle({ kind: 'ended', detail: error.message });
      });
    });
  }

  kill(): void {
    for (const detach of this.#detach) detach();
    this.#process.kill('SIGKILL');
  }

  /** It may still keep its compiled code, for which the command need not wait before it answers, but before it ends. */
  #end(): void {
    const late = setTimeout(() => this.kill(), keepingMs);
    this.#process.once('exit', () => {
      clearTimeout(late);
      this.kill();
    });
    this.#process.on('error', () => this.kill());
    this.#process.send({ type: 'end' } satisfies ToRenderer, () => undefined);
  }
}

const keepingMs = 2000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
