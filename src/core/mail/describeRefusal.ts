import { sentence } from '../sentence.ts';
import { endpoint, type FailureContext, type FailureText } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';
import type { SmtpPhase } from './outcome.ts';

/** A reply that refuses the sender, the recipients or the message. */
export function describeRefusal(
  error: LibraryError,
  refusal: { readonly code: number; readonly phase: SmtpPhase },
  context: FailureContext,
): FailureText {
  const server = endpoint(context);
  const { code } = refusal;
  const detail = error.reply;
  const isTemporary = code < 500;
  if (code === 421) return describeUnavailable(error, context);
  if (code === 530 || code === 538 || /not logged in|authentication (?:is )?required/i.test(detail)) {
    return {
      code: 'auth-required',
      message: sentence('{0} wants you to sign in first.', server),
      remedy: sentence('Enter a user and a password in the profile, and choose TLS or STARTTLS.'),
      detail,
    };
  }
  if (code === 552 && refusal.phase !== 'rcpt') {
    return {
      code: 'too-large',
      message: sentence('{0} refused the message because of its size.', server),
      remedy: sentence('Use smaller images, or do not embed them.'),
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
      message: sentence('{0} does not let this account send with this From address.', server),
      remedy: sentence('Use the address of the account as From.'),
      detail,
    };
  }
  if (refusal.phase === 'rcpt') {
    return isTemporary
      ? {
          code: 'recipient-temporary',
          message: sentence('{0} does not take the message for these recipients now.', server),
          remedy: sentence('Many servers let strangers wait: try again in some minutes.'),
          detail,
        }
      : {
          code: 'recipients-refused',
          message: /relay/i.test(detail)
            ? sentence('{0} does not forward mail to these recipients.', server)
            : sentence('{0} refused all recipients.', server),
          remedy: /relay/i.test(detail)
            ? sentence('Sign in, or use the server of these recipients.')
            : sentence('Check the addresses.'),
          detail,
        };
  }
  return isTemporary
    ? {
        code: 'message-temporary',
        message: sentence('{0} does not take the message now.', server),
        remedy: sentence('Try again later.'),
        detail,
      }
    : {
        code: 'message-refused',
        message: sentence('{0} refused the message.', server),
        remedy: sentence('The answer of the server says why.'),
        detail,
      };
}

/** A reply that refuses to talk at all, or any longer. */
export function describeUnavailable(error: LibraryError, context: FailureContext): FailureText {
  const isTemporary = error.replyCode !== undefined && error.replyCode < 500;
  return {
    code: 'server-unavailable',
    message: isTemporary
      ? sentence('{0} does not offer its service now.', endpoint(context))
      : sentence('{0} does not offer its service.', endpoint(context)),
    remedy: isTemporary ? sentence('Try again later.') : sentence('The answer of the server says why.'),
    detail: error.reply,
  };
}
