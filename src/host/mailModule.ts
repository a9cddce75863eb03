import type * as mailBundle from '../mailBundle.ts';

export type MailModule = typeof mailBundle;

/**
 * Everything that speaks SMTP, loaded on first use: nodemailer and smtp-server are four times the size of the rest.
 * The bundler leaves this call alone; `./mail.js` lies beside the extension's own bundle.
 */
export function loadMail(): MailModule {
  loaded ??= require('./mail.js') as MailModule;
  return loaded;
}

let loaded: MailModule | undefined;
