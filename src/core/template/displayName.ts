import { dirname, relative } from 'node:path';
import { isLocale, type LocalName, localeOfFolder, splitLocale } from './locales.ts';
import { templateBaseName } from './templateName.ts';

/** Names of files that only say which part of a mail they are: the folder carries the mail's name. */
const partNames = new Set(['html', 'index', 'body', 'template', 'mail', 'email', 'message', 'main']);
/** Folders of many mails, whose names are no mail's. */
const collectionNames = new Set(
  (
    'app assets body email email-templates emails html lib mail mail-templates mailer mails mjml public resources src static ' +
    'template templates views'
  ).split(' '),
);

/** What people call the mail: `order (de)` for `order/de/html.mjml`, `confirm` for `confirm-html.mjml.hbs`. */
export function templateDisplayName(path: string, root: string): string {
  const { name, locale } = mailNameOf(path, root);
  return locale === undefined ? name : `${name} (${locale})`;
}

export function mailNameOf(path: string, root: string): LocalName {
  const own = splitLocale(templateBaseName(path));
  const folder = dirname(path);
  const locale = own.locale ?? localeOfFolder(folder, root);
  const name = own.name.replace(/[-_.](?:html|body)$/i, '');
  return { name: isPartName(name) ? (folderName(folder, root) ?? name) : name, locale };
}

/** Whether a file's name says nothing of the mail: `html.mjml`, `body.de.hbs`. */
export function isPartName(name: string): boolean {
  return partNames.has(name.toLowerCase());
}

/** The nearest folder below the root that is not there for a language; undefined when it holds many mails. */
function folderName(folder: string, root: string): string | undefined {
  const name = relative(root, folder)
    .split(/[\\/]/)
    .findLast((each) => !isLocale(each));
  const isMail = name !== undefined && name !== '' && name !== '..' && !collectionNames.has(name.toLowerCase());
  return isMail ? name : undefined;
}
