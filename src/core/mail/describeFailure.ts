import { describeRefusal, describeUnavailable } from './describeRefusal.ts';
import { describeSignInRefusal } from './describeSignIn.ts';
import { describeMissingStartTls, describeTls } from './describeTls.ts';
import { endpoint, type FailureContext } from './failureContext.ts';
import { readLibraryError, type LibraryError } from './libraryError.ts';
import type { SendFailure, SmtpPhase } from './outcome.ts';
import type { Fault } from './smtpSession.ts';

/**
 * The one place where error codes of nodemailer and Node become words. The sentences hold the profile's own values only;
 * what the server or the system said stands in `detail`. Not yet redacted.
 */
export function describeFault(fault: Fault, context: FailureContext): SendFailure {
  switch (fault.kind) {
    case 'error':
      return describeError(readLibraryError(fault.error), context);
    case 'timeout':
      return describeTimeout(context);
    case 'deadline':
      return {
        code: 'deadline',
        message: `${endpoint(context)} took too long altogether.`,
        remedy:
          context.phase === 'after-dot'
            ? checkMailbox
            : 'Try again later; if it happens again, ask whoever runs the server.',
        detail: `while ${activity[context.phase]}`,
      };
    case 'cancelled':
      return {
        code: 'unconfirmed',
        message: `Sending was cancelled after ${endpoint(context)} had the whole message.`,
        remedy: checkMailbox,
        detail: '',
      };
    case 'closed':
      return describeLostConnection('closed', context);
    case 'pin':
      return {
        code: 'certificate-changed',
        message: `The certificate of ${endpoint(context)} is not the one that the profile accepts; nothing was sent.`,
        remedy: 'If the server has a new one, compare its fingerprint with what whoever runs the server says.',
        detail: fault.fingerprint === undefined ? '' : `SHA-256 fingerprint ${fault.fingerprint}`,
      };
    case 'malformed':
      return {
        code: 'protocol',
        message: `${endpoint(context)} gave an answer that is not valid SMTP.`,
        remedy: context.phase === 'after-dot' ? checkMailbox : 'Check the host and the port.',
        detail: fault.reply,
      };
  }
}

/** A complete reply by which the server refused the sender, the recipients or the message; undefined: no such reply. */
export function refusalOf(fault: Fault): { readonly code: number; readonly phase: SmtpPhase } | undefined {
  if (fault.kind !== 'error') return undefined;
  const { code, command, replyCode } = readLibraryError(fault.error);
  if (replyCode === undefined || replyCode < 400) return undefined;
  if (code === 'EMESSAGE') return { code: replyCode, phase: 'after-dot' };
  if (code !== 'EENVELOPE') return undefined;
  return { code: replyCode, phase: command === 'MAIL FROM' ? 'mail' : command === 'RCPT TO' ? 'rcpt' : 'data' };
}

function describeError(error: LibraryError, context: FailureContext): SendFailure {
  const refusal = refusalOf({ kind: 'error', error: error.original });
  if (refusal !== undefined) return describeRefusal(error, refusal, context);
  if (error.code === 'EAUTH') return describeSignInRefusal(error, context.profile);
  const isConnecting = context.phase === 'connect';
  if (isConnecting || context.phase === 'starttls') {
    const failure = isConnecting && context.connectStage !== 'tls' ? describeNetwork(error, context) : undefined;
    return failure ?? describeTls(error, context);
  }
  if (context.phase === 'greeting' && error.code === 'EPROTOCOL') return describeGreeting(error, context);
  if (error.replyCode === 421) return describeUnavailable(error, context);
  if (error.replyCode !== undefined && context.phase === 'ehlo') {
    return context.profile.security === 'starttls'
      ? describeMissingStartTls(error.reply, context)
      : describeUnavailable(error, context);
  }
  if (error.code === 'EPROTOCOL' || (error.code === 'EMESSAGE' && error.replyCode !== undefined)) {
    return describeFault({ kind: 'malformed', reply: error.text }, context);
  }
  if (connectionCodes.has(error.code) || connectionCodes.has(error.systemCode)) {
    return describeLostConnection(error.text, context);
  }
  return {
    code: 'other',
    message: `Sending through ${endpoint(context)} failed while ${activity[context.phase]}.`,
    remedy: context.phase === 'after-dot' ? checkMailbox : 'The log has the details.',
    detail: error.text,
  };
}

/** undefined: not an error of the network below TLS. */
function describeNetwork(error: LibraryError, context: FailureContext): SendFailure | undefined {
  const { host } = context.profile;
  const detail = error.text;
  switch (error.systemCode) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return {
        code: 'host-not-found',
        message: `There is no host named ${host}.`,
        remedy: 'Check the spelling, or whether a VPN is needed.',
        detail,
      };
    case 'EAI_AGAIN':
      return dnsTimeout(host, detail);
    case 'ECONNREFUSED':
      return {
        code: 'connection-refused',
        message: `Nothing listens on ${endpoint(context)}.`,
        remedy: 'Check the port: 465 with TLS, 587 with STARTTLS, 1025 for a local inbox.',
        detail,
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return connectionTimeout(context, detail);
    case 'ECONNRESET':
      return describeLostConnection(detail, context);
    default:
      return {
        code: 'other',
        message: `Connecting to ${endpoint(context)} failed.`,
        remedy: 'Check the host and the port.',
        detail,
      };
  }
}

function describeGreeting(error: LibraryError, context: FailureContext): SendFailure {
  if (error.replyCode !== undefined) return describeUnavailable(error, context);
  const greeting = error.text.replace(/^Invalid greeting\. response=/, '');
  const kind = otherProtocols.find(([start]) => start.test(greeting))?.[1];
  return {
    code: 'not-smtp',
    message: `${endpoint(context)} is ${kind ?? 'not a mail server'}.`,
    remedy: 'Check the host and the port: 465 with TLS, 587 with STARTTLS.',
    detail: greeting,
  };
}

function describeTimeout(context: FailureContext): SendFailure {
  const server = endpoint(context);
  const detail = `No answer while ${activity[context.phase]}`;
  if (context.phase === 'connect') {
    if (context.connectStage === 'dns') return dnsTimeout(context.profile.host, detail);
    if (context.connectStage === 'tcp') return connectionTimeout(context, detail);
  }
  if (context.phase === 'greeting') {
    return {
      code: 'greeting-timeout',
      message: `${server} accepted the connection and said nothing.`,
      remedy:
        context.profile.security === 'tls'
          ? 'Try again later; if it happens again, ask whoever runs the server.'
          : 'This is what a TLS port does: choose TLS if it is port 465, or check the port.',
      detail,
    };
  }
  if (context.phase === 'connect' || context.phase === 'starttls') return describeTls(silence(detail), context);
  return {
    code: context.phase === 'after-dot' ? 'unconfirmed' : 'timeout',
    message:
      context.phase === 'after-dot'
        ? `${server} got the whole message and did not say whether it took it.`
        : `${server} did not answer while ${activity[context.phase]}.`,
    remedy: context.phase === 'after-dot' ? checkMailbox : 'Try again later.',
    detail,
  };
}

function describeLostConnection(detail: string, context: FailureContext): SendFailure {
  const server = endpoint(context);
  if (context.phase === 'after-dot') {
    return {
      code: 'unconfirmed',
      message: `The connection to ${server} ended before it said whether it took the message.`,
      remedy: checkMailbox,
      detail,
    };
  }
  const isAtOnce = context.phase === 'connect' || context.phase === 'greeting';
  if (!isAtOnce && context.phase === 'starttls') return describeTls(silence(detail), context);
  return {
    code: 'connection-lost',
    message: `${server} closed the connection ${isAtOnce ? 'at once' : `while ${activity[context.phase]}`}.`,
    remedy: isAtOnce
      ? 'The server may block this address, or the port may want TLS from the first byte.'
      : 'Try again; if it happens again, the answer is in the logs of the server.',
    detail,
  };
}

function dnsTimeout(host: string, detail: string): SendFailure {
  return {
    code: 'dns-timeout',
    message: `The name ${host} could not be looked up: DNS did not answer.`,
    remedy: 'Check the network connection.',
    detail,
  };
}

function connectionTimeout(context: FailureContext, detail: string): SendFailure {
  return {
    code: 'connection-timeout',
    message: `${endpoint(context)} cannot be reached.`,
    remedy:
      'A firewall or the provider may block the port, often 25 and 587. The proxy settings of VS Code do not apply to mail.',
    detail,
  };
}

/** An error of nobody: the other end just stopped. */
function silence(detail: string): LibraryError {
  return { original: undefined, code: '', systemCode: '', command: '', replyCode: undefined, reply: '', text: detail };
}

const activity: Readonly<Record<SmtpPhase, string>> = {
  connect: 'connecting',
  greeting: 'waiting for the greeting',
  ehlo: 'saying hello',
  starttls: 'starting the encryption',
  auth: 'signing in',
  mail: 'naming the sender',
  rcpt: 'naming the recipients',
  data: 'announcing the message',
  body: 'transferring the message',
  'after-dot': 'waiting for the confirmation',
};

const checkMailbox = 'It may have been delivered: check the mailbox before sending it again.';

const connectionCodes = new Set([
  'ECONNECTION',
  'ESOCKET',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
  'ETLS',
  'ERR_STREAM_DESTROYED',
]);

const otherProtocols: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\//i, 'a web server and not a mail server for sending'],
  [/^\+OK/, 'a POP3 server, for fetching mail and not for sending it'],
  [/^\* (?:OK|PREAUTH|BYE)/i, 'an IMAP server, for reading mail and not for sending it'],
  [/^SSH-/, 'an SSH server'],
];
