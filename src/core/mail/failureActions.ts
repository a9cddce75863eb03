import type { Profile } from '../profiles/profile.ts';
import { fixOf } from './connectionFix.ts';
import type { FailureText } from './failureContext.ts';
import type { FailureAction, SendFailureCode } from './outcome.ts';

/** What can be done about a failure at a click, the most promising first. */
export function actionsOf({ code, page, waitSeconds }: FailureText, profile: Profile): readonly FailureAction[] {
  const fix = fixOf(code, profile);
  return [
    ...(fix === undefined ? [] : [{ kind: 'change', fix } as const]),
    ...(page === undefined ? [] : [{ kind: 'open-page', ...page } as const]),
    ...actionsOfCode(code).map((action) =>
      action.kind === 'retry' && waitSeconds !== undefined ? { ...action, afterSeconds: waitSeconds } : action,
    ),
  ];
}

function actionsOfCode(code: SendFailureCode): readonly FailureAction[] {
  switch (code) {
    case 'host-not-found':
    case 'not-smtp':
    case 'tls-on-plain-port':
    case 'tls-failed':
    case 'starttls-not-offered':
    case 'auth-not-offered':
    case 'auth-mechanism':
    case 'auth-required':
    case 'plaintext-password':
    case 'certificate-changed':
    case 'sender-refused':
    case 'relay-denied':
    case 'protocol':
      return [edit];
    case 'certificate':
      return [{ kind: 'trust-certificate' }, edit];
    case 'proxy-setting':
    case 'proxy-unreachable':
    case 'proxy-refused':
    case 'proxy-auth':
    case 'proxy-failed':
      return [{ kind: 'edit-proxy' }];
    case 'token-refused':
    case 'not-signed-in':
      return [{ kind: 'sign-in' }, edit];
    case 'no-password':
    case 'auth-failed':
      return [{ kind: 'set-password' }, edit];
    case 'connection-refused':
    case 'connection-timeout':
    case 'greeting-timeout':
    case 'server-unavailable':
      return [edit, retry];
    case 'dns-timeout':
    case 'connection-lost':
    case 'starttls-refused':
    case 'auth-temporary':
    case 'recipient-temporary':
    case 'message-temporary':
    case 'sending-limit':
    case 'timeout':
    case 'deadline':
      return [retry];
    // Nothing that a click could do: the addresses or the message have to change, or nobody knows whether it arrived.
    case 'recipients-refused':
    case 'recipients-unknown':
    case 'mailbox-full':
    case 'sandbox':
    case 'domain-unauthenticated':
    case 'spam-refused':
    case 'too-large':
    case 'smtputf8-missing':
    case 'eight-bit-missing':
    case 'message-refused':
    case 'invalid-address':
    case 'unconfirmed':
    case 'other':
      return [];
  }
}

const edit: FailureAction = { kind: 'edit-profile' };
const retry: FailureAction = { kind: 'retry' };
