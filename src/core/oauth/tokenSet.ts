import * as oauth from 'oauth4webapi';
import type { AuthorizationServer } from './authorizationServer.ts';
import { failed, type OAuthResult } from './failure.ts';

/** What a provider has given out. */
export interface TokenSet {
  readonly accessToken: string;
  /** From when on it is not shown to anybody any more, in milliseconds since 1970. */
  readonly staleAt: number;
  /** undefined: none, or the one before stays valid. */
  readonly refreshToken: string | undefined;
  /** Who signed in; empty: the provider does not say. */
  readonly account: string;
}

/** `needed`: the scopes without which it is of no use. */
export function tokenSetOf(
  answer: oauth.TokenEndpointResponse,
  {
    server,
    needed,
    now,
  }: { readonly server: AuthorizationServer; readonly needed: readonly string[]; readonly now: number },
): OAuthResult<TokenSet> {
  // RFC 6749, section 5.1: absent means as asked for. People can untick boxes on Google's page.
  const granted = answer.scope?.split(/\s+/).map(nameOfScope);
  const missing = granted === undefined ? undefined : needed.find((scope) => !granted.includes(nameOfScope(scope)));
  if (missing !== undefined) return failed('scope', missing);
  if (answer.token_type !== 'bearer') return failed('malformed', `token_type ${answer.token_type}`);
  return {
    kind: 'ok',
    value: {
      accessToken: answer.access_token,
      staleAt: now + usableMs(answer.expires_in),
      refreshToken: answer.refresh_token,
      account: accountOf(server, answer),
    },
  };
}

/** Microsoft answers with other spellings of the same resource, and in other case. */
function nameOfScope(scope: string): string {
  return (/^https:\/\/outlook\.office(?:365)?\.com\/(.+)$/i.exec(scope)?.[1] ?? scope).toLowerCase();
}

/** A part of the time is left over: for the way to the mail server, and for clocks that run apart. */
function usableMs(expiresIn: number | undefined): number {
  const lifetime = Math.min(Math.max(expiresIn ?? unknownLifetime, 0), maxLifetime) * 1000;
  return lifetime - Math.min(lifetime * 0.1, 60_000);
}

function accountOf({ client }: AuthorizationServer, answer: oauth.TokenEndpointResponse): string {
  const claims = answer.id_token === undefined ? undefined : oauth.getValidatedIdTokenClaims(answer);
  if (claims === undefined || client.client_id === '') return '';
  const { email, preferred_username: name } = claims;
  const shown = typeof email === 'string' ? email : typeof name === 'string' ? name : '';
  return /^[^\p{Cc}]{1,320}$/u.test(shown) ? shown : '';
}

/** In seconds. */
const unknownLifetime = 600;
const maxLifetime = 24 * 60 * 60;
