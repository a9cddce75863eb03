/** Entry of dist/inbox.js: the list of the local inbox and its view, loaded by `extension.ts`. */
export { registerInbox } from './features/inbox/registerInbox.ts';
export { LocalInbox } from './host/localInbox.ts';
