import type * as profileFormBundle from '../../profileFormBundle.ts';

/** Not needed at activation. The bundler leaves this call alone; `./profileForm.js` lies beside the extension's own bundle. */
export function loadProfileForm(): typeof profileFormBundle {
  loaded ??= require('./profileForm.js') as typeof profileFormBundle;
  return loaded;
}

let loaded: typeof profileFormBundle | undefined;
