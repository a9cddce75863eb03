import type { RenderRequest } from '../core/render/renderResult.ts';
import { endWithParent } from '../renderer/parentWatch.ts';
import type { ChildReply } from './renderInChild.ts';

/** The other end of `renderInChild`: answers one request, and waits to be killed. */
export function serveRender(): void {
  process.once('disconnect', () => process.exit());
  endWithParent();
  // Our own code at the other end.
  process.once('message', (request) => void answer(request as RenderRequest).then((reply) => process.send?.(reply)));
}

async function answer(request: RenderRequest): Promise<ChildReply> {
  try {
    // Here and not above: the process that only waits has no use for the engines.
    const { render } = await import('../core/render/render.ts');
    const { diskFileReader } = await import('../core/template/diskFileReader.ts');
    const code = request.mayRunCode === true ? (await import('../renderer/projectCode.ts')).projectCode : undefined;
    return { kind: 'rendered', result: await render(request, diskFileReader({ root: request.root }), code) };
  } catch (error) {
    return { kind: 'ended', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
