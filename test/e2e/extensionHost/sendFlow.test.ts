import * as assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type FakeSmtpServer, startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';

interface Outcome {
  readonly kind: string;
  readonly accepted?: readonly string[];
  readonly rejected?: readonly { readonly address: string }[];
  readonly messageId?: string;
  readonly outcomes?: readonly { readonly dataSet: string; readonly outcome: Outcome }[];
}

/** What a server gets to see of a send, and what is returned for it. */
describe('mailproof.sendTest hands over', () => {
  let server: FakeSmtpServer;
  let template = '';
  let folder = '';

  before(async () => {
    server = await startFakeSmtpServer({
      RCPT: (conversation, line) =>
        conversation.send(line.includes('nobody@') ? '550 5.1.1 no such user' : '250 2.1.5 ok'),
    });
    folder = await mkdtemp(join(tmpdir(), 'mailproof-send-'));
    const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
    const write = (name: string, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root, 'sending', name), Buffer.from(text));
    await write(
      'order.mjml.hbs',
      '<!-- subject: Order of {{name}} --><mjml><mj-body><mj-section><mj-column><mj-text>Xin chào {{name}}</mj-text><mj-image src="logo.png" /></mj-column></mj-section></mj-body></mjml>',
    );
    await write('order.data/ada.json', '{"name":"Ada"}');
    await write('order.data/lan.json', '{"name":"Lan Ánh"}');
    await write('logo.png', 'PNG');
    await write('terms.pdf', 'PDF');
    await write('mailproof.json', JSON.stringify({ headers: { 'X-Campaign': 'spring' }, attachments: ['terms.pdf'] }));
    template = vscode.Uri.joinPath(root, 'sending', 'order.mjml.hbs').fsPath;
    await configure('workspaceProfiles', {
      Fake: { host: '127.0.0.1', port: server.port, security: 'none', from: 'Cửa hàng <shop@example.com>' },
    });
    await configure('send.subjectPrefix', '[TEST]');
  });

  after(async () => {
    await configure('workspaceProfiles', undefined);
    await configure('send.subjectPrefix', undefined);
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('one message to all recipients, with what the project adds, and the blind copy in no header', async () => {
    const outcome = await send({
      to: 'Lan <lan@example.com>',
      cc: ['cc@example.com'],
      bcc: 'bcc@example.com',
      dataSet: 'ada',
    });
    assert.equal(outcome.kind, 'sent');
    assert.deepEqual(
      server.commands.filter((line) => /^(MAIL|RCPT)/.test(line)).map((line) => line.replace(/.*<(.*)>.*/, '$1')),
      ['shop@example.com', 'lan@example.com', 'cc@example.com', 'bcc@example.com'],
    );
    const message = server.messages.at(-1) ?? '';
    assert.match(message, /^Subject: \[TEST\] Order of Ada\r$/m);
    assert.match(message, /^Cc: cc@example\.com\r$/m);
    assert.match(message, /^X-Campaign: spring\r$/m);
    assert.match(message, /terms\.pdf/);
    assert.match(message, /^Content-Id: <[0-9a-f]+@mailproof>\r$/im);
    assert.doesNotMatch(message, /bcc@example\.com/i);
  });

  it('the message that an export gave before, byte for byte but for the date', async () => {
    const exported = await exportedMessage();
    assert.equal((await vscode.commands.executeCommand<Outcome>('mailproof.sendTestAgain')).kind, 'sent');
    const sent = server.messages.at(-1) ?? '';
    assert.equal(withoutDate(sent), withoutDate(exported));
    assert.match(sent, /^To: Lan <lan@example\.com>\r$/m);
    // The next one is another message.
    assert.notEqual(messageIdOf(await exportedMessage()), messageIdOf(sent));
  });

  it('one message for each data set, and says of each what became of it', async () => {
    const before = server.messages.length;
    const result = await send({ to: 'lan@example.com, nobody@example.com', dataSet: ['lan', 'ada'] });
    assert.equal(result.kind, 'several');
    assert.deepEqual(
      result.outcomes?.map(({ dataSet, outcome }) => [dataSet, outcome.kind, outcome.rejected?.[0]?.address]),
      [
        ['lan', 'partly-sent', 'nobody@example.com'],
        ['ada', 'partly-sent', 'nobody@example.com'],
      ],
    );
    assert.equal(server.messages.length, before + 2);
    assert.notEqual(result.outcomes?.[0]?.outcome.messageId, result.outcomes?.[1]?.outcome.messageId);
  });

  it('nothing with a file from outside of the project, a header in an address or a data set that there is not', async () => {
    const before = server.messages.length;
    for (const argument of [
      { to: 'a@example.com', attachments: '../../../etc/passwd' },
      { to: 'a@example.com', attachments: [join(folder, 'x')] },
      { to: 'a@example.com', cc: ['b@example.com\r\nBcc: c@example.com'] },
      { to: 'a@example.com', bcc: '{{email}}' },
      { to: 'a@example.com', dataSet: ['ada', 'nobody'] },
      {
        to: Array.from({ length: 6 }, (_, n) => `a${n}@example.com`),
        cc: Array.from({ length: 5 }, (_, n) => `c${n}@example.com`),
      },
    ]) {
      assert.equal((await send({ dataSet: 'ada', ...argument })).kind, 'cancelled', JSON.stringify(argument));
    }
    assert.equal(server.messages.length, before);
  });

  it('and the document of a send says what happened', async () => {
    await send({ to: 'lan@example.com, nobody@example.com', dataSet: 'ada' });
    const id = /^X-Mailproof-Id: (.*)\r$/im.exec(server.messages.at(-1) ?? '')?.[1];
    await vscode.commands.executeCommand('mailproof.showTranscript', id);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /nobody@example\.com: 550 5\.1\.1 no such user/);
    assert.match(text, new RegExp(`^Message-ID: +<${id}@example\\.com>$`, 'm'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  function send(argument: Record<string, unknown>): Thenable<Outcome> {
    return vscode.commands.executeCommand<Outcome>('mailproof.sendTest', { template, profile: 'Fake', ...argument });
  }

  async function exportedMessage(): Promise<string> {
    const sending = vscode.Uri.file(join(template, '..'));
    await vscode.commands.executeCommand('mailproof.exportAll', {
      folder: sending.fsPath,
      target: folder,
      kinds: ['eml'],
    });
    return readFile(join(folder, 'order.eml'), 'latin1');
  }
});

function withoutDate(message: string): string {
  return message.replace(/^Date: .*\r$/m, 'Date: -\r');
}

function messageIdOf(message: string): string | undefined {
  return /^Message-ID: (.*)\r$/m.exec(message)?.[1];
}

async function configure(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('mailproof').update(key, value, vscode.ConfigurationTarget.Workspace);
}
