/** Entry of dist/source.js: what reads templates and mails in the editor's own process, loaded by `host/sourceModule` on first use. */
export { weighImages } from './core/mail/weighImages.ts';
export { readMailState } from './core/mail/readMailState.ts';
export { SegmentIndexes } from './core/sourceMap/segmentIndex.ts';
export { SourceMap } from './core/sourceMap/sourceMap.ts';
export { addToData } from './core/template/addToData.ts';
export { completionsAt, describeAt } from './core/template/dataCompletions.ts';
export { findDataPlace } from './core/template/dataPlace.ts';
export { diskFileReader } from './core/template/diskFileReader.ts';
export { dataRootOf } from './core/template/dataRoot.ts';
export { findMailsUsing } from './core/template/mailsUsing.ts';
export { missingPath } from './core/template/missingPath.ts';
