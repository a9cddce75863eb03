import type { ProjectCode } from '../core/render/projectCode.ts';
import { renderJob } from '../core/render/render.ts';
import { RenderMemory } from '../core/renderMemory.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import type { FromRenderer, RendererJob, ToRenderer } from '../protocol/renderer.ts';
import { packResult, type SentResult } from '../protocol/sentResult.ts';
import { watchFromAside, watchWhatLasts } from './parentWatch.ts';
import { readMessage } from './messageFile.ts';
import { withinLimits } from './outputLimit.ts';
import { runSteadily } from './steadyRun.ts';
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
  const memory = new RenderMemory();
  let last = Promise.resolve();
  let waiting = 0;
  let isPrepared = false;
  let pause: NodeJS.Timeout | undefined;
  const prepare = (): void => {
    // Whoever waits goes first; after a real render nothing is left to warm up.
    if (waiting > 0 || isPrepared) return;
    isPrepared = true;
    send({ type: 'preparing' });
    last = last.then(async () => {
      await warmUp();
      saveCode?.();
      runSteadily();
      send({ type: 'prepared' });
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
      send({ type: 'begun', id: request.id });
      sendAnswer(request.id, await answer(request, memory));
      waiting--;
      if (!isPrepared && saveCode === undefined) {
        isPrepared = true;
        runSteadily();
      }
      setImmediate(watchFromAside);
      clearTimeout(pause);
      pause = setTimeout(prepare, pauseMs);
    });
  });
  send({ type: 'ready' });
  // What was sent while this process started is read from the channel before the second turn.
  setImmediate(() => setImmediate(prepare));
}

/** Longer than between two keys: who types is not to wait for what only the next process gains by. */
const pauseMs = 1000;

async function answer(message: RendererJob, memory: RenderMemory): Promise<FromRenderer> {
  const { id } = message;
  try {
    switch (message.type) {
      case 'render':
        return { type: 'rendered', id, result: await renderForSender(message, memory) };
      case 'parseMessage': {
        watchFromAside();
        // Loaded when the first message is opened: a preview has no use for it.
        const { parseMessage } = await import('./messages.ts');
        const { bytes, sizeBytes } = readMessage(message.source);
        return { type: 'parsedMessage', id, view: parseMessage(bytes, { sizeBytes, isLocal: message.isLocal }) };
      }
      case 'readPart': {
        watchFromAside();
        const { readPart } = await import('./messages.ts');
        const part = readPart(readMessage(message.source).bytes, message.index, { asText: message.asText });
        return { type: 'part', id, ...(part === undefined ? {} : { part }) };
      }
    }
  } catch (error) {
    console.error(error);
    return { type: 'failed', id, reason: reasonOf(error) };
  }
}

async function renderForSender({ id, request, held }: RenderMessage, memory: RenderMemory): Promise<SentResult> {
  const result = await renderRequest(id, request, memory);
  return packResult(withinLimits(result, request), new Set(held));
}

type RenderMessage = Extract<RendererJob, { readonly type: 'render' }>;

async function renderRequest(id: number, request: RenderRequest, memory: RenderMemory): Promise<RenderResult> {
  const { root, overrides, mayRunCode } = request;
  const files = diskFileReader({ root, overrides });
  const onStep = watchWhatLasts();
  if (mayRunCode !== true) return renderJob({ request, files, onStep, memory });
  watchFromAside();
  // Only where code may run: a preview of a stranger's project does without the loader.
  const { projectCode } = await import('./projectCode.ts');
  return renderJob({ request, files, onStep, memory, code: announced(projectCode, id) });
}

/**
 * A whole MJML, or a pack of helpers, is loaded from disk: that is no time of the template's. The project's own files have none
 * for themselves, because a loop in one of them is as likely as in what they define.
 */
function announced(code: ProjectCode, id: number): ProjectCode {
  const during = async <T>(loading: () => Promise<T>): Promise<T> => {
    send({ type: 'loading', id });
    try {
      return await loading();
    } finally {
      send({ type: 'loaded', id });
    }
  };
  return {
    loadHelpers: (module, overrides) =>
      module.kind === 'package'
        ? during(() => code.loadHelpers(module, overrides))
        : code.loadHelpers(module, overrides),
    loadValue: (file, overrides) => code.loadValue(file, overrides),
    loadMjml: (place) => during(() => code.loadMjml(place)),
  };
}

function sendAnswer(id: number, message: FromRenderer): void {
  try {
    send(message);
  } catch (error) {
    // Code of a project can bring anything into a result, also what cannot be copied: a function, a promise.
    send({ type: 'failed', id, reason: reasonOf(error) });
  }
}

function send(message: FromRenderer): void {
  // Without a parent there is nobody to answer: the process is about to end.
  if (process.connected) process.send?.(message);
}
