/** Entry of dist/transfer.js: what is seldom done with profiles, loaded by `features/profiles/transferModule` on first use. */
export { moveProfile } from './features/profiles/moveProfile.ts';
export { openProfileSettings } from './features/profiles/openProfileSettings.ts';
export { copyProfileSettings, exportProfiles, importProfiles } from './features/profiles/transferProfiles.ts';
