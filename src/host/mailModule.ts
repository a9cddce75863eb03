import type * as mailBundle from '../mailBundle.ts';

export type MailModule = typeof mailBundle;

/**
 * Everything that sends mail, loaded on first use: nodemailer is larger than the rest.
 * The bundler leaves this call alone; `./mail.js` lies beside the extension's own bundle.
 */
export function loadMail(): MailModule {
  loaded ??= require('./mail.js') as MailModule;
  return loaded;
}

let loaded: MailModule | undefined;
