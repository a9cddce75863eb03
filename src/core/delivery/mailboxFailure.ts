import { sentence } from '../sentence.ts';
import type { MailboxProtocol } from '../profiles/mailboxServer.ts';
import type { MailboxServer } from '../profiles/profile.ts';
import type { MailboxFailure, MailboxFailureCode } from './mailbox.ts';

type FaultWords = Pick<MailboxFailure, 'message' | 'remedy'>;

/** What went wrong with a mailbox, before it is put into words. */
export class MailboxFault extends Error {
  readonly code: MailboxFailureCode;
  /** The server's or the system's own words, as they were. */
  readonly detail: string;
  /** Where more is known than the code tells: of a proxy. */
  readonly words: FaultWords | undefined;

  constructor(code: MailboxFailureCode, detail: string, words?: FaultWords) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.words = words;
  }
}

const protocolNames: Readonly<Record<MailboxProtocol, string>> = { imap: 'IMAP', pop3: 'POP3' };

export interface MailboxFaultPlace {
  readonly protocol: MailboxProtocol;
  readonly server: MailboxServer;
  readonly user: string;
  /** Takes secrets out of what a server said. */
  readonly redact: (detail: string) => string;
}

/** The one place where failures of mailboxes become words. */
export function describeMailboxFault(
  { code, detail, words: known }: MailboxFault,
  { protocol, server, user, redact }: MailboxFaultPlace,
): MailboxFailure {
  const name = protocolNames[protocol];
  const place = `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
  return { code, detail: redact(detail), ...(known ?? words(code)) };

  function words(of: MailboxFailureCode): FaultWords {
    switch (of) {
      case 'host-not-found':
        return {
          message: sentence('There is no host named {0}.', server.host),
          remedy: sentence('Check the spelling of the {0} server, or whether a VPN is needed.', name),
        };
      case 'connection-refused':
        return {
          message: sentence('Nothing listens on {0}.', place),
          remedy:
            protocol === 'imap'
              ? sentence('Check the port: 993 with TLS, 143 with STARTTLS.')
              : sentence('Check the port: 995 with TLS, 110 with STARTTLS.'),
        };
      case 'connection-timeout':
        return {
          message: sentence('{0} cannot be reached.', place),
          remedy: sentence('A firewall may block the port, or the host may be another one.'),
        };
      case 'connection-lost':
        return {
          message: sentence('{0} closed the connection.', place),
          remedy: sentence('Try again; if it happens again, check port and encryption.'),
        };
      case 'certificate':
        return {
          message: sentence('The certificate of {0} is not one that this computer trusts for that name.', place),
          remedy: sentence('Use the name that the certificate is for, or ask whoever runs the server.'),
        };
      case 'certificate-changed':
        return {
          message: sentence('The certificate of {0} is not the one that the profile accepts; nothing was sent.', place),
          remedy: sentence(
            'If the server has a new one, compare its fingerprint with what whoever runs the server says.',
          ),
        };
      case 'tls-failed':
        return {
          message: sentence('No encryption could be agreed on with {0}.', place),
          remedy: sentence(
            'Choose TLS for a port that is encrypted from the first byte, STARTTLS for one that begins open.',
          ),
        };
      case 'starttls-not-offered':
        return {
          message: sentence('{0} does not offer STARTTLS. The password was not sent.', place),
          remedy: sentence('Choose TLS and its port. If it did work before, somebody between may take the offer away.'),
        };
      case 'plaintext-password':
        return {
          message: sentence('The password would go to {0} without encryption. It was not sent.', place),
          remedy: sentence('Choose TLS or STARTTLS for the mailbox.'),
        };
      case 'not-a-mailbox-server':
        return {
          message: sentence('{0} is not an {1} server.', place, name),
          remedy: sentence('Check the host and the port.'),
        };
      case 'sign-in-refused':
        return {
          message: sentence('{0} refused the password or the sign-in of {1}.', place, user),
          remedy: sentence(
            'Check that {0} is switched on for the account, and whether it wants an app password.',
            name,
          ),
        };
      case 'sign-in-method':
        return {
          message: sentence('{0} offers no way to sign in that Mailproof knows.', place),
          remedy: sentence('Ask whoever runs the server which ways of signing in there are.'),
        };
      case 'sign-in-temporary':
        return {
          message: sentence('{0} does not let anybody sign in at the moment.', place),
          remedy: sentence('Wait a while: too many sign-ins in a short time are a usual reason.'),
        };
      case 'removes-others':
        return {
          message: sentence('{0} would delete other messages of the folder as well. Nothing was deleted.', place),
          remedy: sentence('They are marked as deleted already. Remove them, or this one, in your mail program.'),
        };
      case 'mailbox-unavailable':
        return {
          message: sentence('{0} does not open the mailbox of {1}.', place, user),
          remedy: sentence('Another program may have it open; try again in a moment.'),
        };
      case 'timeout':
        return {
          message: sentence('{0} did not answer in time.', place),
          remedy: sentence('Try again later.'),
        };
      case 'protocol':
        return {
          message: sentence('{0} gave an answer that is not valid {1}.', place, name),
          remedy: sentence('Check the host and the port.'),
        };
    }
  }
}

/** Of the errors of `node:net`, `node:tls` and `node:dns`. undefined: another one. */
export function codeOfSystemError(error: unknown): MailboxFailureCode | undefined {
  const code = codeOf(error);
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'EAI_AGAIN':
      return 'host-not-found';
    case 'ECONNREFUSED':
      return 'connection-refused';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'connection-timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'connection-lost';
    default:
      if (/^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) return 'certificate';
      if (/^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(code)) return 'tls-failed';
      return undefined;
  }
}

export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  // Several addresses of a host were tried: the error then holds one for each.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
