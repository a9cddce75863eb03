import { setTimeout as sleep } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { exchange, openServer, type ServerOptions } from './authorizationServer.ts';
import { defaultOAuthTimeouts } from './boundedFetch.ts';
import { processed } from './codeFlow.ts';
import { failed, oneLine, type OAuthResult } from './failure.ts';
import { isLoopback } from './parseProviders.ts';
import type { OAuthProvider } from './provider.ts';
import { tokenSetOf, type TokenSet } from './tokenSet.ts';

/** What a person types on any device with a browser (RFC 8628). */
export interface DeviceCode {
  readonly userCode: string;
  /** Where to; https, or on this computer. */
  readonly verificationUri: string;
}

export interface DeviceSignIn extends ServerOptions {
  readonly scopes: readonly string[];
  readonly needed: readonly string[];
  readonly onCode: (code: DeviceCode) => void;
}

export function hasDeviceFlow({ endpoints }: OAuthProvider): boolean {
  // Of one that is only named it is not known before it is asked.
  return endpoints.kind === 'discovered' || endpoints.device !== undefined;
}

/** Shows a code and asks until the person is done, says no, or the code is too old. Always ends. */
export async function signInWithDevice(provider: OAuthProvider, options: DeviceSignIn): Promise<OAuthResult<TokenSet>> {
  const { ports, signal, scopes, needed, onCode } = options;
  const opened = await openServer(provider, options);
  if (opened.kind !== 'ok') return opened;
  const { metadata, client, authentication, requests } = opened.value;
  if (metadata.device_authorization_endpoint === undefined) return failed('other', 'No device code is offered.');
  const asked = await exchange(signal, async () =>
    oauth.processDeviceAuthorizationResponse(
      metadata,
      client,
      await oauth.deviceAuthorizationRequest(metadata, client, authentication, { scope: scopes.join(' ') }, requests),
    ),
  );
  if (asked.kind !== 'ok') return asked;
  const { user_code: userCode, verification_uri: verificationUri, device_code: deviceCode } = asked.value;
  if (!isShowable(verificationUri)) return failed('malformed', 'verification_uri');
  onCode({ userCode: oneLine(userCode), verificationUri });
  const patience = ports.timeouts?.signIn ?? defaultOAuthTimeouts.signIn;
  const end = ports.now() + Math.min(asked.value.expires_in * 1000, patience);
  let interval = Math.min(asked.value.interval ?? 5, 60) * 1000;
  while (ports.now() + interval < end) {
    try {
      await sleep(interval, undefined, { signal });
    } catch {
      // Only the signal ends it early.
      return { kind: 'cancelled' };
    }
    let isPending = false;
    const answered = await exchange(signal, async () => {
      const response = await oauth.deviceCodeGrantRequest(metadata, client, authentication, deviceCode, requests);
      try {
        return await processed(opened.value, response, (as, given) =>
          oauth.processDeviceCodeResponse(as, client, given),
        );
      } catch (error) {
        const reason = error instanceof oauth.ResponseBodyError ? error.error : '';
        isPending = reason === 'authorization_pending' || reason === 'slow_down';
        // RFC 8628, section 3.5.
        if (reason === 'slow_down') interval += 5000;
        throw error;
      }
    });
    if (answered.kind === 'ok') return tokenSetOf(answered.value, { server: opened.value, needed, now: ports.now() });
    const isPassing = answered.kind === 'failed' && ['busy', 'unreachable'].includes(answered.failure.code);
    if (!isPending && !isPassing) return answered;
  }
  return failed('expired');
}

function isShowable(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
