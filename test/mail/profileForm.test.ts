import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { ensureBrowser } from '../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../scripts/host/codeServer.mjs';
import { buildMailproof } from '../../scripts/host/extensionPackages.mjs';
import { hostDir } from '../../scripts/host/paths.mjs';
import { openSession, type Session } from '../../scripts/host/session.mjs';
import { waitFor } from '../../scripts/host/waiting.mjs';
import { accounts, domain, postfixPorts, type PortName } from './settings.ts';

/** The form of a profile and its connection test, in a real editor, with a real mail server. */
const { ca, ports } = inject('realServers');
const user = `alice@${domain}`;
let session: Session;
let folder = '';
let workspace = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mailproof-form-'));
  workspace = mkdtempSync(path.join(folder, 'workspace-'));
  writeFileSync(path.join(workspace, 'welcome.mjml'), '<mjml></mjml>');
  const authority = path.join(folder, 'ca.pem');
  writeFileSync(authority, ca);
  const vsix = await buildMailproof();
  session = await openSession({
    codeServer: await ensureCodeServer(hostDir, console.log),
    browser: await ensureBrowser(console.log),
    extensions: [vsix],
    env: { NODE_EXTRA_CA_CERTS: authority },
  });
  await session.workbench.open(session.server.url(workspace));
  await session.workbench.openContainer('Mailproof');
  await session.workbench.runCommand('Mailproof: Add SMTP Profile...');
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(`See ${await session.saveFailure(task.name)}`);
});

afterAll(async () => {
  await session?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

type Way = readonly [security: 'starttls' | 'tls', mechanism: string, port: PortName];
const ways = (['starttls', 'tls'] as const).flatMap((security) =>
  Object.entries(postfixPorts[security]).map(([mechanism, port]): Way => [security, mechanism, port]),
);

type Form = Awaited<ReturnType<Session['workbench']['webviewFrame']>>;

async function fill(
  form: Form,
  fields: { readonly port: number; readonly security: string; readonly password: string },
) {
  await form.getByLabel('Host', { exact: true }).fill('localhost');
  await form.getByLabel('Port', { exact: true }).fill(String(fields.port));
  // The encryption follows the port when the field is left.
  await form.getByLabel('Port', { exact: true }).press('Tab');
  await form.getByLabel('Encryption', { exact: true }).selectOption(fields.security);
  await form.getByLabel('User', { exact: true }).fill(user);
  await form.locator('#password').fill(fields.password);
}

const stateOf = async (form: Form, name: string): Promise<string> =>
  (await form.locator('.check', { hasText: name }).getAttribute('class')) ?? '';

test.each(ways)(
  'over %s, the form signs in with %s, and tells a wrong password',
  async (security, mechanism, port) => {
    const form = await session.workbench.webviewFrame('form');
    await fill(form, { port: ports[port], security, password: accounts.alice });
    await form.getByRole('button', { name: 'Test connection' }).click();
    await form.getByText('The connection works').waitFor({ timeout: 30_000 });
    const list = await form.locator('.checks').innerText();
    expect(list).toContain(`Accepted with ${mechanism}`);
    expect(list).toContain('Certificate for localhost');
    expect(list).toMatch(/SHA-256 fingerprint (?:[0-9A-F]{2}:){31}/);
    expect(list).toMatch(/Extensions .*8BITMIME/);
    expect(await form.locator('.check:not(.is-done)').count()).toBe(0);
    await form.locator('#password').fill('wrong');
    await form.getByRole('button', { name: 'Test connection' }).click();
    await form.getByText('The connection does not work').waitFor({ timeout: 30_000 });
    expect(await stateOf(form, 'Sign-in')).toContain('is-failed');
    expect(await stateOf(form, 'Server says what it can do')).toContain('is-done');
  },
  120_000,
);

test('a profile is saved, tested from the tree, and asks for its password again once it goes elsewhere', async () => {
  const { workbench } = session;
  const form = await workbench.webviewFrame('form');
  await fill(form, { port: ports.submission, security: 'starttls', password: accounts.alice });
  await form.getByLabel('Name', { exact: true }).fill('Postfix');
  await form.getByRole('button', { name: /^Save/ }).click();
  const row = workbench.treeRow('SMTP Profiles', 'Postfix');
  await row.waitFor();
  await workbench.inlineAction(row, 'Test Connection');
  await workbench.notification('accepts the user and the password').waitFor({ timeout: 30_000 });
  await row.locator('.codicon-pass').waitFor();
  await row.click();
  const edited = await workbench.webviewFrame('form');
  await waitFor('the fields', async () => (await edited.locator('#name').inputValue()) === 'Postfix');
  expect(await edited.locator('#password').inputValue()).toBe('');
  await edited.getByLabel('Port', { exact: true }).fill(String(ports.submissions));
  await edited.getByLabel('Port', { exact: true }).press('Tab');
  await edited.getByLabel('Encryption', { exact: true }).selectOption('tls');
  await edited.getByRole('button', { name: /^Save/ }).click();
  await waitFor('the missing password', async () => (await row.innerText()).includes('no password'));
  const settings = JSON.parse(readFileSync(path.join(workspace, '.vscode', 'settings.json'), 'utf8'));
  expect(settings['mailproof.workspaceProfiles'].Postfix).toMatchObject({ port: ports.submissions, security: 'tls' });
}, 120_000);
