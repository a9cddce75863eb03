import { domainToASCII } from 'node:url';
import { formatMailbox, isAddressLiteral, parseRecipients } from '../mail/address.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { usableMailbox, type FoundAccount } from './foundAccount.ts';
import { ownValues, readOwnValues } from './ownNames.ts';
import type { NamedProfile } from './profile.ts';
import { recipientsText } from './recipientsText.ts';

/** `smtp+tls:` and `smtp+ssl:` are django-environ's. */
export function isSmtpUrl(text: string): boolean {
  return /^smtp(?:s|\+tls|\+ssl)?:\/\//i.test(text);
}

export type ReadUrl =
  { readonly kind: 'found'; readonly account: FoundAccount } | { readonly kind: 'invalid'; readonly reason: Sentence };

/** A URL as nodemailer takes it (https://nodemailer.com/smtp/), without the password. What nodemailer does not know, it passes over. */
export function profileUrl({ name, profile }: NamedProfile): string {
  const { host, port, security, user, from, replyTo, to, ehloName } = profile;
  const account = user === undefined ? '' : `${encoded(user)}@`;
  const asciiName = isAddressLiteral(host) ? host : domainToASCII(host) || host;
  const server = `${asciiName.includes(':') ? `[${asciiName}]` : asciiName}:${port}`;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['requireTLS', security === 'starttls' ? 'true' : undefined],
    ['ignoreTLS', security === 'none' ? 'true' : undefined],
    ['name', ehloName],
    ['mailproof.from', from],
    ['mailproof.reply_to', replyTo],
    ['mailproof.to', to.length === 0 ? undefined : recipientsText(to)],
    ...ownValues({ name, profile })
      .filter(([key]) => key !== 'EHLO_NAME')
      .map(([key, value]) => [`mailproof.${key.toLowerCase()}`, value] as const),
  ];
  const query = options.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encoded(value)}`])).join('&');
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${account}${server}${query === '' ? '' : `/?${query}`}`;
}

export function readSmtpUrl(text: string): ReadUrl {
  let url: URL;
  try {
    url = new URL(text.replace(/^smtp\+(?:tls|ssl):/i, 'smtp:'));
  } catch {
    return { kind: 'invalid', reason: sentence('The URL cannot be read.') };
  }
  // Not a part of such a URL: a password with a sharp that nobody has encoded.
  if (url.hash !== '') return { kind: 'invalid', reason: sentence('The URL cannot be read: encode "#" as "%23".') };
  const option = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const says = (name: string): boolean => option(name) === 'true';
  const isTls = !says('requireTLS') && (url.protocol === 'smtps:' || /^smtp\+ssl:/i.test(text) || says('secure'));
  const unencrypted = says('ignoreTLS') ? 'none' : undefined;
  const to = parseRecipients(option('mailproof.to') ?? option('to') ?? '');
  return {
    kind: 'found',
    account: {
      // A browser knows how hosts of `http` are written, and takes those of others as they are.
      host: decoded(url.hostname),
      port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
      security: isTls ? 'tls' : says('requireTLS') ? 'starttls' : unencrypted,
      user: decoded(url.username),
      password: decoded(url.password),
      from: usableMailbox(option('mailproof.from') ?? option('from')),
      replyTo: usableMailbox(option('mailproof.reply_to') ?? option('replyTo')),
      to: to.kind === 'valid' ? to.recipients.map(formatMailbox) : undefined,
      ehloName: option('name'),
      ...readOwnValues((name) => option(`mailproof.${name.toLowerCase()}`)),
    },
  };
}

/** As it can stand between quotes, too. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll("'", '%27');
}

/** Somebody may have written a password with a percent sign as it is: what encodes nothing stays. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
