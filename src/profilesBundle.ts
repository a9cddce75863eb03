/** Entry of dist/profiles.js: what the commands for profiles do, loaded by `features/profiles/profilesModule` with the first of them. */
export { ProfileCommands } from './features/profiles/profileCommands.ts';
