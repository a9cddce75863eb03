import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { startOAuthProvider } from '../../support/oauthProvider.ts';
import { useVSCode } from '../support/vscode.ts';

/** Signing in as a person does: VS Code, the page of a provider in the same browser, and a mail server that checks the token. */
const standIn = await startOAuthProvider();
const received: { readonly user: string; readonly text: string }[] = [];
const methods: string[] = [];
const smtp = new SMTPServer({
  authMethods: ['XOAUTH2', 'PLAIN'],
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth({ method, accessToken = '', username = '' }, _session, done) {
    methods.push(method);
    void standIn.ownerOf(accessToken).then((owner) => {
      const isRight = method === 'XOAUTH2' && owner !== undefined && owner === username;
      setImmediate(done, null, isRight ? { user: owner } : { data: { status: '401', schemes: 'bearer' } });
    });
  },
  onData(stream, { user }, done) {
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.on('end', () => {
      received.push({ user: String(user), text });
      done();
    });
  },
});
await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
const address = smtp.server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const account = 'lan@example.com';

const vscode = useVSCode({
  settings: {
    'mailproof.oauth.providers': {
      company: {
        issuer: standIn.issuer,
        clientId: 'mailproof-test',
        scopes: ['openid', 'email', 'offline_access', 'smtp'],
        hosts: ['127.0.0.1'],
        redirectUri: 'http://127.0.0.1/cb',
      },
    },
    'mailproof.profiles': {
      Company: {
        host: '127.0.0.1',
        port,
        security: 'none',
        auth: 'oauth2',
        oauth: 'company',
        user: account,
        to: [account],
      },
    },
  },
});

let form: Frame;
beforeAll(async () => {
  await vscode().workbench.openContainer('Mailproof');
});
afterAll(async () => {
  await standIn.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

async function shot(name: string): Promise<void> {
  const dir = process.env['MAILPROOF_PICTURES'];
  if (dir !== undefined) await vscode().workbench.screenshot(join(dir, `oauth-${name}.png`));
}

const row = () => vscode().workbench.treeRow('SMTP Profiles', 'Company');

/**
 * The page of the provider, in a tab of its own. What VS Code opens by itself is closed: code-server leads addresses of this computer
 * through a proxy of its own, which a provider elsewhere would not see.
 */
async function providerPage(start: () => Promise<unknown>): Promise<Page> {
  const { context, page, workbench } = vscode();
  const tab = await context.newPage();
  await page.bringToFront();
  const closePopup = (popup: Page): void => void popup.close().catch(() => undefined);
  context.on('page', closePopup);
  await start();
  await workbench.waitForQuickInput('Sign in with company');
  const copy = workbench.quickRows.filter({ hasText: 'Copy the address of the sign-in page' });
  await page.evaluate(() => navigator.clipboard.writeText(''));
  const url = await waitFor('the address on the clipboard', async () => {
    await page.bringToFront();
    // VS Code may ask whether it may open the page, or say that the browser did not.
    const no = workbench.dialog.locator('.monaco-button', { hasText: 'Cancel' });
    if (await no.isVisible()) await no.click();
    if (!(await copy.isVisible())) return undefined;
    await copy.click({ timeout: 2000 }).catch(() => undefined);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return text.startsWith(standIn.issuer) ? text : undefined;
  });
  context.off('page', closePopup);
  await tab.goto(url);
  return tab;
}

/** Answers there, and returns what the last page says. */
async function finish(tab: Page, answer: 'Allow' | 'Deny'): Promise<string> {
  await tab.getByRole('button', { name: answer }).click();
  await tab.getByRole('heading', { level: 1, name: /You are/ }).waitFor();
  const text = await tab.locator('body').innerText();
  await tab.close();
  return text;
}

test('the tree says who is signed out, and the form how to sign in and what for', async () => {
  const { workbench } = vscode();
  await row().waitFor();
  expect(await row().innerText()).toContain('signed out');
  await row().click();
  form = await workbench.webviewFrame('form');
  await form.getByText('Not signed in').waitFor();
  expect(await form.locator('body').innerText()).toContain(
    'Asks to send mail as you: openid email offline_access smtp.',
  );
  expect(await form.getByLabel('Sign in at').inputValue()).toBe('company');
  await shot('signed-out');
});

test('signing in goes through the page of the provider, and says so everywhere', async () => {
  const tab = await providerPage(() => form.getByRole('button', { name: 'Sign in…' }).click());
  await shot('waiting');
  expect(await tab.getByLabel('Account').inputValue()).toBe(account);
  expect(await finish(tab, 'Allow')).toContain(`You are signed in as ${account}`);
  await form.getByText(`Signed in as ${account}`).waitFor();
  await waitFor('the tree', async () => !(await row().innerText()).includes('signed out'));
  await shot('signed-in');
});

test('the connection test and a send use the token', async () => {
  const { workbench } = vscode();
  await form.getByRole('button', { name: 'Test connection' }).click();
  await form.getByText('accepts the sign-in').waitFor();
  await form.getByRole('button', { name: 'Cancel', exact: true }).click();
  await send();
  await waitFor('the mail', async () => received.length === 1);
  expect(received[0]?.user).toBe(account);
  expect(new Set(methods)).toEqual(new Set(['XOAUTH2']));
  await workbench.clearNotifications();
});

test('a send that needs a sign-in asks for it, and goes on', async () => {
  const { workbench } = vscode();
  await workbench.contextMenu(row(), 'Sign Out');
  await waitFor('the tree', async () => (await row().innerText()).includes('signed out'));
  await send();
  await workbench.dialog.getByText('"Company" needs you to sign in with company.').waitFor();
  await shot('send-asks');
  const tab = await providerPage(() => workbench.clickDialog('Sign In'));
  await finish(tab, 'Allow');
  await waitFor('the mail', async () => received.length === 2, { timeoutMs: 30_000 });
  await workbench.clearNotifications();
});

test('saying no, and cancelling, leave nobody signed in and nothing behind', async () => {
  const { workbench, page } = vscode();
  await workbench.contextMenu(row(), 'Sign Out');
  const signIn = (): Promise<unknown> => workbench.contextMenu(row(), 'Sign In');
  const denied = await providerPage(signIn);
  expect(await finish(denied, 'Deny')).toContain('You are not signed in');
  await workbench.notification('The permission was not given').waitFor();
  await shot('denied');
  await workbench.clearNotifications();
  const left = await providerPage(signIn);
  const redirect = new URL(left.url()).searchParams.get('redirect_uri') ?? standIn.redirects.at(-1) ?? '';
  await left.close();
  await page.bringToFront();
  await page.keyboard.press('Escape');
  await waitFor('nobody listens', async () =>
    fetch(redirect).then(
      () => false,
      () => true,
    ),
  );
  expect(await row().innerText()).toContain('signed out');
});

describe('where the browser cannot come back', () => {
  test.each([
    ['pasted into the list', (address: string) => vscode().workbench.quickInput.fill(address)],
    [
      'pasted where that is asked for',
      async (address: string) => {
        const { workbench } = vscode();
        await workbench.pick('Paste the address that the browser ended on');
        await workbench.waitForQuickInput('The whole address of the page');
        await workbench.enter(address);
      },
    ],
  ])('the address that it ended on is %s', async (_, paste) => {
    const { workbench, page } = vscode();
    if (!(await row().innerText()).includes('signed out')) {
      await workbench.contextMenu(row(), 'Sign Out');
      await waitFor('the tree', async () => (await row().innerText()).includes('signed out'));
    }
    const tab = await providerPage(() => workbench.contextMenu(row(), 'Sign In'));
    // As in a browser on another computer, which has no such listener. Routes of Playwright do not see where a redirect leads.
    let ended: string | undefined;
    const debug = await vscode().context.newCDPSession(tab);
    debug.on('Fetch.requestPaused', ({ requestId, request }) => {
      ended = request.url;
      void debug.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionRefused' });
    });
    await debug.send('Fetch.enable', { patterns: [{ urlPattern: '*/cb?*' }] });
    await tab.getByRole('button', { name: 'Allow' }).click();
    const address = await waitFor('the end of the way', () => Promise.resolve(ended));
    await tab.close();
    await page.bringToFront();
    await paste(address);
    await waitFor('the tree', async () => !(await row().innerText()).includes('signed out'));
    await workbench.clearNotifications();
  });
});

test('no code and no token is in a file of the session, in settings, or on a page', async () => {
  const { dir, page } = vscode();
  expect(standIn.issued.length).toBeGreaterThan(5);
  // The browser's own profile knows the pages that it was on, and their codes, each of which worked once.
  const files = filesBelow(dir).filter((file) => !file.startsWith(join(dir, 'profile')));
  const texts = [await page.content(), ...files.map((file) => readFileSync(file, 'latin1'))];
  expect(files.length).toBeGreaterThan(10);
  expect(standIn.issued.filter((token) => texts.some((text) => text.includes(token)))).toEqual([]);
});

async function send(): Promise<void> {
  const { workbench, page } = vscode();
  await workbench.openFile('welcome.mjml.hbs');
  await workbench.runCommand('Mailproof: Send Test Email...');
  await workbench.waitForQuickInput('Send through');
  await workbench.pick('Company');
  await workbench.waitForQuickInput('Recipients of welcome.mjml.hbs');
  await page.keyboard.press('Enter');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
