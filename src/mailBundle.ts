/** Entry of dist/mail.js: all that needs nodemailer, loaded by `host/mailModule` on first use. */
export { composeMail } from './core/mail/composeMail.ts';
export { composeMessage } from './core/mail/compose.ts';
export { sendMessage, sendMessages } from './core/mail/transport.ts';
export { lookAtCertificate, verifyConnection } from './core/mail/verifyConnection.ts';
export {
  providerById,
  providerOfAddress,
  providerOfHost,
  providerOfMailExchanger,
  providers,
  suggestionOf,
} from './core/profiles/providers.ts';
export { importedFromJson, importProfiles } from './core/profiles/importProfiles.ts';
export { placeOfProfile } from './core/profiles/placeInSettings.ts';
export { parseFields } from './core/profiles/parseFields.ts';
export { profilesEnv, profilesJson, profileText } from './core/profiles/profileTexts.ts';
export { recipientsText } from './core/profiles/recipientsText.ts';
