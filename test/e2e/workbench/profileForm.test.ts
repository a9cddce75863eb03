import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

test('a profile is made by the keyboard alone', async () => {
  const { workbench, workspace } = vscode();
  const { keyboard } = workbench.page;
  await workbench.openContainer('Mailproof');
  await workbench.runCommand('Mailproof: Add SMTP Profile...');
  const form = await workbench.webviewFrame('form');
  const focused = (): Promise<string> =>
    form.evaluate(() => {
      const element = document.activeElement;
      return element?.id !== undefined && element.id !== '' ? element.id : (element?.textContent?.trim() ?? '');
    });
  await waitFor('the first field', async () => (await focused()) === 'address');
  const reached: string[] = [];
  const tabTo = async (wanted: string): Promise<void> => {
    for (let presses = 0; (await focused()) !== wanted; presses++) {
      if (presses > 40) throw new Error(`The Tab key does not lead to ${wanted}: ${reached.join(', ')}`);
      await keyboard.press('Tab');
      reached.push(await focused());
    }
  };
  await keyboard.type('lan@gmail.com');
  await waitFor('the host', async () => (await form.locator('#host').inputValue()) === 'smtp.gmail.com');
  await tabTo('name');
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('By keyboard');
  await tabTo('security');
  await keyboard.press('ArrowDown');
  await waitFor('the port to follow', async () => (await form.locator('#port').inputValue()) === '587');
  await tabTo('password');
  await keyboard.type('Correct-Horse-7');
  await tabTo('environment-test');
  await keyboard.press('ArrowDown');
  await tabTo('Advanced');
  await keyboard.press('Enter');
  await tabTo('replyTimeoutSeconds');
  await keyboard.type('0');
  await tabTo('Save');
  await keyboard.press('Enter');
  // What is wrong gets the focus.
  await waitFor('the wrong field', async () => (await focused()) === 'replyTimeoutSeconds');
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('60');
  await keyboard.press('Enter');
  await workbench.treeRow('SMTP Profiles', 'By keyboard').waitFor();
  const settings = readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8');
  expect(JSON.parse(settings)['mailproof.workspaceProfiles']['By keyboard']).toEqual({
    host: 'smtp.gmail.com',
    port: 587,
    security: 'starttls',
    auth: 'password',
    user: 'lan@gmail.com',
    environment: 'production',
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    replyTimeoutSeconds: 60,
  });
});

test('pointing at a profile tells its provider, encryption, user and last test', async () => {
  const { workbench } = vscode();
  await workbench.treeRow('SMTP Profiles', 'By keyboard').hover();
  const hover = workbench.page.locator('.monaco-hover', { hasText: 'smtp.gmail.com:587 · STARTTLS' });
  await hover.waitFor();
  const told = await hover.innerText();
  for (const part of ['Gmail', 'Signs in as lan@gmail.com', 'Production: each send is confirmed', 'Never tested'])
    expect(told).toContain(part);
});
