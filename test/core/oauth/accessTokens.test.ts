import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccessTokens, type GrantStore, type TokenRequest } from '../../../src/core/oauth/accessTokens.ts';
import { DiskLocks } from '../../../src/core/oauth/diskLocks.ts';
import type { OAuthResult } from '../../../src/core/oauth/failure.ts';
import type { Grant } from '../../../src/core/oauth/grant.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { signInWithBrowser } from '../../../src/core/oauth/signIn.ts';
import { startOAuthProvider, type OAuthStandIn, type StandInOptions } from '../../support/oauthProvider.ts';
import { TinyBrowser } from '../../support/tinyBrowser.ts';

let folder: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mailproof-oauth-'));
});
afterAll(() => fs.rm(folder, { recursive: true }));

/** What the provider answers instead of a token, once it is set. */
type Instead = (response: http.ServerResponse) => void;

interface Scene {
  readonly standIn: OAuthStandIn;
  readonly grants: Grant[];
  readonly store: GrantStore;
  readonly ask: (changes?: Partial<TokenRequest>) => Promise<OAuthResult<string>>;
  readonly window: () => Scene['ask'];
  readonly answerInstead: (instead: Instead | undefined) => void;
  readonly passTime: (seconds: number) => void;
}

let scenes = 0;

/** Somebody has signed in, and the first access token is used up. */
async function scene(options: StandInOptions, play: (scene: Scene) => Promise<void>): Promise<void> {
  let instead: Instead | undefined;
  const standIn = await startOAuthProvider({
    ...options,
    instead: (request, response) => {
      if (instead === undefined || request.url !== '/token') return false;
      request.resume();
      instead(response);
      return true;
    },
  });
  try {
    const provider = standIn.provider();
    const first = await refreshTokenOf(standIn);
    const grants: Grant[] = [
      { kind: 'refreshToken', refreshToken: first, account: 'lan@example.com', scopes: provider.mailScopes.smtp },
    ];
    const store: GrantStore = {
      read: () => Promise.resolve(grants.at(-1)),
      write: (grant) => Promise.resolve(void grants.push(grant)),
      remove: () => Promise.resolve(void grants.splice(0)),
    };
    const locks = new DiskLocks(path.join(folder, String(++scenes)));
    let passed = 0;
    const window = (): Scene['ask'] => {
      const tokens = new AccessTokens(
        { fetch, now: () => Date.now() + passed, timeouts: { request: 300 + (options.lifetime ?? 0) } },
        locks,
      );
      return (changes = {}) =>
        tokens.get({
          key: 'key',
          provider,
          purpose: 'smtp',
          store,
          clientSecret: () => Promise.resolve(undefined),
          ...changes,
        });
    };
    await play({
      standIn,
      grants,
      store,
      window,
      ask: window(),
      answerInstead: (next) => {
        instead = next;
      },
      passTime: (seconds) => {
        passed += seconds * 1000;
      },
    });
  } finally {
    await standIn.close();
  }
}

async function refreshTokenOf(standIn: OAuthStandIn): Promise<string> {
  const provider = standIn.provider();
  const result = await signInWithBrowser(provider, {
    ports: { fetch, now: Date.now },
    clientSecret: undefined,
    signal: AbortSignal.timeout(20_000),
    scopes: provider.mailScopes.smtp,
    needed: provider.mailScopes.smtp,
    loginHint: 'lan@example.com',
    reach: (address) => Promise.resolve(address),
    say: inEnglish,
    onReady: ({ url }) => {
      const browser = new TinyBrowser();
      void browser.open(url).then((page) => browser.submit(page, { answer: 'allow' }));
    },
  });
  if (result.kind !== 'ok' || result.value.refreshToken === undefined) throw new Error(JSON.stringify(result));
  return result.value.refreshToken;
}

const tokenOf = (result: OAuthResult<string>): string => (result.kind === 'ok' ? result.value : JSON.stringify(result));
const codeOf = (result: OAuthResult<string>): string => (result.kind === 'failed' ? result.failure.code : result.kind);
const long = 3600;

test('many who ask at once get one token from one renewal', async () => {
  await scene({ lifetime: long }, async ({ ask, standIn }) => {
    const results = await Promise.all(Array.from({ length: 100 }, () => ask()));
    expect(new Set(results.map(tokenOf)).size).toBe(1);
    expect(await standIn.ownerOf(tokenOf(results[0]!))).toBe('lan@example.com');
    expect(standIn.refreshes).toEqual({ taken: 1, refused: 0 });
  });
});

test('a token is kept until it has grown old, and is then renewed with the newest refresh token', async () => {
  await scene({ lifetime: long }, async ({ ask, standIn, grants, passTime }) => {
    const first = tokenOf(await ask());
    passTime(long - 120);
    expect(tokenOf(await ask())).toBe(first);
    passTime(70);
    expect(tokenOf(await ask())).not.toBe(first);
    expect(standIn.refreshes).toEqual({ taken: 2, refused: 0 });
    expect(new Set(grants.map((grant) => JSON.stringify(grant))).size).toBe(3);
  });
});

test('the new refresh token is stored before the new access token is given out', async () => {
  await scene({ lifetime: long }, async ({ ask, store, grants }) => {
    const events: string[] = [];
    const slow: GrantStore = {
      ...store,
      write: async (grant) => {
        await sleep(50);
        await store.write(grant);
        events.push('stored');
      },
    };
    await ask({ store: slow }).then(() => events.push('given out'));
    expect(events).toEqual(['stored', 'given out']);
    expect(grants).toHaveLength(2);
  });
});

test('a store that fails gives no token out', async () => {
  await scene({ lifetime: long }, async ({ ask, store }) => {
    const broken: GrantStore = { ...store, write: () => Promise.reject(new Error('The keyring is locked.')) };
    expect(codeOf(await ask({ store: broken }))).toBe('local');
  });
});

test('a token that the mail server has refused is renewed before its time', async () => {
  await scene({ lifetime: long }, async ({ ask, standIn }) => {
    const first = tokenOf(await ask());
    const second = tokenOf(await ask({ refused: first }));
    expect(second).not.toBe(first);
    expect(standIn.refreshes.taken).toBe(2);
  });
});

test('a sign-in that was ended is told, and forgotten', async () => {
  await scene({ lifetime: long }, async ({ ask, grants, answerInstead }) => {
    answerInstead((response) => response.writeHead(400, json).end('{"error":"invalid_grant"}'));
    expect(codeOf(await ask())).toBe('signed-out');
    expect(grants).toEqual([]);
    expect(codeOf(await ask())).toBe('signed-out');
  });
});

test('a refresh token that another window has used meanwhile is replaced by its successor', async () => {
  await scene({ lifetime: long }, async ({ ask, grants, store, answerInstead, standIn }) => {
    const stale: Grant = { kind: 'refreshToken', refreshToken: 'used-up', account: '', scopes: ['smtp'] };
    const scopes = standIn.provider().mailScopes.smtp;
    let reads = 0;
    const late: GrantStore = {
      ...store,
      read: () => Promise.resolve(++reads === 1 ? { ...stale, scopes } : grants.at(-1)),
    };
    answerInstead((response) => {
      answerInstead(undefined);
      response.writeHead(400, json).end('{"error":"invalid_grant"}');
    });
    expect(codeOf(await ask({ store: late }))).toBe('ok');
    expect(standIn.refreshes).toEqual({ taken: 1, refused: 0 });
  });
});

test('a purpose that was not asked for at the sign-in needs another', async () => {
  await scene({ lifetime: long }, async ({ ask, grants }) => {
    expect(codeOf(await ask({ purpose: 'imap' }))).toBe('scope');
    expect(grants).toHaveLength(1);
  });
});

test('a token for sending that is at hand, or on its way, is not given out for reading', async () => {
  await scene({ lifetime: long }, async ({ ask }) => {
    const both = await Promise.all([ask(), ask({ purpose: 'imap' })]);
    expect(both.map(codeOf)).toEqual(['ok', 'scope']);
    expect(codeOf(await ask({ purpose: 'imap' }))).toBe('scope');
    expect(codeOf(await ask())).toBe('ok');
  });
});

const json = { 'content-type': 'application/json' };
const badDays: readonly (readonly [name: string, instead: Instead, code: string])[] = [
  ['says that it is asked too often', (response) => response.writeHead(429, json).end('{"error":"slow"}'), 'busy'],
  ['says 429 and nothing else', (response) => response.writeHead(429).end(), 'busy'],
  ['is out of order', (response) => response.writeHead(503).end('<h1>Sorry</h1>'), 'busy'],
  ['says nothing', () => undefined, 'unreachable'],
  ['answers drop by drop', (response) => drip(response), 'unreachable'],
  ['hangs up', (response) => response.destroy(), 'unreachable'],
  ['answers with a page', (response) => response.writeHead(200).end('<h1>Hello</h1>'), 'malformed'],
  ['leads elsewhere', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'malformed'],
  ['gives no token', (response) => response.writeHead(200, json).end('{"token_type":"bearer"}'), 'malformed'],
  [
    'gives a number',
    (response) => response.writeHead(200, json).end('{"access_token":1,"token_type":"x"}'),
    'malformed',
  ],
  ['never stops', (response) => flood(response), 'unreachable'],
  ['refuses the client', (response) => response.writeHead(401, json).end('{"error":"invalid_client"}'), 'client'],
  [
    'takes a scope away',
    (response) => response.writeHead(200, json).end('{"access_token":"t","token_type":"bearer","scope":"openid"}'),
    'scope',
  ],
];
for (const [name, instead, code] of badDays) {
  test(`a provider that ${name} ends no sign-in`, async () => {
    await scene({}, async ({ ask, grants, answerInstead }) => {
      answerInstead(instead);
      expect(codeOf(await ask())).toBe(code);
      expect(grants).toHaveLength(1);
      answerInstead(undefined);
      expect(codeOf(await ask())).toBe('ok');
    });
  });
}

function drip(response: http.ServerResponse): void {
  response.writeHead(200, json);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function flood(response: http.ServerResponse): void {
  response.writeHead(200, json);
  const chunk = 'x'.repeat(64 * 1024);
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', pour);
  };
  pour();
}

test('two windows that ask a hundred times, over and over, lose no token and renew once each time', async () => {
  const bundle = path.join(folder, 'oauth.cjs');
  await build({
    stdin: {
      contents: `export * from './accessTokens.ts'; export * from './diskLocks.ts';`,
      resolveDir: path.join(import.meta.dirname, '..', '..', '..', 'src', 'core', 'oauth'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: bundle,
    logLevel: 'error',
  });
  const standIn = await startOAuthProvider({ lifetime: 2 });
  try {
    const provider = standIn.provider();
    const secret = path.join(folder, 'secret.json');
    const grant: Grant = {
      kind: 'refreshToken',
      refreshToken: await refreshTokenOf(standIn),
      account: '',
      scopes: provider.mailScopes.smtp,
    };
    await fs.writeFile(secret, JSON.stringify(grant));
    const rounds = 3;
    const script = path.join(import.meta.dirname, '..', '..', 'support', 'refreshWindow.mjs');
    const ask = async (): Promise<readonly string[]> => {
      const given = [script, bundle, path.join(folder, 'locks'), secret, JSON.stringify(provider), String(rounds)];
      const { stdout } = await promisify(execFile)(process.execPath, given);
      return JSON.parse(stdout) as string[];
    };
    const [one, other] = await Promise.all([ask(), ask()]);
    expect([...one, ...other].filter((outcome) => outcome.startsWith('{'))).toEqual([]);
    // Each window has its own access token, because those are in its memory only; each is renewed once when it has expired.
    expect([new Set(one).size, new Set(other).size]).toEqual([rounds, rounds]);
    expect(standIn.refreshes).toEqual({ taken: 2 * rounds, refused: 0 });
  } finally {
    await standIn.close();
  }
}, 60_000);
