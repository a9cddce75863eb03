/** Entry of dist/viewer.js: the viewer of messages, loaded by `features/message/viewerModule` when the first one is opened. */
export { CompareMessages } from './features/message/compareMessages.ts';
export { MessageEditorProvider } from './features/message/messageEditor.ts';
export { PartFiles } from './features/message/partFiles.ts';
