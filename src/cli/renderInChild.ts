import { fork } from 'node:child_process';
import type { RenderRequest } from '../core/render/renderResult.ts';
import type { RenderOutcome } from './commandLine.ts';

/** First argument of the process that renders; not for people, who have no channel to give it a request by. */
export const childArgument = '--render-in-child';

/** What the child answers. */
export type ChildReply = Exclude<RenderOutcome, { readonly kind: 'timeout' }>;

/**
 * Renders in a process of its own, because nothing but the end of a process stops a template that loops.
 *
 * @param entry what the child runs: given `childArgument`, it waits for a request and answers with a `ChildReply`
 */
export function renderInChild(entry: string, request: RenderRequest, timeoutMs: number): Promise<RenderOutcome> {
  return new Promise((resolve) => {
    // Not this process' own options: two debuggers cannot share a port.
    const child = fork(entry, [childArgument], {
      execArgv: ['--max-old-space-size=1024'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const kill = (): void => void child.kill('SIGKILL');
    // A child that loops does not notice that it was left alone.
    const stops = signals.map((signal) => {
      const stop = (): void => {
        kill();
        // With this listener gone, to the end that it would have had.
        process.kill(process.pid, signal);
      };
      process.once(signal, stop);
      return () => process.off(signal, stop);
    });
    const settle = (outcome: RenderOutcome): void => {
      clearTimeout(deadline);
      process.off('exit', kill);
      for (const remove of stops) remove();
      kill();
      resolve(outcome);
    };
    const deadline = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
    process.once('exit', kill);
    // Our own code at the other end.
    child.once('message', (reply) => settle(reply as ChildReply));
    child.once('error', (error) => settle({ kind: 'ended', detail: error.message }));
    child.once('exit', (code, signal) => settle({ kind: 'ended', detail: `exit ${signal ?? String(code)}` }));
    child.send(request, (error) => {
      if (error !== null) settle({ kind: 'ended', detail: error.message });
    });
  });
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
