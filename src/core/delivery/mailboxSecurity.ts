import net from 'node:net';
import tls from 'node:tls';
import { domainToASCII } from 'node:url';
import { isLoopbackHost } from '../mail/loopback.ts';
import type { MailboxServer } from '../profiles/profile.ts';
import type { MailboxAccount } from './mailbox.ts';

/** Whether the password or the token may go over this connection at all. Known before anything connects. */
export function mayCarrySecret({ security, host }: MailboxServer): boolean {
  return security !== 'none' || isLoopbackHost(host);
}

/** The host as DNS and certificates know it. */
export function asciiHost(host: string): string {
  return domainToASCII(host) || host;
}

export function tlsOptions({ server, ca }: Pick<MailboxAccount, 'server' | 'ca'>): tls.ConnectionOptions {
  const host = asciiHost(server.host);
  return {
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }),
    // An address literal is no name for SNI (RFC 6066, section 3); it is still checked against the certificate.
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
  };
}
