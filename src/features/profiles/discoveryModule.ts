import type * as discoveryBundle from '../../discoveryBundle.ts';

/** Only this can make web requests. The bundler leaves the call alone; `./discovery.js` lies beside the extension's own bundle. */
export function loadDiscovery(): typeof discoveryBundle {
  loaded ??= require('./discovery.js') as typeof discoveryBundle;
  return loaded;
}

let loaded: typeof discoveryBundle | undefined;
