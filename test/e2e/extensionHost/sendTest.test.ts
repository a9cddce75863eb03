import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import * as vscode from 'vscode';

interface Outcome {
  readonly kind: string;
  readonly accepted?: readonly string[];
  readonly phase?: string;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** The command as a keybinding, a task or another extension calls it: with everything it needs, it asks nothing. */
describe('mailproof.sendTest with arguments', () => {
  let template = '';

  before(async () => {
    const [file] = await vscode.workspace.findFiles('**/welcome.mjml.hbs');
    template = file?.fsPath ?? '';
    await configure({
      Nobody: { host: '127.0.0.1', port: await closedPort(), security: 'none', from: 'a@example.com' },
      Broken: { host: 'smtp.example.com', password: 'x' },
    });
  });

  after(() => configure(undefined));

  it('sends to the local inbox and returns the outcome', async () => {
    const outcome = await send({ profile: 'Local Inbox', to: 'Lan Ánh <lan@example.com>, ada@example.com' });
    assert.equal(outcome.kind, 'sent');
    assert.deepEqual(outcome.accepted, ['lan@example.com', 'ada@example.com']);
  });

  it('repeats the last send', async () => {
    const outcome = await vscode.commands.executeCommand<Outcome>('mailproof.sendTestAgain');
    assert.equal(outcome.kind, 'sent');
    assert.deepEqual(outcome.accepted, ['lan@example.com', 'ada@example.com']);
  });

  it('says that nothing was sent when no server listens', async () => {
    const outcome = await send({ profile: 'Nobody', to: 'ada@example.com' });
    assert.equal(outcome.kind, 'not-sent');
    assert.equal(outcome.phase, 'connect');
    assert.equal(outcome.failure?.code, 'connection-refused');
    assert.match(outcome.failure?.message ?? '', /127\.0\.0\.1:\d+/);
  });

  it('sends nothing through a profile that is invalid, unknown or not to be', async () => {
    for (const profile of ['Broken', 'No such profile', '']) {
      assert.equal((await send({ profile, to: 'ada@example.com' })).kind, 'cancelled', profile);
    }
  });

  it('sends nothing to an address that is none, to too many, or with a data set that there is not', async () => {
    const profile = 'Local Inbox';
    for (const to of [
      'ada',
      'a@b.example\r\nBcc: c@d.example',
      '{{email}}',
      Array.from({ length: 11 }, (_, n) => `a${n}@b.example`),
    ]) {
      assert.equal((await send({ profile, to })).kind, 'cancelled', String(to));
    }
    assert.equal((await send({ profile, to: 'ada@example.com', dataSet: 'nobody' })).kind, 'cancelled');
  });

  it('sends nothing of a template that cannot be rendered or is not there', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
    const broken = vscode.Uri.joinPath(folder, 'broken.mjml.hbs');
    await vscode.workspace.fs.writeFile(broken, Buffer.from('<mjml><mj-body>{{#if}}</mj-body></mjml>'));
    for (const file of [broken.fsPath, vscode.Uri.joinPath(folder, 'missing.mjml').fsPath]) {
      const outcome = await send({ template: file, profile: 'Local Inbox', to: 'ada@example.com' });
      assert.equal(outcome.kind, 'cancelled', file);
    }
    await vscode.workspace.fs.delete(broken);
  });

  function send(argument: Record<string, unknown>): Thenable<Outcome> {
    return vscode.commands.executeCommand<Outcome>('mailproof.sendTest', { template, ...argument });
  }
});

describe('the local inbox', () => {
  it('takes the next port when its own is taken, and catches mail of any program', async () => {
    await vscode.commands.executeCommand('mailproof.stopInbox');
    const occupied = createServer();
    occupied.listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    const { port } = occupied.address() as AddressInfo;
    await vscode.workspace.getConfiguration().update('mailproof.inbox.port', port, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('mailproof.copyInboxSettings', '.env');
    const copied = await vscode.env.clipboard.readText();
    occupied.close();
    await vscode.workspace
      .getConfiguration()
      .update('mailproof.inbox.port', undefined, vscode.ConfigurationTarget.Global);
    const taken = Number(/SMTP_PORT=(\d+)/.exec(copied)?.[1]);
    assert.ok(taken > 0 && taken !== port, copied);
  });
});

async function configure(profiles: Record<string, unknown> | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration()
    .update('mailproof.workspaceProfiles', profiles, vscode.ConfigurationTarget.Workspace);
}

/** A port on which nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
