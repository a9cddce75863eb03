import { isRecord } from '../isRecord.ts';
import { sentence, type Sentence } from '../sentence.ts';
import type { MailboxServer, Profile, Security } from './profile.ts';
import { asciiHost, isPort, isSecurity, problemOfHost } from './serverFields.ts';

export type MailboxProtocol = 'imap' | 'pop3';

type Parsed =
  | { readonly kind: 'valid'; readonly server: MailboxServer | undefined }
  | { readonly kind: 'invalid'; readonly part: 'host' | 'port' | 'security'; readonly reason: Sentence };

/** `{ host, port, security }` of settings; missing is none. */
export function parseMailboxServer(value: unknown, protocol: MailboxProtocol): Parsed {
  if (value === undefined || value === null) return { kind: 'valid', server: undefined };
  if (!isRecord(value)) return invalid('host', sentence('It is an object with "host", "port" and "security".'));
  const own = { ...value };
  const host = typeof own['host'] === 'string' ? own['host'].trim() : own['host'];
  const hostProblem = problemOfHost(host);
  if (typeof host !== 'string' || hostProblem !== undefined)
    return invalid('host', hostProblem ?? sentence('Enter the host.'));
  const security = own['security'] ?? securityOfMailboxPort(own['port'], protocol);
  if (!isSecurity(security)) return invalid('security', sentence('"security" is "tls", "starttls" or "none".'));
  const port = own['port'] ?? defaultMailboxPort(protocol, security);
  if (!isPort(port)) return invalid('port', sentence('"port" is a whole number from 1 to 65535.'));
  return { kind: 'valid', server: { host: host.replace(/^\[(.*)\]$/, '$1'), port, security } };
}

/**
 * The only certificate that the mailbox's server may show: that of the SMTP server, where it is the same host. Others show
 * certificates of their own.
 */
export function mailboxPin(
  profile: Pick<Profile, 'host' | 'certificatePin'>,
  server: MailboxServer,
): string | undefined {
  return asciiHost(server.host) === asciiHost(profile.host) ? profile.certificatePin : undefined;
}

/** RFC 8314, sections 3.2 and 3.3: 993 and 995 are TLS from the first byte; 143 and 110 begin open. */
export function defaultMailboxPort(protocol: MailboxProtocol, security: Security): number {
  if (protocol === 'imap') return security === 'tls' ? 993 : 143;
  return security === 'tls' ? 995 : 110;
}

/** Never guessed to be less than encrypted. */
function securityOfMailboxPort(port: unknown, protocol: MailboxProtocol): Security {
  return port === defaultMailboxPort(protocol, 'starttls') ? 'starttls' : 'tls';
}

function invalid(part: 'host' | 'port' | 'security', reason: Sentence): Parsed {
  return { kind: 'invalid', part, reason };
}
