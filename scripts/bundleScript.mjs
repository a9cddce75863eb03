// @ts-check
import { build } from 'esbuild';
import { projectRoot } from './build.mjs';

/**
 * Makes one script of sources in TypeScript, for Node to run apart from what measures it.
 * @param {string} contents paths in it start from the project's folder
 * @param {string} outfile
 * @param {Pick<import('esbuild').BuildOptions, 'plugins' | 'define' | 'banner'>} [options]
 */
export async function bundleScript(contents, outfile, options) {
  await build({
    stdin: { contents, resolveDir: projectRoot },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    ...options,
  });
}
