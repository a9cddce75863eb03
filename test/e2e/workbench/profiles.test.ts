import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { createSelfSigned } from '../../support/certificates.ts';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();
const secret = 'Correct-Horse-7';

const settingsText = (): string => {
  const file = join(vscode().workspace, '.vscode', 'settings.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

test('a profile is added with the form; its password goes to no file of the workspace', async () => {
  const { workbench } = vscode();
  await workbench.openContainer('Mailproof');
  await workbench.runCommand('Mailproof: Add SMTP Profile...');
  const form = await workbench.webviewFrame('form');
  await form.getByLabel('Name', { exact: true }).fill('Staging');
  await form.getByLabel('Host', { exact: true }).fill('mail.test.example');
  await form.getByLabel('User', { exact: true }).fill('lan@test.example');
  await form.getByLabel('Password', { exact: true }).and(form.locator('input[type="password"]')).fill(secret);
  await form.getByRole('button', { name: /^Save/ }).click();
  const row = workbench.treeRow('SMTP Profiles', 'Staging');
  await row.waitFor();
  await waitFor('the setting', async () => settingsText().includes('mail.test.example'));
  const stored = JSON.parse(settingsText())['mailproof.workspaceProfiles'];
  expect(stored).toEqual({
    Staging: {
      host: 'mail.test.example',
      port: 465,
      security: 'tls',
      auth: 'password',
      user: 'lan@test.example',
    },
  });
  expect(settingsText()).not.toContain(secret);
  expect(await row.innerText()).not.toContain('no password');
});

test('an address and a password are enough for a provider that is known', async () => {
  const { workbench } = vscode();
  await workbench.openContainer('Mailproof');
  await workbench.runCommand('Mailproof: Add SMTP Profile...');
  const form = await workbench.webviewFrame('form');
  await form.getByLabel('Email address', { exact: true }).fill('lan@gmail.com');
  await waitFor(
    'the host',
    async () => (await form.getByLabel('Host', { exact: true }).inputValue()) === 'smtp.gmail.com',
  );
  await form.getByText('app password', { exact: false }).first().waitFor();
  await form.getByLabel('Password', { exact: true }).and(form.locator('input[type="password"]')).fill(secret);
  await form.getByRole('button', { name: /^Save/ }).click();
  await workbench.treeRow('SMTP Profiles', 'Gmail').waitFor();
  await waitFor('the setting', async () => settingsText().includes('smtp.gmail.com'));
  expect(JSON.parse(settingsText())['mailproof.workspaceProfiles'].Gmail).toMatchObject({
    host: 'smtp.gmail.com',
    port: 465,
    security: 'tls',
    auth: 'password',
    user: 'lan@gmail.com',
  });
  expect(settingsText()).not.toContain(secret);
});

test('the connection test fills a list, and one click mends what it found wrong', async () => {
  const { workbench } = vscode();
  const server = await startFakeSmtpServer({ EHLO: '250-mail.test\r\n250-SIZE 26214400\r\n250 AUTH PLAIN LOGIN' });
  try {
    await workbench.runCommand('Mailproof: Add SMTP Profile...');
    const form = await workbench.webviewFrame('form');
    await form.getByLabel('Name', { exact: true }).fill('Tested');
    await form.getByLabel('Host', { exact: true }).fill('localhost');
    await form.getByLabel('Port', { exact: true }).fill(String(server.port));
    await form.getByLabel('Encryption', { exact: true }).selectOption('starttls');
    await form.getByLabel('User', { exact: true }).fill('lan@test.example');
    await form.getByLabel('Password', { exact: true }).and(form.locator('input[type="password"]')).fill(secret);
    await form.getByRole('button', { name: 'Test connection' }).click();
    await form.getByText('The connection does not work').waitFor();
    expect(await form.locator('.check.is-failed .check-name').innerText()).toBe('Connection is encrypted');
    expect(await form.locator('.check.is-done .check-name').allInnerTexts()).toEqual([
      'Host name is found',
      'Port is open',
      'Mail server answers',
    ]);
    expect(server.commands.some((line) => line.startsWith('AUTH'))).toBe(false);
    await form.getByRole('button', { name: /^Use port \d+ without encryption/ }).click();
    await form.getByText('The connection works').waitFor();
    expect(await form.locator('.check.is-done').count()).toBe(6);
    expect(await form.evaluate(() => document.body.innerText)).not.toContain(secret);
    await form.getByRole('button', { name: /^Save/ }).click();
  } finally {
    await server.close();
  }
  // The tree says how the last test ended.
  const row = workbench.treeRow('SMTP Profiles', 'Tested');
  await row.locator('.codicon-pass').waitFor();
  await workbench.inlineAction(row, 'Test Connection');
  await row.locator('.codicon-error').waitFor();
  expect(await row.innerText()).toContain('last test failed');
  await workbench.clearNotifications();
});

test('a server with a certificate of its own gets the password once its certificate is accepted, and not before', async () => {
  const { workbench } = vscode();
  const certificate = createSelfSigned(['localhost']);
  const ehlo = '250-mail.test\r\n250 AUTH PLAIN LOGIN';
  const server = await startFakeSmtpServer({ EHLO: ehlo }, { certificate, implicitTls: true });
  try {
    await workbench.runCommand('Mailproof: Add SMTP Profile...');
    const form = await workbench.webviewFrame('form');
    await form.getByLabel('Host', { exact: true }).fill('localhost');
    await form.getByLabel('Port', { exact: true }).fill(String(server.port));
    await form.getByLabel('Name', { exact: true }).fill('Pinned');
    await form.getByLabel('User', { exact: true }).fill('lan@test.example');
    await form.getByLabel('Password', { exact: true }).and(form.locator('input[type="password"]')).fill(secret);
    await form.getByRole('button', { name: 'Test connection' }).click();
    await form.getByText('The connection does not work').waitFor();
    expect(await form.locator('.check.is-failed').innerText()).toContain('SHA-256 fingerprint');
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(0);
    await form.getByRole('button', { name: 'Accept this certificate only, and test again' }).click();
    await form.getByText('The connection works').waitFor();
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
    expect(await form.getByLabel('Certificate', { exact: true }).inputValue()).toMatch(/^(?:[0-9A-F]{2}:){31}/);
    await form.getByRole('button', { name: 'Cancel' }).click();
  } finally {
    await server.close();
  }
});

test('the form of a stored profile says that there is a password, and does not hold it', async () => {
  const { workbench } = vscode();
  await workbench.treeRow('SMTP Profiles', 'Staging').click();
  await workbench.tab('SMTP Profile: Staging').waitFor();
  const form = await workbench.webviewFrame('form');
  await waitFor(
    'the fields',
    async () => (await form.getByLabel('Host', { exact: true }).inputValue()) === 'mail.test.example',
  );
  expect(await form.locator('input[type="password"]').inputValue()).toBe('');
  expect(await form.evaluate(() => document.documentElement.outerHTML)).not.toContain(secret);
});

test('the form opens again after it was closed, for a profile and for a new one', async () => {
  const { workbench } = vscode();
  for (const [open, tab] of [
    [() => workbench.runCommand('Mailproof: Add SMTP Profile...'), 'New SMTP Profile'],
    [() => workbench.treeRow('SMTP Profiles', 'Staging').click(), 'SMTP Profile: Staging'],
  ] as const) {
    for (let time = 0; time < 2; time++) {
      await open();
      await workbench.tab(tab).waitFor();
      const form = await workbench.webviewFrame('form');
      await form.getByRole('button', { name: 'Cancel' }).click();
      await workbench.tab(tab).waitFor({ state: 'detached' });
    }
  }
  await workbench.treeRow('SMTP Profiles', 'Staging').click();
  await workbench.tab('SMTP Profile: Staging').waitFor();
});

test('a password does not follow its profile to another server', async () => {
  const { workbench } = vscode();
  const form = await workbench.webviewFrame('form');
  await form.getByLabel('Host', { exact: true }).fill('evil.test.example');
  await form.getByRole('button', { name: /^Save/ }).click();
  const row = workbench.treeRow('SMTP Profiles', 'Staging');
  await waitFor('the missing password to be shown', async () => (await row.innerText()).includes('no password'));
});

test('an invalid profile is shown with its reason and never dropped', async () => {
  const { workbench } = vscode();
  await workbench.runCommand('Preferences: Open Workspace Settings (JSON)');
  await workbench.replaceEditorText(
    JSON.stringify({ 'mailproof.workspaceProfiles': { Broken: { host: 'a b', port: 70000 } } }),
  );
  await workbench.runCommand('File: Save');
  const row = workbench.treeRow('SMTP Profiles', 'Broken');
  await row.waitFor();
  expect(await row.innerText()).toContain('invalid settings');
});

test('a profile is deleted after a question', async () => {
  const { workbench } = vscode();
  await workbench.contextMenu(workbench.treeRow('SMTP Profiles', 'Broken'), 'Delete SMTP Profile...');
  await workbench.clickDialog('Delete');
  await workbench.treeRow('SMTP Profiles', 'Broken').waitFor({ state: 'detached' });
  await waitFor('the setting to go', async () => !settingsText().includes('Broken'));
});

test('accounts of the project are imported, and their passwords go to no file', async () => {
  const { workbench, workspace } = vscode();
  writeFileSync(
    join(workspace, '.env.local'),
    `MAIL_HOST=smtp.imported.example\nMAIL_PORT=587\nMAIL_USERNAME=shop@imported.example\nMAIL_PASSWORD=${secret}\nMAIL_ENCRYPTION=tls\n`,
  );
  await workbench.runCommand('Mailproof: Import SMTP Profiles...');
  await workbench.quick.getByText('.env.local').click();
  await workbench.quick.getByText('This Workspace').click();
  const row = workbench.treeRow('SMTP Profiles', 'smtp.imported.example');
  await row.waitFor();
  await waitFor('the setting', async () => settingsText().includes('smtp.imported.example'));
  expect(JSON.parse(settingsText())['mailproof.workspaceProfiles']['smtp.imported.example']).toEqual({
    host: 'smtp.imported.example',
    port: 587,
    security: 'starttls',
    auth: 'password',
    user: 'shop@imported.example',
  });
  expect(settingsText()).not.toContain(secret);
  expect(await row.innerText()).not.toContain('no password');
});

test('the password of the MJML extension is moved; a setting that VS Code does not let go is told', async () => {
  const { workbench } = vscode();
  await workbench.clearNotifications();
  await workbench.runCommand('Preferences: Open Workspace Settings (JSON)');
  await workbench.replaceEditorText(
    JSON.stringify({
      'mjml.mailSender': 'me@mjml.example',
      'mjml.nodemailer': { host: 'smtp.mjml.example', port: 465, secure: true, auth: { user: 'me', pass: secret } },
    }),
  );
  await workbench.runCommand('File: Save');
  await workbench.runCommand('Mailproof: Import SMTP Profiles...');
  await workbench.quick.getByText('mjml.nodemailer').click();
  await workbench.quick.getByText('This Workspace', { exact: true }).click();
  await workbench.page.getByRole('button', { name: 'Remove It' }).click();
  // The MJML extension is not installed here, and VS Code writes no setting that nobody has contributed.
  await workbench.page.getByText('The setting mjml.nodemailer could not be changed').first().waitFor();
  const row = workbench.treeRow('SMTP Profiles', 'MJML');
  await row.waitFor();
  expect(await row.innerText()).not.toContain('no password');
  expect(JSON.stringify(JSON.parse(settingsText())['mailproof.workspaceProfiles'])).not.toContain(secret);
});
