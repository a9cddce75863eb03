import { inEnglish, sentence, type Sentence } from '../sentence.ts';
import { describeProxyRefusal, describeProxySilence, describeProxyUnreachable } from './describeProxy.ts';
import { describeRefusal, describeUnavailable } from './describeRefusal.ts';
import { describeSignInRefusal } from './describeSignIn.ts';
import { describeMissingStartTls, describeTls } from './describeTls.ts';
import { endpoint, type FailureContext, type FailureText } from './failureContext.ts';
import { readLibraryError, type LibraryError } from './libraryError.ts';
import type { RejectedRecipient, SmtpPhase } from './outcome.ts';
import { phaseWords } from './phaseWords.ts';
import type { Fault } from './smtpSession.ts';

/**
 * The one place where error codes of nodemailer and Node become words. The sentences hold the profile's own values only;
 * what the server or the system said stands in `detail`. Not yet redacted.
 */
export function describeFault(fault: Fault, context: FailureContext): FailureText {
  switch (fault.kind) {
    case 'error':
      return describeError(readLibraryError(fault.error), context);
    case 'timeout':
      return describeTimeout(context);
    case 'deadline':
      return {
        code: 'deadline',
        message: sentence('{0} took too long altogether.', endpoint(context)),
        remedy: context.phase === 'after-dot' ? checkMailbox : askWhoeverRunsIt,
        detail: `while ${inEnglish(phaseWords[context.phase])}`,
      };
    case 'cancelled':
      return {
        code: 'unconfirmed',
        message: sentence('Sending was cancelled after {0} had the whole message.', endpoint(context)),
        remedy: checkMailbox,
        detail: '',
      };
    case 'proxy':
      return describeProxyRefusal(fault.refusal, fault.proxy, context);
    case 'closed':
      return describeLostConnection('closed', context);
    case 'pin':
      return {
        code: 'certificate-changed',
        message: sentence(
          'The certificate of {0} is not the one that the profile accepts; nothing was sent.',
          endpoint(context),
        ),
        remedy: sentence(
          'If the server has a new one, compare its fingerprint with what whoever runs the server says.',
        ),
        detail: fault.fingerprint === undefined ? '' : `SHA-256 fingerprint ${fault.fingerprint}`,
      };
    case 'malformed':
      return {
        code: 'protocol',
        message: sentence('{0} gave an answer that is not valid SMTP.', endpoint(context)),
        remedy: context.phase === 'after-dot' ? checkMailbox : sentence('Check the host and the port.'),
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

/** What was said of each recipient, where all were refused. */
export function refusalsOf(fault: Fault): readonly RejectedRecipient[] {
  return fault.kind === 'error' ? readLibraryError(fault.error).refusedRecipients : [];
}

function describeError(error: LibraryError, context: FailureContext): FailureText {
  const refusal = refusalOf({ kind: 'error', error: error.original });
  if (refusal !== undefined) return describeRefusal(error, refusal, context);
  // Neither yes nor no; the password is not what is wrong.
  if (error.code === 'EAUTH' && error.replyCode !== undefined && error.replyCode < 400)
    return describeFault({ kind: 'malformed', reply: error.reply }, context);
  if (error.code === 'EAUTH') return describeSignInRefusal(error, context.profile);
  const isConnecting = context.phase === 'connect';
  if (isConnecting && context.proxy !== undefined && context.connectStage !== 'tls')
    return describeProxyUnreachable(context.proxy, error.text);
  if (isConnecting || context.phase === 'starttls') {
    const failure = isConnecting && context.connectStage !== 'tls' ? describeNetwork(error, context) : undefined;
    return failure ?? describeTls(error, context);
  }
  if (context.phase === 'greeting' && error.code === 'EPROTOCOL') return describeGreeting(error, context);
  if (error.replyCode === 421 && context.phase !== 'after-dot') return describeUnavailable(error, context);
  if (error.replyCode !== undefined && context.phase === 'ehlo') {
    return context.profile.security === 'starttls' && !context.isEncrypted
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
    message: sentence('Sending through {0} failed while {1}.', endpoint(context), phaseWords[context.phase]),
    remedy: context.phase === 'after-dot' ? checkMailbox : sentence('The transcript has the details.'),
    detail: error.text,
  };
}

/** undefined: not an error of the network below TLS. */
function describeNetwork(error: LibraryError, context: FailureContext): FailureText | undefined {
  const { host } = context.profile;
  const detail = error.text;
  switch (error.systemCode) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return {
        code: 'host-not-found',
        message: sentence('There is no host named {0}.', host),
        remedy: sentence('Check the spelling, or whether a VPN is needed.'),
        detail,
      };
    case 'EAI_AGAIN':
      return dnsTimeout(host, detail);
    case 'ECONNREFUSED':
      return {
        code: 'connection-refused',
        message: sentence('Nothing listens on {0}.', endpoint(context)),
        remedy: sentence('Check the port: 465 with TLS, 587 with STARTTLS, 1025 for a local inbox.'),
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
        message: sentence('Connecting to {0} failed.', endpoint(context)),
        remedy: sentence('Check the host and the port.'),
        detail,
      };
  }
}

function describeGreeting(error: LibraryError, context: FailureContext): FailureText {
  if (error.replyCode !== undefined && error.replyCode >= 400) return describeUnavailable(error, context);
  const greeting = error.text.replace(/^Invalid greeting\. response=/, '');
  const kind = otherProtocols.find(([start]) => start.test(greeting))?.[1];
  return {
    code: 'not-smtp',
    message: (kind ?? notMail)(endpoint(context)),
    remedy: sentence('Check the host and the port: 465 with TLS, 587 with STARTTLS.'),
    detail: greeting,
  };
}

function describeTimeout(context: FailureContext): FailureText {
  const server = endpoint(context);
  const detail = `No answer while ${inEnglish(phaseWords[context.phase])}`;
  if (context.phase === 'connect') {
    if (context.proxy !== undefined && context.connectStage !== 'tls') {
      return context.connectStage === 'proxy'
        ? describeProxySilence(context.proxy, detail)
        : describeProxyUnreachable(context.proxy, detail);
    }
    if (context.connectStage === 'dns') return dnsTimeout(context.profile.host, detail);
    if (context.connectStage === 'tcp') return connectionTimeout(context, detail);
  }
  if (context.phase === 'greeting') {
    return {
      code: 'greeting-timeout',
      message: sentence('{0} accepted the connection and said nothing.', server),
      remedy:
        context.profile.security === 'tls'
          ? askWhoeverRunsIt
          : sentence('This is what a TLS port does: choose TLS if it is port 465, or check the port.'),
      detail,
    };
  }
  if (context.phase === 'connect' || context.phase === 'starttls') return describeTls(silence(detail), context);
  return {
    code: context.phase === 'after-dot' ? 'unconfirmed' : 'timeout',
    message:
      context.phase === 'after-dot'
        ? sentence('{0} got the whole message and did not say whether it took it.', server)
        : sentence('{0} did not answer while {1}.', server, phaseWords[context.phase]),
    remedy: context.phase === 'after-dot' ? checkMailbox : sentence('Try again later.'),
    detail,
  };
}

function describeLostConnection(detail: string, context: FailureContext): FailureText {
  const server = endpoint(context);
  if (context.phase === 'after-dot') {
    return {
      code: 'unconfirmed',
      message: sentence('The connection to {0} ended before it said whether it took the message.', server),
      remedy: checkMailbox,
      detail,
    };
  }
  const isAtOnce = context.phase === 'connect' || context.phase === 'greeting';
  if (!isAtOnce && context.phase === 'starttls') return describeTls(silence(detail), context);
  return {
    code: 'connection-lost',
    message: isAtOnce
      ? sentence('{0} closed the connection at once.', server)
      : sentence('{0} closed the connection while {1}.', server, phaseWords[context.phase]),
    remedy: isAtOnce
      ? sentence('The server may block this address, or the port may want TLS from the first byte.')
      : sentence('Try again; if it happens again, the answer is in the logs of the server.'),
    detail,
  };
}

function dnsTimeout(host: string, detail: string): FailureText {
  return {
    code: 'dns-timeout',
    message: sentence('The name {0} could not be looked up: DNS did not answer.', host),
    remedy: sentence('Check the network connection.'),
    detail,
  };
}

function connectionTimeout(context: FailureContext, detail: string): FailureText {
  return {
    code: 'connection-timeout',
    message: sentence('{0} cannot be reached.', endpoint(context)),
    remedy: sentence(
      'A firewall or the provider may block the port, often 25 and 587. For mail, a proxy is named by the setting "mailproof.send.proxy".',
    ),
    detail,
  };
}

/** An error of nobody: the other end just stopped. */
function silence(detail: string): LibraryError {
  return {
    original: undefined,
    code: '',
    systemCode: '',
    command: '',
    replyCode: undefined,
    reply: '',
    refusedRecipients: [],
    text: detail,
  };
}

const checkMailbox = sentence('It may have been delivered: check the mailbox before sending it again.');
const askWhoeverRunsIt = sentence('Try again later; if it happens again, ask whoever runs the server.');

const connectionCodes = new Set([
  'ECONNECTION',
  'ESOCKET',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
  'ETLS',
  'ERR_STREAM_DESTROYED',
]);

const notMail = (server: string): Sentence => sentence('{0} is not a mail server.', server);
const otherProtocols: readonly (readonly [RegExp, (server: string) => Sentence])[] = [
  [/^HTTP\//i, (server) => sentence('{0} is a web server and not a mail server for sending.', server)],
  [/^\+OK/, (server) => sentence('{0} is a POP3 server, for fetching mail and not for sending it.', server)],
  [
    /^\* (?:OK|PREAUTH|BYE)/i,
    (server) => sentence('{0} is an IMAP server, for reading mail and not for sending it.', server),
  ],
  [/^SSH-/, (server) => sentence('{0} is an SSH server.', server)],
];
