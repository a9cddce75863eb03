import { readFileSync } from 'node:fs';
import { render } from '../core/render/render.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import type { FromRenderer, RendererJob, ToRenderer } from '../protocol/renderer.ts';
import { watchFromAside } from './parentWatch.ts';
import { withinLimits } from './outputLimit.ts';
import { warmUp } from './warmUp.ts';
import { reasonOf } from '../core/reasonOf.ts';

export interface ServeOptions {
  /** To be called once, when most of the code that renders has run. */
  readonly saveCode: (() => void) | undefined;
}

/**
 * The render process. It will be killed when a template loops, so it holds nothing that a restart would lose.
 * Messages are answered one after the other, in the order in which they came.
 */
export function serve({ saveCode }: ServeOptions): void {
  // The libraries write to the console; standard output belongs to whoever started the process.
  console.log = console.info = console.debug = console.error;
  process.on('disconnect', () => process.exit());
  watchFromAside();
  let last = Promise.resolve();
  let waiting = 0;
  let isPrepared = false;
  const prepare = (): void => {
    // Whoever waits goes first; after a real render nothing is left to warm up.
    if (waiting > 0 || isPrepared) return;
    isPrepared = true;
    last = last.then(async () => {
      await warmUp();
      saveCode?.();
    });
  };
  process.on('message', (message) => {
    // The parent is our own extension host or command line: the more trusted side of this wire.
    const request = message as ToRenderer;
    if (request.type === 'end') {
      prepare();
      last = last.then(() => process.exit());
      return;
    }
    waiting++;
    last = last.then(async () => {
      send(await answer(request));
      waiting--;
      isPrepared ||= saveCode === undefined;
      setImmediate(prepare);
    });
  });
  send({ type: 'ready' });
  // What was sent while this process started is read from the channel before the second turn.
  setImmediate(() => setImmediate(prepare));
}

async function answer(message: RendererJob): Promise<FromRenderer> {
  const { id } = message;
  try {
    switch (message.type) {
      case 'render': {
        const { root, overrides, mayRunCode } = message.request;
        // Only where code may run: a preview of a stranger's project does without the loader.
        const code = mayRunCode === true ? (await import('./projectCode.ts')).projectCode : undefined;
        const result = await render(message.request, diskFileReader({ root, overrides }), code);
        return { type: 'rendered', id, result: withinLimits(result, message.request) };
      }
      case 'parseMessage': {
        // Loaded when the first message is opened: a preview has no use for it.
        const { parseMessage } = await import('../core/inbox/parseMessage.ts');
        return { type: 'parsedMessage', id, view: await parseMessage(readFileSync(message.file)) };
      }
    }
  } catch (error) {
    console.error(error);
    return { type: 'failed', id, reason: reasonOf(error) };
  }
}

function send(message: FromRenderer): void {
  // Without a parent there is nobody to answer: the process is about to end.
  if (process.connected) process.send?.(message);
}
