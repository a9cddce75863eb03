// @ts-check
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleScript } from '../scripts/bundleScript.mjs';

/**
 * The client of the extension, as a script of its own: one process starts another in the way that the extension does.
 * @param {string} folder
 */
export async function bundleClient(folder) {
  const outfile = path.join(folder, 'client.mjs');
  await bundleScript(`export { RendererClient } from './src/host/rendererClient.ts';`, outfile);
  /** @type {typeof import('../src/host/rendererClient.ts')} */
  const { RendererClient } = await import(pathToFileURL(outfile).href);
  return RendererClient;
}

/** Nobody reads it but who looks for what went wrong. */
export const quietLog = { trace: ignore, debug: ignore, info: ignore, warn: console.warn, error: console.error };

function ignore() {
  // Nobody reads it.
}
