import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { Workbench } from '../../../scripts/host/workbench.mjs';
import { canary, tracesInBytes, tracesOf } from '../../support/canary.ts';
import { startFakeMailboxServer } from '../../support/fakeMailboxServer.ts';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { commit, committed, rowOf, setPassword, untilPassword } from '../support/profiles.ts';
import { useVSCode } from '../support/vscode.ts';

const secret = canary.password;
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
    const pin = Array.from({ length: 32 }, () => 'AB').join(':');
    const changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      host: { host: 'evil.example' },
      'a host that looks alike': { host: 'localhost.' },
      'the address of the host': { host: '127.0.0.1' },
      port: { port: 2526 },
      user: { user: 'eve@test.example' },
      'case of the user': { user: 'Lan@test.example' },
      'required encryption': { security: 'starttls' },
      'encryption from the first byte': { security: 'tls' },
      'the certificate that is taken': { certificatePin: pin },
    };
    for (const change of Object.values(changes)) {
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
      // As it was, it is there again: nothing was lost, and the next change is seen to take effect.
      commit(workspace, { Bound: committed });
      await untilPassword(workbench, 'Bound', { isStored: true });
    }
  });

  test('the password of a mailbox does not follow it to another server either', async () => {
    const { workbench, workspace } = vscode();
    const server = await startFakeMailboxServer({
      greeting: '+OK ready\r\n',
      answer: (line) => (line === 'CAPA' ? '+OK\r\nUSER\r\n.\r\n' : '+OK\r\n'),
    });
    const mailbox = { host: 'localhost', port: server.port, security: 'none' };
    const look = async (pop3: object, port: number): Promise<void> => {
      commit(workspace, { Bound: { ...committed, pop3 }, [`On ${port}`]: committed });
      // Another row says that the settings have been read.
      await rowOf(workbench, `On ${port}`).waitFor();
      await workbench.contextMenu(rowOf(workbench, 'Bound'), 'Test Mailbox Connection');
    };
    try {
      await look(mailbox, 1);
      await workbench.waitForQuickInput('Password of the mailbox of "Bound"');
      await workbench.pick('Use the password of the SMTP server');
      await workbench.waitForQuickInput('Keep the password of the mailbox of "Bound"?');
      await workbench.pick('Store it');
      await waitFor('the sign-in', async () => server.received().includes('PASS '));
      const connections = server.connections();
      await look(mailbox, 2);
      await waitFor('a sign-in without a question', async () => server.connections() === connections + 1);
      const changes = [
        { port: 1 },
        { host: '127.0.0.1' },
        { host: 'evil.example', port: 995 },
        { security: 'starttls' },
      ];
      for (const [index, change] of changes.entries()) {
        const changed = { ...mailbox, ...change };
        await look(changed, 10 + index);
        await workbench.waitForQuickInput('Password of the mailbox of "Bound"');
        expect(await workbench.quick.innerText()).toContain(`${changed.host}:${changed.port} (POP3)`);
        await workbench.page.keyboard.press('Escape');
      }
      expect(server.connections()).toBe(connections + 1);
    } finally {
      await server.close();
    }
  });

  test('a profile is dragged to another group and back, with its password', async () => {
    const { workbench, workspace } = vscode();
    commit(workspace, { Bound: committed });
    // Rows move up when one above goes: nothing is dragged before.
    await workbench.treeRow('SMTP Profiles', /^On \d/).waitFor({ state: 'detached' });
    await untilPassword(workbench, 'Bound', { isStored: true });
    const settings = (): string => readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8');
    const placeOf = async (name: string): Promise<number> =>
      Number(await rowOf(workbench, name).getAttribute('data-index'));
    // The tree is drawn anew a moment after the settings have changed.
    const isBelowUser = async (): Promise<boolean> => (await placeOf('Bound')) > (await placeOf('All Workspaces'));
    await workbench.drag(rowOf(workbench, 'Bound'), rowOf(workbench, 'All Workspaces'));
    await waitFor('the profile below the other group', isBelowUser);
    expect(settings()).not.toContain('Bound');
    await untilPassword(workbench, 'Bound', { isStored: true });
    await workbench.drag(rowOf(workbench, 'Bound'), rowOf(workbench, 'This Workspace'));
    await waitFor('the profile in its own group again', async () => !(await isBelowUser()));
    expect(settings()).toContain('Bound');
    await untilPassword(workbench, 'Bound', { isStored: true });
  });

  test('what is copied has no password, nor has the form', async () => {
    const { workbench, page } = vscode();
    for (const [format, expected] of [
      ['URL', 'smtp://'],
      ['.env', 'SMTP_PASSWORD='],
      ['JSON', '"Bound"'],
    ] as const) {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await workbench.contextMenu(rowOf(workbench, 'Bound'), 'Copy SMTP Settings...');
      await workbench.waitForQuickInput('Copy the Settings of "Bound"');
      await workbench.pick(format);
      const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
      await waitFor(`the ${format}`, async () => (await copied()).includes(expected));
      expect(tracesOf(await copied())).toEqual([]);
    }
    // Before there is a second window: the first webview after one was closed stays empty at times.
    await rowOf(workbench, 'Bound').click();
    const form = await workbench.webviewFrame('form');
    await waitFor('the fields', async () => (await form.locator('#host').inputValue()) === committed.host);
    expect(tracesOf(await form.content())).toEqual([]);
    expect(
      await form.locator('input').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value)),
    ).not.toContain(secret);
  });

  test('an entry that cannot be used says why and leads to its line', async () => {
    const { workbench, workspace } = vscode();
    commit(workspace, { Bound: committed, Broken: { host: 'a b' }, Empty: null });
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

  test('a server that refuses the password and repeats it has it in nothing that is shown', async () => {
    const { workbench, workspace } = vscode();
    const server = await startFakeSmtpServer({ AUTH: `535 5.7.8 ${secret} is not the password` });
    const refusing = { ...committed, port: server.port };
    commit(workspace, { Refused: refusing, Bound: committed });
    await rowOf(workbench, 'Refused').waitFor();
    await workbench.runCommand('Developer: Set Log Level...');
    await workbench.pick('Mailproof');
    await workbench.pick('Trace');
    await workbench.inlineAction(rowOf(workbench, 'Refused'), 'Test Connection');
    await workbench.waitForQuickInput('Password of "Refused"');
    await workbench.enter(secret);
    await workbench.waitForQuickInput('Keep the password of "Refused"?');
    await workbench.pick('Store it');
    await waitFor('the failed test', async () =>
      (await rowOf(workbench, 'Refused').innerText()).includes('no password'),
    );
    await waitFor('the refusal', async () => server.commands.some((line) => line.startsWith('AUTH')));
    await rowOf(workbench, 'Refused').hover();
    expect(tracesOf(await workbench.page.locator('body').innerText())).toEqual([]);
    await server.close();
  });

  test('a password stands in no file: not in settings, logs, state or history', () => {
    const { workspace, dir } = vscode();
    // The secret storage of VS Code in a browser is the browser's own, encrypted.
    const files = [...filesOf(workspace), ...filesOf(join(dir, 'data'))];
    expect(files.some((file) => file.endsWith('settings.json'))).toBe(true);
    expect(files.flatMap((file) => tracesInBytes(readFileSync(file)).map((trace) => [file, trace]))).toEqual([]);
  });

  test('all stored passwords are deleted by one command', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Mailproof: Delete All Stored Passwords...');
    await workbench.clickDialog('Delete All');
    await untilPassword(workbench, 'Bound', { isStored: false });
  });
});

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

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
