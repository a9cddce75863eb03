/** Entry of dist/send.js: what happens when a test mail is sent or a message exported, loaded by `features/send/sendModule` then. */
export { exportComposer } from './features/send/composeForExport.ts';
export { SendFlow } from './features/send/sendFlow.ts';
