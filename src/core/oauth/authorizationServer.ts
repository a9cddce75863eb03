import * as oauth from 'oauth4webapi';
import { boundedFetch, type OAuthPorts } from './boundedFetch.ts';
import { failed, failureOfError, type OAuthFailure, type OAuthResult } from './failure.ts';
import { isLoopback } from './parseProviders.ts';
import { isIssuer, type OAuthProvider } from './provider.ts';

/** A provider as the library sees it, ready to be asked. */
export interface AuthorizationServer {
  readonly provider: OAuthProvider;
  readonly metadata: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly requests: RequestOptions;
}

interface RequestOptions {
  readonly signal: AbortSignal;
  readonly [oauth.customFetch]: ReturnType<typeof boundedFetch>;
  readonly [oauth.allowInsecureRequests]?: boolean;
}

export interface ServerOptions {
  readonly ports: OAuthPorts;
  readonly clientSecret: string | undefined;
  readonly signal: AbortSignal;
}

/** Finds the endpoints of a provider that only names itself. */
export async function openServer(
  provider: OAuthProvider,
  { ports, clientSecret, signal }: ServerOptions,
): Promise<OAuthResult<AuthorizationServer>> {
  const { endpoints } = provider;
  const first = endpoints.kind === 'discovered' ? endpoints.issuer : endpoints.token;
  const requests: RequestOptions = {
    signal,
    [oauth.customFetch]: boundedFetch(ports),
    // Only a provider on this computer, which `parseProviders` sees to as well.
    ...(isLoopback(new URL(first).hostname) ? { [oauth.allowInsecureRequests]: true } : {}),
  };
  const client: oauth.Client = {
    client_id: provider.clientId,
    // Clocks of laptops are minutes off.
    [oauth.clockTolerance]: 300,
  };
  const authentication = clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret);
  const found =
    endpoints.kind === 'given' ? ok(givenMetadata(provider, endpoints)) : await discover(endpoints.issuer, requests);
  if (found.kind !== 'ok') return found;
  return ok({ provider, metadata: found.value, client, authentication, requests });
}

/** Runs one exchange with a provider. Whatever goes wrong becomes a value. */
export async function exchange<T>(signal: AbortSignal, work: () => Promise<T>): Promise<OAuthResult<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return signal.aborted && !isTimeOut(signal.reason)
      ? { kind: 'cancelled' }
      : { kind: 'failed', failure: failureOf(error) };
  }
}

/** With the issuer that an answer claims, where this provider may be it: a few are known only by what they answer. */
export function answeredBy(
  { provider, metadata }: AuthorizationServer,
  claimed: string | undefined,
): oauth.AuthorizationServer {
  return claimed !== undefined && isIssuer(provider, claimed) ? { ...metadata, issuer: claimed } : metadata;
}

function givenMetadata(
  { name }: OAuthProvider,
  endpoints: Extract<OAuthProvider['endpoints'], { kind: 'given' }>,
): oauth.AuthorizationServer {
  return {
    // The library wants one; without, answers are compared with what they claim themselves.
    issuer: endpoints.issuer ?? `urn:mailproof:${encodeURIComponent(name)}`,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    ...(endpoints.device === undefined ? {} : { device_authorization_endpoint: endpoints.device }),
    ...(endpoints.revocation === undefined ? {} : { revocation_endpoint: endpoints.revocation }),
  };
}

async function discover(issuer: string, requests: RequestOptions): Promise<OAuthResult<oauth.AuthorizationServer>> {
  const url = new URL(issuer);
  const ask = (algorithm: 'oidc' | 'oauth2'): Promise<OAuthResult<oauth.AuthorizationServer>> =>
    exchange(requests.signal, async () =>
      oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...requests, algorithm })),
    );
  const asOpenId = await ask('oidc');
  if (asOpenId.kind !== 'failed' || asOpenId.failure.code === 'unreachable') return asOpenId;
  const asOAuth = await ask('oauth2');
  return asOAuth.kind === 'failed' ? asOpenId : asOAuth;
}

function failureOf(error: unknown): OAuthFailure {
  if (error instanceof oauth.ResponseBodyError) {
    return error.status === 429
      ? { code: 'busy', detail: `HTTP 429 ${error.error}` }
      : failureOfError(error.error, error.error_description ?? '');
  }
  if (error instanceof oauth.AuthorizationResponseError) {
    return failureOfError(error.error, error.error_description ?? '');
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return failed('client', `HTTP ${error.status}`).failure;
  }
  if (error instanceof oauth.OperationProcessingError) {
    const { cause } = error;
    if (cause instanceof Response) {
      const isBusy = cause.status === 429 || cause.status >= 500;
      return failed(isBusy ? 'busy' : 'malformed', `HTTP ${cause.status}`).failure;
    }
    return failed('malformed', error.message).failure;
  }
  if (error instanceof oauth.UnsupportedOperationError) return failed('malformed', error.message).failure;
  return failed('unreachable', reasonOfFetch(error)).failure;
}

/** What `fetch` throws says "fetch failed"; why is inside. */
function reasonOfFetch(error: unknown): string {
  if (isTimeOut(error)) return 'No answer in time.';
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
}

function isTimeOut(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function ok<T>(value: T): { readonly kind: 'ok'; readonly value: T } {
  return { kind: 'ok', value };
}
