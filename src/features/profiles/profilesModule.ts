import type * as profilesBundle from '../../profilesBundle.ts';

/** Not needed at activation. The bundler leaves this call alone; `./profiles.js` lies beside the extension's own bundle. */
export function loadProfileCommands(): typeof profilesBundle {
  loaded ??= require('./profiles.js') as typeof profilesBundle;
  return loaded;
}

let loaded: typeof profilesBundle | undefined;
