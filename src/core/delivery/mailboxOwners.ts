import { parseRecipients } from '../mail/address.ts';
import type { MailboxProtocol } from '../profiles/mailboxServer.ts';
import type { MailboxServer, Profile } from '../profiles/profile.ts';

/** A profile that can look into the mailbox of a recipient. */
export interface MailboxOwner<Named extends { readonly profile: Profile }> {
  readonly account: Named;
  readonly protocol: MailboxProtocol;
  readonly server: MailboxServer;
  readonly user: string;
  /** The address that the mail was sent to. */
  readonly recipient: string;
}

/**
 * Whose mailboxes these are, each once, in the order of the recipients. A mailbox is somebody's when its user or the address that the
 * profile sends from is the recipient's; `lan+test@` is delivered to `lan@` (RFC 5233).
 *
 * @param recipients addresses, with names or without
 */
export function mailboxOwners<Named extends { readonly profile: Profile }>(
  recipients: readonly string[],
  accounts: readonly Named[],
): readonly MailboxOwner<Named>[] {
  const found = new Map<string, MailboxOwner<Named>>();
  for (const recipient of recipients.flatMap(addressesIn)) {
    for (const account of accounts) {
      const mailbox = mailboxOf(account.profile);
      if (mailbox === undefined || !ownAddresses(account.profile).some((own) => isDeliveredTo(recipient, own)))
        continue;
      const { server, user } = mailbox;
      const key = `${server.host.toLowerCase()}\n${server.port}\n${user.toLowerCase()}`;
      if (!found.has(key)) found.set(key, { account, recipient, ...mailbox });
    }
  }
  return [...found.values()];
}

/** IMAP where there is a choice: it sees all folders. */
export function mailboxOf(
  profile: Profile,
): { readonly protocol: MailboxProtocol; readonly server: MailboxServer; readonly user: string } | undefined {
  const { user, imap, pop3 } = profile;
  if (user === undefined) return undefined;
  if (imap !== undefined) return { protocol: 'imap', server: imap, user };
  return pop3 === undefined ? undefined : { protocol: 'pop3', server: pop3, user };
}

function ownAddresses({ user, from }: Profile): readonly string[] {
  return [user, from].flatMap((text) => (text === undefined ? [] : addressesIn(text)));
}

/** Domains in ASCII; none: it is no address, but the name of a user for example. */
function addressesIn(text: string): readonly string[] {
  const parsed = parseRecipients(text);
  return parsed.kind === 'valid' ? parsed.recipients.map(({ address }) => address.toLowerCase()) : [];
}

function isDeliveredTo(recipient: string, own: string): boolean {
  if (recipient === own) return true;
  const at = recipient.lastIndexOf('@');
  const plus = recipient.indexOf('+');
  return plus > 0 && plus < at && `${recipient.slice(0, plus)}${recipient.slice(at)}` === own;
}
