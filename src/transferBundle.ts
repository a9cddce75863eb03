/** Entry of dist/transfer.js: import and export of profiles, loaded by `features/profiles/transferModule` on first use. */
export { copyProfileSettings, exportProfiles, importProfiles } from './features/profiles/transferProfiles.ts';
