import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { parseProviders } from '../../src/core/oauth/parseProviders.ts';
import type { OAuthProvider } from '../../src/core/oauth/provider.ts';

export interface StandInOptions {
  /** Of access tokens, in seconds. */
  readonly lifetime?: number;
  /** Answers in the provider's place; true: it has. */
  readonly instead?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean;
}

export interface OAuthStandIn {
  readonly issuer: string;
  /** How often a refresh token was taken, and how often one was refused. */
  readonly refreshes: { taken: number; refused: number };
  /** Every code and token that was given out: what must be seen nowhere. */
  readonly issued: readonly string[];
  /** Where each sign-in would lead the browser back to. */
  readonly redirects: readonly string[];
  /** Whose token it is, while it is valid. */
  readonly ownerOf: (accessToken: string) => Promise<string | undefined>;
  /** The stand-in as settings name it. */
  readonly provider: (changes?: Readonly<Record<string, unknown>>) => OAuthProvider;
  close(): Promise<void>;
}

/** A provider on loopback, with a real page to sign in on and rotating refresh tokens whose second use ends the sign-in. */
export async function startOAuthProvider({ lifetime = 3600, instead }: StandInOptions = {}): Promise<OAuthStandIn> {
  let handle: http.RequestListener = (_request, response) => response.end();
  const redirects: string[] = [];
  const server = http.createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (asked.pathname === '/auth') redirects.push(asked.searchParams.get('redirect_uri') ?? '');
    if (instead?.(request, response) !== true) handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, configuration(lifetime));
  const issued: string[] = [];
  for (const kind of ['access_token', 'refresh_token', 'authorization_code'] as const)
    provider.on(`${kind}.saved`, ({ jti }) => void issued.push(jti));
  const refreshes = { taken: 0, refused: 0 };
  const isRefresh = (parameters: Readonly<Record<string, unknown>> | undefined): boolean =>
    parameters?.['grant_type'] === 'refresh_token';
  provider.on('grant.success', ({ oidc }) => void (refreshes.taken += isRefresh(oidc.params) ? 1 : 0));
  provider.on('grant.error', ({ oidc }) => void (refreshes.refused += isRefresh(oidc.params) ? 1 : 0));
  handle = (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void interact(provider, request, response);
    else provider.callback()(request, response);
  };
  return {
    issuer,
    issued,
    redirects,
    refreshes,
    ownerOf: async (accessToken) => {
      const token = await provider.AccessToken.find(accessToken);
      return token === undefined || token.isExpired ? undefined : token.accountId;
    },
    provider: (changes = {}) => {
      const [entry] = parseProviders({
        standin: {
          issuer,
          clientId: 'mailproof-test',
          scopes: { smtp: ['openid', 'email', 'offline_access', 'smtp'], imap: ['imap'] },
          hosts: ['127.0.0.1', 'localhost'],
          redirectUri: 'http://127.0.0.1/cb',
          ...changes,
        },
      });
      if (entry?.kind !== 'usable' || entry.source.kind === 'command') throw new Error(JSON.stringify(entry));
      return entry.source;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(lifetime: number): Readonly<Record<string, unknown>> {
  return {
    clients: [
      {
        client_id: 'mailproof-test',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/cb', 'http://localhost/cb'],
        grant_types: ['authorization_code', 'refresh_token', deviceGrant],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'offline_access', 'smtp', 'imap'],
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: lifetime,
      Interaction: 600,
      Grant: 6000,
      Session: 6000,
      RefreshToken: 6000,
      DeviceCode: 600,
      IdToken: 600,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => Promise.resolve({ sub: id, email: id }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    cookies: { keys: ['stand-in'] },
  };
}

async function interact(
  provider: Provider,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { params, uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(signInPage(uid, params['login_hint'] ?? ''));
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  if (form.get('answer') !== 'allow') {
    const denied = { error: 'access_denied', error_description: 'The user said no.' };
    return provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
  }
  const accountId = form.get('account') ?? 'nobody@example.com';
  const grant = new provider.Grant({ accountId, clientId: params['client_id'] ?? '' });
  grant.addOIDCScope(params['scope'] ?? '');
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function signInPage(uid: string, hint: string): string {
  return `<!DOCTYPE html><html lang="en"><title>Stand-in provider</title>
<h1>Sign in to the stand-in provider</h1>
<form method="post" action="/interaction/${uid}">
<label>Account <input name="account" value="${hint.replaceAll(/[^\w@.+-]/g, '')}"></label>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Deny</button>
</form></html>`;
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
