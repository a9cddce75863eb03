import type * as sendBundle from '../../sendBundle.ts';

/** Not needed at activation. The bundler leaves this call alone; `./send.js` lies beside the extension's own bundle. */
export function loadSend(): typeof sendBundle {
  loaded ??= require('./send.js') as typeof sendBundle;
  return loaded;
}

let loaded: typeof sendBundle | undefined;
