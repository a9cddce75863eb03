/** Entry of dist/export.js: writing mails to files at a command, loaded by `features/output/exportModule` then. */
export { exportAll } from './features/output/exportAll.ts';
export { copyHtml, exportOne } from './features/output/exportOne.ts';
