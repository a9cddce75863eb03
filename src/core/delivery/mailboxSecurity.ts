import net from 'node:net';
import tls from 'node:tls';
import { isLoopbackHost } from '../mail/loopback.ts';
import { createRedactor } from '../mail/redact.ts';
import type { MailboxProtocol } from '../profiles/mailboxServer.ts';
import { asciiHost } from '../profiles/serverFields.ts';
import type { MailboxServer } from '../profiles/profile.ts';
import type { MailboxAccount } from './mailbox.ts';
import type { MailboxFaultPlace } from './mailboxFailure.ts';

/** Whether the password or the token may go over this connection at all. Known before anything connects. */
export function mayCarrySecret({ security, host }: MailboxServer): boolean {
  return security !== 'none' || isLoopbackHost(host);
}

export function tlsOptions({ server, ca, certificatePin }: MailboxAccount): tls.ConnectionOptions {
  const host = asciiHost(server.host);
  return {
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes only the default. A pinned certificate needs no authority, and is
    // compared before anything is said.
    rejectUnauthorized: certificatePin === undefined,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }),
    // An address literal is no name for SNI (RFC 6066, section 3); it is still checked against the certificate.
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
  };
}

/** What a failure is told with: the server's own words without the secrets, which some repeat. */
export function faultPlace(protocol: MailboxProtocol, { server, user, credential }: MailboxAccount): MailboxFaultPlace {
  const secret = credential.kind === 'token' ? credential.accessToken : credential.password;
  const redactor = createRedactor({ user, secrets: [secret] });
  return { protocol, server, user, redact: (detail) => redactor.signIn(detail) };
}
