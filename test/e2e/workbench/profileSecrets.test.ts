import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

const secret = 'Correct-Horse-7';
const committed = { host: 'localhost', port: 2525, security: 'none', user: 'lan@test.example' };

function commit(workspace: string, profiles: object): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const file = join(workspace, '.vscode', 'settings.json');
  writeFileSync(file, JSON.stringify({ 'mailproof.workspaceProfiles': profiles }));
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
