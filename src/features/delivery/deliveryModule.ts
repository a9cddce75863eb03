import type * as deliveryBundle from '../../deliveryBundle.ts';

/** imapflow is larger than the rest. The bundler leaves this call alone; `./delivery.js` lies beside the extension's own bundle. */
export function loadDelivery(): typeof deliveryBundle {
  loaded ??= require('./delivery.js') as typeof deliveryBundle;
  return loaded;
}

let loaded: typeof deliveryBundle | undefined;
