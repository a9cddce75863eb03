import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInWithDevice } from '../../../src/core/oauth/deviceFlow.ts';
import { startOAuthProvider, type OAuthStandIn } from '../../support/oauthProvider.ts';
import { TinyBrowser } from '../../support/tinyBrowser.ts';

let standIn: OAuthStandIn;
beforeAll(async () => {
  standIn = await startOAuthProvider();
});
afterAll(() => standIn.close());

type Code = { readonly userCode: string; readonly verificationUri: string };

function signIn(person: (code: Code) => unknown, { signal = new AbortController().signal, signInMs = 30_000 } = {}) {
  const provider = standIn.provider();
  return signInWithDevice(provider, {
    ports: { fetch, now: Date.now, timeouts: { signIn: signInMs } },
    clientSecret: undefined,
    signal,
    scopes: provider.mailScopes.smtp,
    needed: provider.mailScopes.smtp,
    onCode: (code) => void person(code),
  });
}

async function typeCode({ userCode, verificationUri }: Code, answer: string): Promise<void> {
  const browser = new TinyBrowser();
  const entered = await browser.submit(await browser.open(verificationUri), { user_code: userCode });
  // The stand-in asks whether this is the code on the other screen, and then who one is.
  const confirmed = await browser.submit(entered, { confirm: 'yes' });
  await browser.submit(confirmed, { answer, account: 'lan@example.com' });
}

test('a code that was typed elsewhere signs in', async () => {
  const result = await signIn((code) => typeCode(code, 'allow'));
  expect(result).toMatchObject({ kind: 'ok', value: { account: 'lan@example.com' } });
});

test('a person who says no ends it', async () => {
  expect(await signIn((code) => typeCode(code, 'deny'))).toMatchObject({ kind: 'failed', failure: { code: 'denied' } });
});

test('cancelling ends it while nobody types anything', async () => {
  const controller = new AbortController();
  expect(await signIn(() => controller.abort(), { signal: controller.signal })).toEqual({ kind: 'cancelled' });
});

test('a code that nobody types grows too old', async () => {
  const result = await signIn(() => undefined, { signInMs: 100 });
  expect(result).toMatchObject({ kind: 'failed', failure: { code: 'expired' } });
});
