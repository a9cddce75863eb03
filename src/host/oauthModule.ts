import type * as oauthBundle from '../oauthBundle.ts';

export type OAuthModule = typeof oauthBundle;

/**
 * Signing in at providers, loaded on first use: the one part of the extension that asks the web for anything, and only once somebody
 * has said who to sign in with. The bundler leaves this call alone; `./oauth.js` lies beside the extension's own bundle.
 */
export function loadOAuth(): OAuthModule {
  loaded ??= require('./oauth.js') as OAuthModule;
  return loaded;
}

let loaded: OAuthModule | undefined;
