/** Entry of dist/oauth.js: signing in at providers, loaded by `host/oauthModule` on first use. The only bundle that makes web requests. */
export { SignInService } from './host/oauth/signInService.ts';
export { oauthChoices, shownSignIn, signInLine } from './host/oauth/signInState.ts';
export { tokenFor, tellSignIn } from './host/oauth/tokenPrompt.ts';
export { oauthBinding } from './host/oauth/tokenSources.ts';
