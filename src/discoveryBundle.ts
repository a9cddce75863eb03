/**
 * Entry of dist/discovery.js: looking up the server of an email address. The only bundle that makes web requests, loaded when the user
 * has agreed to them.
 */
export { discoverAccount } from './core/discovery/discoverAccount.ts';
export { createWebNetwork } from './core/discovery/webNetwork.ts';
