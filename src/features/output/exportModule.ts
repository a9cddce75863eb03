import type * as exportBundle from '../../exportBundle.ts';

/** Not needed at activation. The bundler leaves this call alone; `./export.js` lies beside the extension's own bundle. */
export function loadExport(): typeof exportBundle {
  loaded ??= require('./export.js') as typeof exportBundle;
  return loaded;
}

let loaded: typeof exportBundle | undefined;
