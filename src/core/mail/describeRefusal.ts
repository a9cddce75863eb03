import { endpoint, type FailureContext } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';
import type { SendFailure, SmtpPhase } from './outcome.ts';

/** A reply that refuses the sender, the recipients or the message. */
export function describeRefusal(
  error: LibraryError,
  refusal: { readonly code: number; readonly phase: SmtpPhase },
  context: FailureContext,
): SendFailure {
  const server = endpoint(context);
  const { code } = refusal;
  const detail = error.reply;
  const isTemporary = code < 500;
  if (code === 421) return describeUnavailable(error, context);
  if (code === 530 || code === 538 || /not logged in|authentication (?:is )?required/i.test(detail)) {
    return {
      code: 'auth-required',
      message: `${server} wants you to sign in first.`,
      remedy: 'Enter a user and a password in the profile, and choose TLS or STARTTLS.',
      detail,
    };
  }
  if (code === 552 && refusal.phase !== 'rcpt') {
    return {
      code: 'too-large',
      message: `${server} refused the message because of its size.`,
      remedy: 'Use smaller images, or do not embed them.',
      detail,
    };
  }
  // Postfix and others judge the sender when they hear the first recipient.
  const isAboutSender =
    refusal.phase === 'mail' ||
    (refusal.phase === 'rcpt' && /sender address|as this sender|not owned by/i.test(detail));
  if (isAboutSender && !isTemporary) {
    return {
      code: 'sender-refused',
      message: `${server} does not let this account send with this From address.`,
      remedy: 'Use the address of the account as From.',
      detail,
    };
  }
  if (refusal.phase === 'rcpt') {
    return isTemporary
      ? {
          code: 'recipient-temporary',
          message: `${server} does not take the message for these recipients now.`,
          remedy: 'Many servers let strangers wait: try again in some minutes.',
          detail,
        }
      : {
          code: 'recipients-refused',
          message: /relay/i.test(detail)
            ? `${server} does not forward mail to these recipients.`
            : `${server} refused all recipients.`,
          remedy: /relay/i.test(detail) ? 'Sign in, or use the server of these recipients.' : 'Check the addresses.',
          detail,
        };
  }
  return isTemporary
    ? {
        code: 'message-temporary',
        message: `${server} does not take the message now.`,
        remedy: 'Try again later.',
        detail,
      }
    : {
        code: 'message-refused',
        message: `${server} refused the message.`,
        remedy: 'The answer of the server says why.',
        detail,
      };
}

/** A reply that refuses to talk at all, or any longer. */
export function describeUnavailable(error: LibraryError, context: FailureContext): SendFailure {
  const isTemporary = error.replyCode !== undefined && error.replyCode < 500;
  return {
    code: 'server-unavailable',
    message: `${endpoint(context)} does not offer its service${isTemporary ? ' now' : ''}.`,
    remedy: isTemporary ? 'Try again later.' : 'The answer of the server says why.',
    detail: error.reply,
  };
}
