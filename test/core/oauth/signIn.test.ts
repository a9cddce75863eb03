import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OAuthResult } from '../../../src/core/oauth/failure.ts';
import type { OAuthProvider } from '../../../src/core/oauth/provider.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { signInWithBrowser, type PendingSignIn } from '../../../src/core/oauth/signIn.ts';
import type { TokenSet } from '../../../src/core/oauth/tokenSet.ts';
import { startOAuthProvider, type OAuthStandIn } from '../../support/oauthProvider.ts';
import { TinyBrowser, type Page } from '../../support/tinyBrowser.ts';

let standIn: OAuthStandIn;
beforeAll(async () => {
  standIn = await startOAuthProvider();
});
afterAll(() => standIn.close());

interface Attempt {
  readonly provider?: OAuthProvider;
  readonly reach?: (address: string) => Promise<string>;
  readonly signInMs?: number;
  readonly scopes?: readonly string[];
}

/** One sign-in, and what a person does meanwhile. */
async function signIn<T>(
  person: (pending: PendingSignIn, controller: AbortController) => Promise<T>,
  {
    provider = standIn.provider(),
    reach = (address) => Promise.resolve(address),
    signInMs = 20_000,
    scopes,
  }: Attempt = {},
): Promise<{ readonly result: OAuthResult<TokenSet>; readonly done: T | undefined }> {
  const controller = new AbortController();
  let done: Promise<T> | undefined;
  const result = await signInWithBrowser(provider, {
    ports: { fetch, now: Date.now, timeouts: { signIn: signInMs, request: 5000 } },
    clientSecret: undefined,
    signal: controller.signal,
    scopes: scopes ?? provider.mailScopes.smtp,
    needed: provider.mailScopes.smtp,
    loginHint: 'lan@example.com',
    reach,
    say: inEnglish,
    onReady: (pending) => {
      done = person(pending, controller);
      done.catch(() => controller.abort());
    },
  });
  return { result, done: await done };
}

async function allow(url: string): Promise<Page> {
  const browser = new TinyBrowser();
  return browser.submit(await browser.open(url), { answer: 'allow' });
}

const parametersOf = (url: string): URLSearchParams => new URL(url).searchParams;
const redirectOf = (url: string): string => parametersOf(url).get('redirect_uri') ?? '';
const failure = (code: string): object => ({ kind: 'failed', failure: { code } });

describe('a sign-in in the browser', () => {
  test('ends with tokens, the account, and a page that says so', async () => {
    const { result, done: page } = await signIn(({ url }) => allow(url));
    expect(result).toMatchObject({ kind: 'ok', value: { account: 'lan@example.com' } });
    if (result.kind !== 'ok') return;
    expect(await standIn.ownerOf(result.value.accessToken)).toBe('lan@example.com');
    expect(result.value.refreshToken).toBeTypeOf('string');
    expect(page?.text).toContain('You are signed in as lan@example.com');
    expect(page?.text).not.toMatch(/<script|https?:/);
    expect(page?.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  test('asks with PKCE, a state and a nonce that differ each time', async () => {
    const seen: URLSearchParams[] = [];
    for (let time = 0; time < 2; time++) {
      await signIn((pending, controller) => {
        seen.push(parametersOf(pending.url));
        controller.abort();
        return Promise.resolve();
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = seen.map((parameters) => parameters.get(name) ?? '');
      expect(values.every((value) => value.length >= 43)).toBe(true);
      expect(new Set(values).size).toBe(2);
    }
    expect(seen[0]?.get('code_challenge_method')).toBe('S256');
    expect(seen[0]?.get('login_hint')).toBe('lan@example.com');
  });

  test('that the person denies says so, also in the browser', async () => {
    const { result, done: page } = await signIn(async ({ url }) => {
      const browser = new TinyBrowser();
      return browser.submit(await browser.open(url), { answer: 'deny' });
    });
    expect(result).toMatchObject(failure('denied'));
    expect(page?.text).toContain('You are not signed in');
  });

  for (const [name, end] of [
    ['is cancelled', { code: 'cancelled', signInMs: 20_000 }],
    ['takes too long', { code: 'time-out', signInMs: 150 }],
  ] as const) {
    test(`that ${name} leaves nothing listening`, async () => {
      let redirect = '';
      const { result } = await signIn(
        (pending, controller) => {
          redirect = redirectOf(pending.url);
          if (end.code === 'cancelled') controller.abort();
          return Promise.resolve();
        },
        { signInMs: end.signInMs },
      );
      expect(result).toMatchObject(end.code === 'cancelled' ? { kind: 'cancelled' } : failure('time-out'));
      await expect(fetch(redirect)).rejects.toThrow('fetch failed');
    });
  }

  test('can be finished by pasting the address that the browser ended on', async () => {
    const { result } = await signIn(
      async (pending) => {
        expect(pending.comesBack).toBe(false);
        const address = await endOf(pending.url);
        expect(pending.paste('https://example.com/')).toBe(false);
        expect(pending.paste('just-a-code')).toBe(false);
        expect(pending.paste(` ${address}\n`)).toBe(true);
      },
      { reach: () => Promise.resolve('https://my-codespace-9.app.example.dev/cb') },
    );
    expect(result).toMatchObject({ kind: 'ok', value: { account: 'lan@example.com' } });
  });

  test('goes back through the port of a tunnel', async () => {
    const { done } = await signIn(
      (pending, controller) => {
        controller.abort();
        return Promise.resolve({ redirect: redirectOf(pending.url), comesBack: pending.comesBack });
      },
      { reach: () => Promise.resolve('http://127.0.0.1:54321/cb') },
    );
    expect(done).toEqual({ redirect: 'http://127.0.0.1:54321/cb', comesBack: true });
  });

  test('does not take the path of a proxy for its own', async () => {
    const { done } = await signIn(
      (pending, controller) => {
        controller.abort();
        return Promise.resolve(pending.comesBack);
      },
      { reach: (address) => Promise.resolve(`http://127.0.0.1:8080/proxy/${new URL(address).port}/cb`) },
    );
    expect(done).toBe(false);
  });

  test('keeps the redirect address to the letter, but for its port', async () => {
    const seen: string[] = [];
    for (const redirectUri of ['http://localhost', 'http://127.0.0.1/', 'http://127.0.0.1/a%20b']) {
      await signIn(
        (pending, controller) => {
          seen.push(redirectOf(pending.url).replace(/:\d+/, ''));
          controller.abort();
          return Promise.resolve();
        },
        { provider: standIn.provider({ redirectUri }) },
      );
    }
    expect(seen).toEqual(['http://localhost', 'http://127.0.0.1/', 'http://127.0.0.1/a%20b']);
  });
});

/** Other programs and pages of this computer, while somebody signs in. */
describe('an attack on the redirect', () => {
  const stranger = async (address: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const method = headers['method'] ?? 'GET';
      const rest = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'method'));
      const request = http.request(address, { method, headers: rest, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end();
    });

  interface Attack {
    readonly address?: (redirect: string, state: string) => string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly status: number;
  }
  const good = (redirect: string, state: string): string => `${redirect}?code=stolen&state=${state}`;
  const attacks: readonly (readonly [string, Attack])[] = [
    ['a wrong state', { address: (redirect) => good(redirect, 'x'.repeat(43)), status: 403 }],
    ['no state', { address: (redirect) => `${redirect}?code=stolen`, status: 403 }],
    ['two states', { address: (redirect, state) => `${good(redirect, state)}&state=other`, status: 403 }],
    ['an injected error', { address: (redirect) => `${redirect}?error=access_denied&state=guess`, status: 403 }],
    ['another path', { address: (redirect, state) => good(redirect.replace('/cb', '/other'), state), status: 404 }],
    ['another Host', { headers: { host: 'evil.example.com' }, status: 421 }],
    ['the Host of another port', { headers: { host: '127.0.0.1:1' }, status: 421 }],
    ['another Origin', { headers: { origin: 'https://evil.example.com' }, status: 403 }],
    ['a script of a page', { headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, status: 403 }],
    ['a frame of a page', { headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, status: 403 }],
    ['a form', { headers: { method: 'POST' }, status: 405 }],
  ];
  test('is refused, whichever it is, and the sign-in goes on', async () => {
    const { result, done } = await signIn(async ({ url }) => {
      const redirect = redirectOf(url);
      const state = parametersOf(url).get('state') ?? '';
      const statuses: (readonly [string, number])[] = [];
      for (const [name, { address = good, headers = {} }] of attacks) {
        statuses.push([name, await stranger(address(redirect, state), headers)]);
      }
      await allow(url);
      return statuses;
    });
    expect(done).toEqual(attacks.map(([name, { status }]) => [name, status]));
    expect(result).toMatchObject({ kind: 'ok', value: { account: 'lan@example.com' } });
  });

  test('that comes second finds nothing', async () => {
    const { result, done } = await signIn(async ({ url }) => {
      const page = await allow(url);
      return stranger(page.address).catch(() => 'nobody listens');
    });
    expect(done).toBe('nobody listens');
    expect(result.kind).toBe('ok');
  });

  test('with a code of somebody else ends the sign-in without tokens', async () => {
    const { result } = await signIn(async ({ url }) => {
      await stranger(good(redirectOf(url), parametersOf(url).get('state') ?? ''));
    });
    expect(result.kind).toBe('failed');
  });

  test('with the answer of another provider is told from the issuer', async () => {
    const { result } = await signIn(async ({ url }) => {
      const state = parametersOf(url).get('state') ?? '';
      await stranger(`${good(redirectOf(url), state)}&iss=https://evil.example.com`);
    });
    expect(result).toMatchObject(failure('forged'));
  });

  test('without an issuer is told where the provider always names itself', async () => {
    const { result } = await signIn(async ({ url }) => {
      await stranger(good(redirectOf(url), parametersOf(url).get('state') ?? ''));
    });
    expect(result).toMatchObject(failure('forged'));
  });

  test('by a pasted address of another sign-in is refused', async () => {
    const { result } = await signIn((pending) => {
      expect(pending.paste('http://127.0.0.1:1/cb?code=stolen&state=other')).toBe(true);
      return Promise.resolve();
    });
    expect(result).toMatchObject(failure('forged'));
  });
});

/** Where the browser ends, without going there. */
async function endOf(url: string): Promise<string> {
  const browser = new TinyBrowser({ unreachable: redirectOf(url) });
  const page = await browser.submit(await browser.open(url), { answer: 'allow' });
  return page.address;
}
