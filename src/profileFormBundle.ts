/** Entry of dist/profileForm.js: the form of a profile, loaded by `features/profiles/profileFormModule` when one is opened. */
export { ProfilePanel } from './features/profiles/profilePanel.ts';
