import { join } from 'node:path';
import { loadBundle } from './codeCache.ts';
import type { serve } from './main.ts';

/** Put here by the build: a digest of renderEngine.js. */
declare const RENDER_ENGINE_BUILD: string;

/**
 * What is forked: as little as can be compiled in no time, which loads the rest.
 *
 * Its argument is the folder for compiled code; without one, everything is compiled at every start.
 */
const [, , folder] = process.argv;
const cache = folder === undefined ? undefined : { folder, build: RENDER_ENGINE_BUILD };
const { exports, saveCode } = loadBundle(join(__dirname, 'renderEngine.js'), cache, require);
// Our own bundle of main.ts.
(exports as { readonly serve: typeof serve }).serve({ saveCode });
