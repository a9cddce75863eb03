import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { Workbench } from '../../../scripts/host/workbench.mjs';
import { canary } from '../../support/canary.ts';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

const secret = canary.password;
const committed = { host: 'localhost', port: 2525, security: 'none', user: 'lan@test.example' };

function commit(workspace: string, profiles: object): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const file = join(workspace, '.vscode', 'settings.json');
  writeFileSync(file, JSON.stringify({ 'mailproof.workspaceProfiles': profiles }));
}

const rowOf = (workbench: Workbench, name: string) => workbench.treeRow('SMTP Profiles', name);

/** Waits until the tree says so. */
async function untilPassword(workbench: Workbench, name: string, { isStored }: { isStored: boolean }): Promise<void> {
  const row = rowOf(workbench, name);
  await row.waitFor();
  await waitFor(
    `${isStored ? 'a' : 'no'} password of ${name}`,
    async () => (await row.innerText()).includes('no password') !== isStored,
  );
}

async function setPassword(workbench: Workbench, name: string): Promise<void> {
  await untilPassword(workbench, name, { isStored: false });
  await workbench.contextMenu(rowOf(workbench, name), 'Set Password...');
  await workbench.waitForQuickInput(`Password of "${name}"`);
  await workbench.enter(secret);
  await untilPassword(workbench, name, { isStored: true });
}

describe('a password belongs to where it goes', () => {
  const vscode = useVSCode();
  test('a colleague’s profile works after its password was entered once', async () => {
    const server = await startFakeSmtpServer();
    const { workbench, workspace } = vscode();
    await workbench.openContainer('Mailproof');
    commit(workspace, { Shared: { ...committed, port: server.port } });
    const row = workbench.treeRow('SMTP Profiles', 'Shared');
    await row.waitFor();
    await workbench.inlineAction(row, 'Test Connection');
    await workbench.waitForQuickInput('Password of "Shared"');
    await workbench.enter(secret);
    await workbench.waitForQuickInput('Keep the password of "Shared"?');
    await workbench.pick('Store it');
    await workbench.notification('accepts the user and the password').waitFor();
    await workbench.clearNotifications();
    await workbench.inlineAction(row, 'Test Connection');
    await workbench.notification('accepts the user and the password').waitFor();
    await workbench.clearNotifications();
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(2);
    await server.close();
  });

  test('that is used once is not stored', async () => {
    const server = await startFakeSmtpServer();
    const { workbench, workspace } = vscode();
    commit(workspace, { Once: { ...committed, port: server.port } });
    const row = workbench.treeRow('SMTP Profiles', 'Once');
    await row.waitFor();
    await workbench.inlineAction(row, 'Test Connection');
    await workbench.waitForQuickInput('Password of "Once"');
    await workbench.enter(secret);
    await workbench.waitForQuickInput('Keep the password of "Once"?');
    await workbench.pick('Use it once');
    await workbench.notification('accepts the user and the password').waitFor();
    await workbench.clearNotifications();
    expect(await row.innerText()).toContain('no password');
    await server.close();
  });

  test('a workspace that changes where a password would go gets none, and the question names the new place', async () => {
    const { workbench, workspace } = vscode();
    await workbench.openContainer('Mailproof');
    commit(workspace, { Bound: committed });
    await setPassword(workbench, 'Bound');
    for (const change of [{ host: 'evil.example' }, { port: 2526 }, { user: 'eve@test.example' }]) {
      const changed = { ...committed, ...change };
      commit(workspace, { Bound: changed });
      const shown = `${changed.user.split('@')[0]}@${changed.host}:${changed.port} · no password`;
      await waitFor(shown, async () => (await rowOf(workbench, 'Bound').innerText()).includes(shown));
      await workbench.inlineAction(rowOf(workbench, 'Bound'), 'Test Connection');
      await workbench.waitForQuickInput('Password of "Bound"');
      expect(await workbench.quick.innerText()).toContain(
        `No password is stored for ${changed.user} at ${changed.host}:${changed.port}`,
      );
      expect(await workbench.quickInput.inputValue()).toBe('');
      await workbench.page.keyboard.press('Escape');
    }
    // It was not lost: as it was, it is there again.
    commit(workspace, { Bound: committed });
    await untilPassword(workbench, 'Bound', { isStored: true });
  });

  test('a profile is dragged to another group with its password', async () => {
    const { workbench, workspace } = vscode();
    const settings = (): string => readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8');
    const placeOf = async (name: string): Promise<number> =>
      Number(await rowOf(workbench, name).getAttribute('data-index'));
    await workbench.drag(rowOf(workbench, 'Bound'), rowOf(workbench, 'All Workspaces'));
    await waitFor(
      'the profile below the other group',
      async () => (await placeOf('Bound')) > (await placeOf('All Workspaces')),
    );
    expect(settings()).not.toContain('Bound');
    await untilPassword(workbench, 'Bound', { isStored: true });
  });

  test('an entry that cannot be used says why and leads to its line', async () => {
    const { workbench, workspace } = vscode();
    commit(workspace, { Broken: { host: 'a b' }, Empty: null });
    const row = rowOf(workbench, 'Broken');
    await row.waitFor();
    expect(await row.innerText()).toContain('This is not a host name.');
    await row.click();
    await workbench.tab('settings.json').waitFor();
    const column = readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8').indexOf('"Broken"') + 1;
    await workbench.statusItem(`Ln 1, Col ${column}`).waitFor();
  });

  test('another window of the workspace shows what this one changes', async () => {
    const { workbench, workspace, context, server } = vscode();
    const other = new Workbench(await context.newPage());
    await other.open(server.url(workspace));
    await other.openContainer('Mailproof');
    await untilPassword(other, 'Bound', { isStored: true });
    await workbench.page.bringToFront();
    await workbench.contextMenu(rowOf(workbench, 'Broken'), 'Delete SMTP Profile...');
    await workbench.clickDialog('Delete');
    await rowOf(other, 'Broken').waitFor({ state: 'detached' });
    await other.page.close();
  });

  test('all stored passwords are deleted by one command', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Mailproof: Delete All Stored Passwords...');
    await workbench.clickDialog('Delete All');
    await untilPassword(workbench, 'Bound', { isStored: false });
  });
});

describe('in Restricted Mode', () => {
  const vscode = useVSCode({
    workspaceTrust: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
  });

  test('the profiles of the workspace are shown as ignored, and asked for nothing', async () => {
    const { workbench, workspace } = vscode();
    commit(workspace, { Stranger: committed });
    await workbench.openContainer('Mailproof');
    const row = workbench.treeRow('SMTP Profiles', 'Stranger');
    await row.waitFor();
    expect(await row.innerText()).toContain('ignored in Restricted Mode');
    await row.hover();
    expect(await row.locator('.action-label').count()).toBe(0);
  });
});
