import { readFile } from 'node:fs/promises';
import type { RenderRequest } from '../core/render/renderResult.ts';
import { render } from '../core/render/render.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import type { FromRenderer, ToRenderer } from '../protocol/renderer.ts';
import { endWithParent } from './parentWatch.ts';
import { reasonOf } from '../core/reasonOf.ts';

/**
 * Entry of the render process. It will be killed when a template loops, so it holds nothing that a restart would lose.
 * Messages are answered one after the other, in the order in which they came.
 */
function main(): void {
  // The libraries write to the console; standard output belongs to whoever started the process.
  console.log = console.info = console.debug = console.error;
  process.on('disconnect', () => process.exit());
  let last = warmUp().then(() => {
    endWithParent();
    send({ type: 'ready' });
  });
  process.on('message', (message) => {
    // The parent is our own extension host: the more trusted side of this wire.
    const request = message as ToRenderer;
    last = last.then(async () => send(await answer(request)));
  });
}

/** The first render compiles what the libraries make lazily; nobody waits for it yet. */
async function warmUp(): Promise<void> {
  const path = '/warm-up.mjml';
  const text =
    '<mjml><mj-body><mj-section><mj-column><mj-text>{{#if a}}{{b}}{{/if}}</mj-text></mj-column></mj-section></mj-body></mjml>';
  const noFiles = {
    readText: (wanted: string) =>
      Promise.resolve(wanted === path ? ({ kind: 'text', text } as const) : ({ kind: 'missing' } as const)),
    list: () => Promise.resolve([]),
  };
  const request: RenderRequest = {
    path,
    root: '/',
    engine: 'handlebars-mjml',
    data: { name: 'none', text: '{"a":1}' },
    overrides: {},
  };
  try {
    await render(request, noFiles);
  } catch (error) {
    // The next render meets the same fault, and then there is somebody to tell.
    console.error(error);
  }
}

async function answer(message: ToRenderer): Promise<FromRenderer> {
  const { id } = message;
  try {
    switch (message.type) {
      case 'render': {
        const { root, overrides, mayRunCode } = message.request;
        // Only where code may run: a preview of a stranger's project does without the loader.
        const code = mayRunCode === true ? (await import('./projectCode.ts')).projectCode : undefined;
        const result = await render(message.request, diskFileReader({ root, overrides }), code);
        return { type: 'rendered', id, result };
      }
      case 'parseMessage': {
        // Loaded when the first message is opened: a preview has no use for it.
        const { parseMessage } = await import('../core/inbox/parseMessage.ts');
        return { type: 'parsedMessage', id, view: await parseMessage(await readFile(message.file)) };
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

main();
