import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { createAuthority } from '../../support/certificates.ts';
import { startFakeSmtpServer, type FakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

const authority = createAuthority();
const authorityFile = join(tmpdir(), `mailproof-discovery-${process.pid}.pem`);
const secret = 'Correct-Horse-7';
const asked: string[] = [];
let smtp: FakeSmtpServer | undefined;

/** A database of providers on this computer; names below `localhost` lead nowhere else. */
const database = http.createServer((request, response) => {
  asked.push(request.url ?? '');
  const description = `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><outgoingServer type="smtp">
    <hostname>localhost</hostname><port>${smtp?.port}</port><socketType>SSL</socketType>
    <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>
  </outgoingServer></emailProvider></clientConfig>`;
  response.writeHead(request.url === '/db/shop.localhost' ? 200 : 404).end(description);
});
const settings: Record<string, string> = {};

// Before VS Code is opened, which is told where they are.
beforeAll(async () => {
  writeFileSync(authorityFile, authority.cert);
  smtp = await startFakeSmtpServer({}, { certificate: authority.issue(['localhost']), implicitTls: true });
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  const { port } = database.address() as AddressInfo;
  settings['mailproof.discovery.database'] = `http://127.0.0.1:${port}/db/`;
});

const vscode = useVSCode({ env: { NODE_EXTRA_CA_CERTS: authorityFile }, settings });

afterAll(async () => {
  await smtp?.close();
  database.closeAllConnections();
  database.close();
  rmSync(authorityFile, { force: true });
});

async function typeAddress(address: string): Promise<Frame> {
  const { workbench } = vscode();
  await workbench.openContainer('Mailproof');
  await workbench.runCommand('Mailproof: Add SMTP Profile...');
  const form = await workbench.webviewFrame('form');
  await form.getByLabel('Email address', { exact: true }).fill(address);
  return form;
}

test('nothing is asked before the user agrees', async () => {
  const form = await typeAddress('lan@shop.localhost');
  await form.getByText('Only “shop.localhost” leaves this computer').waitFor();
  await form.getByLabel('Name', { exact: true }).focus();
  expect(asked).toEqual([]);
  expect(smtp?.commands).toEqual([]);
});

test('once they have, a server elsewhere is shown, tried without a password, and filled in by a click', async () => {
  const form = await vscode().workbench.webviewFrame('form');
  await form.getByRole('button', { name: 'Look up the server' }).click();
  await form.getByText('localhost is not part of shop.localhost').waitFor({ timeout: 30_000 });
  expect(asked).toEqual(['/db/shop.localhost']);
  // Only that it is a mail server was looked at.
  expect(smtp?.commands.map((line) => line.split(' ', 1)[0])).toEqual(['EHLO', 'QUIT']);
  expect(await form.getByLabel('Host', { exact: true }).inputValue()).toBe('');
  await form.getByRole('button', { name: 'Use localhost' }).click();
  expect(await form.getByLabel('Host', { exact: true }).inputValue()).toBe('localhost');
  await form.getByRole('button', { name: 'Cancel' }).click();
});

test('an address, a yes, a password and Save are all that it takes', async () => {
  const { workbench, workspace } = vscode();
  let inputs = 0;
  const input = async (action: Promise<unknown>): Promise<void> => {
    inputs++;
    await action;
  };
  const form = await typeAddress('lan@shop.localhost');
  inputs++;
  await input(form.getByRole('button', { name: 'Use localhost' }).click({ timeout: 30_000 }));
  await input(workbench.page.keyboard.type(secret));
  await input(workbench.page.keyboard.press('Enter'));
  const row = workbench.treeRow('SMTP Profiles', 'shop.localhost');
  await row.waitFor();
  expect(inputs).toBeLessThan(5);
  await workbench.inlineAction(row, 'Test Connection');
  await workbench.notification('accepts the user and the password').waitFor();
  await workbench.clearNotifications();
  const settings = readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8');
  expect(JSON.parse(settings)['mailproof.workspaceProfiles']).toEqual({
    'shop.localhost': {
      host: 'localhost',
      port: smtp?.port,
      security: 'tls',
      auth: 'password',
      user: 'lan@shop.localhost',
    },
  });
  expect(settings).not.toContain(secret);
});

test('what is not found is told', async () => {
  const form = await typeAddress('lan@nowhere.localhost');
  await form.getByText('Nothing was found.').waitFor({ timeout: 60_000 });
  await waitFor('the question', async () => asked.includes('/db/nowhere.localhost'));
  await form.getByRole('button', { name: 'Cancel', exact: true }).click();
}, 90_000);
