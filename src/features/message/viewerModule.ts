import type * as viewerBundle from '../../viewerBundle.ts';

/** The bundler leaves this call alone; `./viewer.js` lies beside the extension's own bundle. */
export function loadViewer(): typeof viewerBundle {
  loaded ??= require('./viewer.js') as typeof viewerBundle;
  return loaded;
}

let loaded: typeof viewerBundle | undefined;
