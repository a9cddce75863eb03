import type * as sourceBundle from '../sourceBundle.ts';

export type SourceModule = typeof sourceBundle;

/**
 * What looks into templates and mails outside of the render process, loaded on first use: Handlebars' parser and an html parser.
 * The bundler leaves this call alone; `./source.js` lies beside the extension's own bundle.
 */
export function loadSource(): SourceModule {
  loaded ??= require('./source.js') as SourceModule;
  return loaded;
}

let loaded: SourceModule | undefined;
