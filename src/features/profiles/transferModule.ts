import type * as transferBundle from '../../transferBundle.ts';

/**
 * What is needed once in the life of a project, and so not at activation. The bundler leaves this call alone; `./transfer.js`
 * lies beside the extension's own bundle.
 */
export function loadTransfer(): typeof transferBundle {
  loaded ??= require('./transfer.js') as typeof transferBundle;
  return loaded;
}

let loaded: typeof transferBundle | undefined;
