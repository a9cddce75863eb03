import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type FakeSmtpServer, startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';

interface Outcome {
  readonly kind: string;
  readonly messageId?: string;
  readonly accepted?: readonly string[];
}

const source = [
  'From: "My application" <app@customer.test>',
  'To: somebody@customer.test',
  'Message-ID: <own@customer.test>',
  'Subject: =?utf-8?Q?=C4=90=C6=A1n?=',
  '',
  '.',
  '..two',
  'Xin chào',
  '',
].join('\r\n');

describe('mailproof.releaseMessage', () => {
  let server: FakeSmtpServer;
  let file = vscode.Uri.file('/');

  before(async () => {
    server = await startFakeSmtpServer({ EHLO: '250-fake\r\n250 8BITMIME' });
    const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? file;
    file = vscode.Uri.joinPath(root, 'released', 'caught.eml');
    await vscode.workspace.fs.writeFile(file, Buffer.from(source));
    await configure({
      Fake: { host: '127.0.0.1', port: server.port, security: 'none', from: 'Shop <shop@example.com>' },
    });
  });

  after(async () => {
    await configure(undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await server.close();
  });

  it('does nothing without a message, and with the id of one that is gone', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal((await release({ profile: 'Fake', to: 'lan@example.com' })).kind, 'cancelled');
    assert.equal((await release({ message: 'gone', profile: 'Fake', to: 'lan@example.com' })).kind, 'cancelled');
    assert.equal(server.messages.length, 0);
  });

  it('hands the message that is looked at to others, with its bytes as they are', async () => {
    await vscode.commands.executeCommand('vscode.openWith', file, 'mailproof.message');
    const outcome = await release({ profile: 'Fake', to: ['Lan <lan@example.com>', 'an@example.com'] });
    assert.equal(outcome.kind, 'sent');
    assert.equal(outcome.messageId, '<own@customer.test>');
    assert.deepEqual(
      server.commands.filter((line) => /^(?:MAIL|RCPT)/.test(line)).map((line) => line.replace(/ SIZE=\d+/, '')),
      ['MAIL FROM:<shop@example.com> BODY=8BITMIME', 'RCPT TO:<lan@example.com>', 'RCPT TO:<an@example.com>'],
    );
    const message = server.messages.at(-1) ?? '';
    assert.match(message, /^Resent-Date: .*\r\nResent-From: shop@example\.com\r\nResent-To: lan@example\.com,\r\n an@/);
    assert.equal(message.slice(message.indexOf('From: "My')), Buffer.from(source).toString('latin1'));
  });

  it('once more from the history', async () => {
    const before = server.messages.length;
    const id = /^X-Mailproof-Id: (.*)\r$/m.exec(server.messages.at(-1) ?? '')?.[1] ?? '';
    const outcome = await vscode.commands.executeCommand<Outcome>('mailproof.sendTestAgain', id);
    assert.deepEqual([outcome.kind, outcome.accepted], ['sent', ['lan@example.com', 'an@example.com']]);
    assert.equal(server.messages.length, before + 1);
  });

  it('refuses addresses that would become headers or commands', async () => {
    const before = server.messages.length;
    for (const to of ['a@example.com\r\nBcc: b@example.com', 'nobody', '']) {
      assert.equal((await release({ profile: 'Fake', to: [to] })).kind, 'cancelled');
    }
    assert.equal(server.messages.length, before);
  });
});

function release(argument: object): Thenable<Outcome> {
  return vscode.commands.executeCommand<Outcome>('mailproof.releaseMessage', argument);
}

async function configure(profiles: object | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('mailproof');
  await configuration.update('workspaceProfiles', profiles, vscode.ConfigurationTarget.Workspace);
}
