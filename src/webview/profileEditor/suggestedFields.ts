import type { FoundServer, ProfileFields, SuggestedAccount } from '../../protocol/profileEditor.ts';

export type KnownServer = SuggestedAccount & Partial<Pick<FoundServer, 'provider'>>;

export interface Suggestion {
  /** What was chosen by hand takes its server along, whatever stands in the fields. */
  readonly cause: 'address' | 'choice';
  /** undefined: nothing is known of the address. */
  readonly server: KnownServer | undefined;
  readonly address: string;
  readonly now: ProfileFields;
  /** What the form itself has put into its fields: what differs was typed by the user and stays. */
  readonly before: ProfileFields;
  /** As the form was opened. */
  readonly shown: ProfileFields;
  readonly isNew: boolean;
}

/** The fields that change with what is known of an account. */
export function suggestedFields(suggestion: Suggestion): Partial<ProfileFields> {
  const { cause, server, address, now, before, shown, isNew } = suggestion;
  const isServerFree =
    cause === 'choice' || (now.host === before.host && now.port === before.port && now.security === before.security);
  const user = server?.user ?? address;
  // What another address has filled in is not the server of one that is not known.
  const known = server ?? (cause === 'address' ? shown : undefined);
  return {
    ...(known !== undefined && isServerFree ? { host: known.host, port: known.port, security: known.security } : {}),
    // Known with the server, and for it only.
    ...(isServerFree && now.imapHost === before.imapHost ? imapOf(suggestion) : {}),
    ...(known !== undefined && now.auth === before.auth ? { auth: known.auth } : {}),
    ...(now.user === before.user ? { user } : {}),
    ...(now.name === before.name && isNew ? { name: server?.provider?.name ?? address.split('@')[1] ?? '' } : {}),
    // A relay's user is no address: the sender has to be said.
    ...(now.from === before.from && address !== '' ? { from: user === address ? '' : address } : {}),
  };
}

function imapOf({ cause, server, shown }: Suggestion): Pick<ProfileFields, 'imapHost' | 'imapPort' | 'imapSecurity'> {
  if (server?.imap !== undefined) return server.imap;
  if (server !== undefined || cause === 'choice') return { imapHost: '', imapPort: '993', imapSecurity: 'tls' };
  const { imapHost, imapPort, imapSecurity } = shown;
  return { imapHost, imapPort, imapSecurity };
}
