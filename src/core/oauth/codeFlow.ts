import * as oauth from 'oauth4webapi';
import { answeredBy, exchange, type AuthorizationServer } from './authorizationServer.ts';
import { failed, type OAuthResult } from './failure.ts';
import { tokenSetOf, type TokenSet } from './tokenSet.ts';

/** One sign-in that is under way in a browser (RFC 6749, section 4.1, with PKCE, RFC 7636). */
export interface AuthorizationRequest {
  /** Where the browser goes. */
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export async function beginCodeFlow(
  { metadata, provider }: AuthorizationServer,
  options: { readonly redirectUri: string; readonly scopes: readonly string[]; readonly loginHint: string },
): Promise<OAuthResult<AuthorizationRequest>> {
  const { authorization_endpoint: endpoint } = metadata;
  if (endpoint === undefined) return failed('malformed', 'authorization_endpoint is missing');
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const url = new URL(endpoint);
  const parameters = {
    ...provider.parameters,
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: options.redirectUri,
    scope: options.scopes.join(' '),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(options.scopes.includes('openid') ? { nonce } : {}),
    ...(options.loginHint === '' ? {} : { login_hint: options.loginHint }),
    // OpenID Connect Core, section 11: no lasting sign-in without asking. Others ignore what they do not know.
    ...(options.scopes.includes('offline_access') && provider.kind === 'custom' ? { prompt: 'consent' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { kind: 'ok', value: { url: url.href, redirectUri: options.redirectUri, state, nonce, verifier } };
}

/**
 * From the parameters of the redirect to tokens. Their state is compared here once more, so that a pasted address is as safe as
 * one that arrived; and so is the issuer (RFC 9207), against answers of another provider.
 */
export async function endCodeFlow(
  server: AuthorizationServer,
  request: AuthorizationRequest,
  options: { readonly parameters: URLSearchParams; readonly needed: readonly string[]; readonly now: number },
): Promise<OAuthResult<TokenSet>> {
  const { client, authentication, requests } = server;
  const { parameters } = options;
  const issuers = parameters.getAll('iss');
  const metadata = answeredBy(server, issuers[0]);
  let checked: URLSearchParams;
  try {
    checked = oauth.validateAuthResponse(metadata, client, parameters, request.state);
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      return exchange<TokenSet>(requests.signal, () => Promise.reject(error));
    }
    return failed('forged', error instanceof Error ? error.message : '');
  }
  const answered = await exchange(requests.signal, async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      metadata,
      client,
      authentication,
      checked,
      request.redirectUri,
      request.verifier,
      requests,
    );
    return processed(server, response, (as, given) =>
      oauth.processAuthorizationCodeResponse(as, client, given, {
        expectedNonce: new URL(request.url).searchParams.has('nonce') ? request.nonce : oauth.expectNoNonce,
      }),
    );
  });
  if (answered.kind === 'failed' && answered.failure.code === 'signed-out') {
    // Here it is the code that was refused, not a sign-in of before.
    return failed('other', answered.failure.detail);
  }
  return answered.kind === 'ok' ? tokenSetOf(answered.value, { server, ...options }) : answered;
}

/** RFC 6749, section 6. */
export async function refresh(
  server: AuthorizationServer,
  options: {
    readonly refreshToken: string;
    readonly scopes: readonly string[];
    readonly needed: readonly string[];
    readonly now: number;
  },
): Promise<OAuthResult<TokenSet>> {
  const { client, authentication, requests, metadata, provider } = server;
  // Microsoft gives a token for one resource, which the scopes name; elsewhere what was granted stays as it is.
  const additionalParameters = provider.kind === 'microsoft' ? { scope: options.scopes.join(' ') } : {};
  const answered = await exchange(requests.signal, async () => {
    const response = await oauth.refreshTokenGrantRequest(metadata, client, authentication, options.refreshToken, {
      ...requests,
      additionalParameters,
    });
    return processed(server, response, (as, given) => oauth.processRefreshTokenResponse(as, client, given));
  });
  return answered.kind === 'ok' ? tokenSetOf(answered.value, { server, ...options }) : answered;
}

/** RFC 7009. Whether it worked changes nothing for whoever signs out here. */
export async function revoke(server: AuthorizationServer, refreshToken: string): Promise<OAuthResult<undefined>> {
  const { client, authentication, requests, metadata } = server;
  if (metadata.revocation_endpoint === undefined) return { kind: 'ok', value: undefined };
  return exchange(requests.signal, async () =>
    oauth.processRevocationResponse(
      await oauth.revocationRequest(metadata, client, authentication, refreshToken, requests),
    ),
  );
}

/** The ID token says who wrote it; that is believed only of who this provider can be. */
export async function processed<T>(
  server: AuthorizationServer,
  response: Response,
  process: (as: oauth.AuthorizationServer, response: Response) => Promise<T>,
): Promise<T> {
  return process(answeredBy(server, await claimedIssuer(response.clone())), response);
}

async function claimedIssuer(response: Response): Promise<string | undefined> {
  try {
    const body: unknown = await response.json();
    const token = typeof body === 'object' && body !== null && 'id_token' in body ? String(body.id_token) : '';
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? String(claims.iss) : undefined;
  } catch {
    // No ID token, or none that can be read: the library says what is wrong with it.
    return undefined;
  }
}
