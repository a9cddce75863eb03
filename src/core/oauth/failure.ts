/** Why there is no token. Sentences come from `describeOAuthFailure`; `detail` has the provider's own words, cut and in one line. */
export interface OAuthFailure {
  readonly code: OAuthFailureCode;
  readonly detail: string;
}

export type OAuthFailureCode =
  | 'denied'
  | 'client'
  | 'redirect'
  | 'organisation-only'
  | 'admin-consent'
  | 'policy'
  | 'scope'
  | 'signed-out'
  | 'no-refresh-token'
  | 'busy'
  | 'unreachable'
  | 'malformed'
  | 'forged'
  | 'expired'
  | 'time-out'
  | 'local'
  | 'command'
  | 'other';

export type OAuthResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: OAuthFailure }
  | { readonly kind: 'cancelled' };

export function failed(
  code: OAuthFailureCode,
  detail = '',
): { readonly kind: 'failed'; readonly failure: OAuthFailure } {
  return { kind: 'failed', failure: { code, detail: oneLine(detail) } };
}

/** Only a new sign-in helps. */
export function isSignedOut({ code }: OAuthFailure): boolean {
  return code === 'signed-out' || code === 'scope' || code === 'admin-consent' || code === 'policy';
}

/**
 * What an error of RFC 6749 (sections 4.1.2.1 and 5.2) means here. Google's own:
 * https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors; Microsoft's numbers:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
export function failureOfError(error: string, description: string): OAuthFailure {
  const detail = oneLine(description === '' ? error : `${error}: ${description}`);
  const found = numbered.find(([pattern]) => pattern.test(description))?.[1] ?? named[error] ?? 'other';
  return { code: found, detail };
}

const numbered: readonly (readonly [RegExp, OAuthFailureCode])[] = [
  [/AADSTS(?:65001|90094|650056|90093)\b|admin(?:istrator)?'?s? (?:consent|approval)/i, 'admin-consent'],
  [/AADSTS(?:53000|53001|53002|53003|50105|50131|530003|53011|500133)\b|conditional access/i, 'policy'],
  [/AADSTS(?:50011|500113)\b|redirect_uri_mismatch/i, 'redirect'],
  [/AADSTS(?:700016|7000218|7000215|70001|90013)\b/, 'client'],
  [/AADSTS(?:50020|500202|9002331|50194)\b/, 'organisation-only'],
  [/AADSTS(?:70011|650053|28002)\b/, 'scope'],
  [/AADSTS(?:65004)\b/, 'denied'],
];

const named: Readonly<Record<string, OAuthFailureCode>> = {
  access_denied: 'denied',
  authorization_declined: 'denied',
  invalid_client: 'client',
  unauthorized_client: 'client',
  deleted_client: 'client',
  redirect_uri_mismatch: 'redirect',
  org_internal: 'organisation-only',
  admin_policy_enforced: 'policy',
  disallowed_useragent: 'policy',
  consent_required: 'admin-consent',
  interaction_required: 'signed-out',
  login_required: 'signed-out',
  invalid_scope: 'scope',
  invalid_grant: 'signed-out',
  expired_token: 'expired',
  bad_verification_code: 'expired',
  slow_down: 'busy',
  temporarily_unavailable: 'busy',
  server_error: 'busy',
};

/** What a provider wrote: nothing but printable characters, and not much. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .trim();
  return line.length > maxDetail ? `${line.slice(0, maxDetail - 1)}…` : line;
}

const maxDetail = 300;
