import { sentence, type Sentence } from '../sentence.ts';
import { endpoint, type FailureContext, type FailureText } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';
import type { SendFailureCode, SmtpPhase } from './outcome.ts';
import { providerRefusal } from './providerRefusals.ts';
import { waitSecondsOf } from './waitSeconds.ts';

/** A reply that refuses the sender, the recipients or the message. */
export function describeRefusal(
  error: LibraryError,
  refusal: { readonly code: number; readonly phase: SmtpPhase },
  context: FailureContext,
): FailureText {
  const { code, phase } = refusal;
  const detail = error.reply;
  const server = endpoint(context);
  const known = providerRefusal(detail, context.profile);
  if (known !== undefined) return { ...known, ...waiting(detail) };
  if (code === 421) return describeUnavailable(error, context);
  const kind = kinds.find((candidate) => candidate.applies({ reply: detail, code, phase }));
  if (kind === undefined) return { ...general(server, refusal), detail, ...waiting(detail) };
  return { code: kind.code, message: kind.message(server), remedy: kind.remedy, detail, ...waiting(detail) };
}

/** A reply that refuses to talk at all, or any longer. */
export function describeUnavailable(error: LibraryError, context: FailureContext): FailureText {
  const isTemporary = error.replyCode !== undefined && error.replyCode < 500;
  return {
    code: 'server-unavailable',
    message: isTemporary
      ? sentence('{0} does not offer its service now.', endpoint(context))
      : sentence('{0} does not offer its service.', endpoint(context)),
    remedy: isTemporary ? sentence('Try again later.') : answerSaysWhy,
    detail: error.reply,
    ...waiting(error.reply),
  };
}

function waiting(reply: string): Pick<FailureText, 'waitSeconds'> {
  const waitSeconds = waitSecondsOf(reply);
  return waitSeconds === undefined ? {} : { waitSeconds };
}

/** About a command and not about who is named in it (RFC 5321, 4.2.2). */
const commandCodes = new Set([500, 502, 503, 504, 555]);

interface Reply {
  readonly reply: string;
  readonly code: number;
  readonly phase: SmtpPhase;
}

interface Kind {
  readonly applies: (reply: Reply) => boolean;
  readonly code: SendFailureCode;
  readonly message: (server: string) => Sentence;
  readonly remedy: Sentence;
}

/** The first that applies counts. Enhanced status codes are of RFC 3463 and its registry. */
const kinds: readonly Kind[] = [
  {
    applies: ({ reply, code }) =>
      code === 530 ||
      code === 538 ||
      /not logged in|authentication (?:is )?required|must issue a STARTTLS/i.test(reply),
    code: 'auth-required',
    message: (server) => sentence('{0} wants you to sign in first.', server),
    remedy: sentence('Enter a user and a password in the profile, and choose TLS or STARTTLS.'),
  },
  {
    applies: ({ reply, phase }) =>
      phase === 'rcpt' && /\b[45]\.2\.2\b|mailbox (?:is )?full|over ?quota|quota exceeded/i.test(reply),
    code: 'mailbox-full',
    message: (server) => sentence('The mailbox of the recipient is full, says {0}.', server),
    remedy: sentence('Empty the mailbox, or send to another address.'),
  },
  {
    applies: ({ reply, code, phase }) =>
      phase !== 'rcpt' && (code === 552 || /\b[45]\.3\.4\b|message (?:size )?(?:is )?too (?:large|big)/i.test(reply)),
    code: 'too-large',
    message: (server) => sentence('{0} refused the message because of its size.', server),
    remedy: sentence('Use smaller images, or do not embed them.'),
  },
  {
    applies: ({ reply }) =>
      /rate limit|sending (?:rate|limit|quota)|(?:daily|hourly|message|user) (?:sending |message )?(?:limit|quota)|too many (?:messages|emails|recipients|connections)|thrott?l|credits exceeded|concurrent connections?/i.test(
        reply,
      ),
    code: 'sending-limit',
    message: (server) => sentence('{0} takes no more messages from this account for now.', server),
    remedy: sentence('Wait until its limit for an hour or a day starts anew, or send fewer messages at a time.'),
  },
  {
    // Gmail, Yahoo and Microsoft ask for these of whoever sends; the first two numbers are Gmail's and Microsoft's own.
    applies: ({ reply }) =>
      /\b5\.7\.(?:26|515)\b|\bDMARC\b|\bSPF\b|\bDKIM\b|unauthenticated (?:email|mail|message)/i.test(reply),
    code: 'domain-unauthenticated',
    message: (server) => sentence("{0} cannot tell that the mail really is from the sender's domain.", server),
    remedy: sentence(
      'The domain needs SPF and DKIM records for the server that you send with, or another From address.',
    ),
  },
  {
    // Postfix and others judge the sender when they hear the first recipient.
    applies: ({ reply, code, phase }) =>
      code >= 500 &&
      ((phase === 'mail' && !commandCodes.has(code)) ||
        /sender address|as this sender|not owned by|send[ -]?as|from address|not allowed to send (?:as|from)|sender (?:is )?not (?:allowed|verified|authorized)/i.test(
          reply,
        )),
    code: 'sender-refused',
    message: (server) => sentence('{0} does not let this account send with this From address.', server),
    remedy: sentence('Use the address of the account as From.'),
  },
  {
    applies: ({ reply, code, phase }) => code >= 500 && phase === 'rcpt' && /relay/i.test(reply),
    code: 'relay-denied',
    message: (server) => sentence('{0} does not forward mail to these recipients.', server),
    remedy: sentence('Sign in, or use the server of these recipients.'),
  },
  {
    applies: ({ reply, phase }) =>
      phase !== 'mail' &&
      /spam|unsolicited|virus|malware|phish|black ?list|block ?list|content (?:rejected|filter)|reputation/i.test(
        reply,
      ),
    code: 'spam-refused',
    message: (server) => sentence('{0} takes the message for spam, or dangerous.', server),
    remedy: sentence('Look at the links, attachments and words of the message, and at the reputation of the sender.'),
  },
  {
    // A sender is refused for now, at MAIL, for the same reasons as a message.
    applies: ({ code, phase }) => code < 500 && phase === 'rcpt',
    code: 'recipient-temporary',
    message: (server) => sentence('{0} does not take the message for these recipients now.', server),
    remedy: sentence('Many servers let strangers wait: try again in some minutes.'),
  },
  {
    applies: ({ reply, code, phase }) =>
      code >= 500 &&
      phase === 'rcpt' &&
      /\b5\.1\.[012]\b|unknown|no such|does(?: not|n't) exist|invalid recipient|not found/i.test(reply),
    code: 'recipients-unknown',
    message: (server) => sentence('{0} knows none of the recipients.', server),
    remedy: sentence('Check the addresses.'),
  },
];

function general(
  server: string,
  { code, phase }: { readonly code: number; readonly phase: SmtpPhase },
): Omit<FailureText, 'detail'> {
  if (phase === 'rcpt') {
    return {
      code: 'recipients-refused',
      message: sentence('{0} refused all recipients.', server),
      remedy: answerSaysWhy,
    };
  }
  return code < 500
    ? {
        code: 'message-temporary',
        message: sentence('{0} does not take the message now.', server),
        remedy: sentence('Try again later.'),
      }
    : { code: 'message-refused', message: sentence('{0} refused the message.', server), remedy: answerSaysWhy };
}

const answerSaysWhy = sentence('The answer of the server says why.');
