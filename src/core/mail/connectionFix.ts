import type { Profile, Security } from '../profiles/profile.ts';
import { parseMailbox } from './address.ts';
import type { ConnectionFix } from './connectionTest.ts';
import type { SendFailureCode } from './outcome.ts';
import { isLoopbackHost } from './loopback.ts';

/** undefined: nothing that could be known from here. No fix leads to less encryption, except on this computer. */
export function fixOf(code: SendFailureCode, profile: Profile): ConnectionFix | undefined {
  const { host, port, security } = profile;
  const isHere = isLoopbackHost(host);
  const usual = { tls: connection(465, 'tls'), starttls: connection(587, 'starttls') };
  switch (code) {
    case 'tls-on-plain-port':
      return port === 465 ? usual.starttls : connection(port, 'starttls');
    case 'starttls-not-offered':
      return isHere ? connection(port, 'none') : usual.tls;
    case 'greeting-timeout':
      // A server of implicit TLS waits for the client to begin, and so does the client.
      return security === 'tls' ? undefined : port === 465 ? usual.tls : undefined;
    case 'connection-refused':
    case 'connection-timeout':
      if (isHere) return undefined;
      if (port === 587) return usual.tls;
      return port === 465 || port === 25 || port === 2525 ? usual.starttls : undefined;
    case 'auth-not-offered':
      return port === 25 && !isHere ? usual.starttls : undefined;
    case 'plaintext-password':
      return port === 25 ? usual.starttls : connection(port, port === 465 ? 'tls' : 'starttls');
    case 'auth-failed':
      return wholeAddress(profile);
    default:
      return undefined;
  }
}

/**
 * The profile as it is now, with the fix in it. undefined: what the fix is about was changed since the failure, by hand or in another
 * window: a certificate or a port that was right for one server is wrong for another.
 */
export function withFix(
  now: Profile,
  { failed, fix }: { readonly failed: Profile; readonly fix: ConnectionFix },
): Profile | undefined {
  const isSame =
    now.host === failed.host &&
    now.port === failed.port &&
    now.security === failed.security &&
    now.user === failed.user &&
    now.certificatePin === failed.certificatePin;
  if (!isSame) return undefined;
  switch (fix.kind) {
    case 'connection':
      return { ...now, port: fix.port, security: fix.security };
    case 'user':
      return { ...now, user: fix.user };
    case 'pin':
      return { ...now, certificatePin: fix.fingerprint };
  }
}

function connection(port: number, security: Security): ConnectionFix {
  return { kind: 'connection', port, security };
}

/** Most providers want the whole address where people write the part before the @. */
function wholeAddress({ user = '', from }: Profile): ConnectionFix | undefined {
  if (user.includes('@') || from === undefined) return undefined;
  const parsed = parseMailbox(from);
  if (parsed.kind !== 'valid') return undefined;
  const { address } = parsed.mailbox;
  return address.toLowerCase().startsWith(`${user.toLowerCase()}@`) ? { kind: 'user', user: address } : undefined;
}
