/** Entry of dist/messageParser.js: a bundle of its own, because a preview has no use for it. */
export { parseMessage } from '../core/inbox/parseMessage.ts';
export { readPart } from '../core/inbox/readPart.ts';
