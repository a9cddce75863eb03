import { createTransport } from 'nodemailer';
import { beforeAll, describe, test } from 'vitest';
import { freePort } from '../../../scripts/host/ports.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { Workbench } from '../../../scripts/host/workbench.mjs';
import { useVSCode } from '../support/vscode.ts';

const port = await freePort();
const vscode = useVSCode({ settings: { 'mailproof.inbox.port': port, 'mailproof.inbox.autoStart': true } });

async function showInbox(workbench: Workbench): Promise<void> {
  await workbench.openContainer('Mailproof');
  await workbench.expandView('Inbox');
}

const send = (subject: string): Promise<unknown> =>
  createTransport({ host: '127.0.0.1', port }).sendMail({ from: 'app@shop.test', to: 'lan@shop.test', subject });

const untilThere = (workbench: Workbench, text: string): Promise<void> =>
  workbench.treeRow('Inbox', text).waitFor({ timeout: 30_000 });

describe('two windows of one workspace', () => {
  let other: Workbench;

  beforeAll(async () => {
    const { context, server, workspace, workbench } = vscode();
    await showInbox(workbench);
    await workbench.untilViewShows('Inbox', `127.0.0.1:${port}`);
    other = new Workbench(await context.newPage());
    await other.open(server.url(workspace));
    await showInbox(other);
  });

  test('show the same messages, and the one that does not receive says so', async () => {
    await untilThere(other, 'Another window receives');
    await send('For both');
    await untilThere(vscode().workbench, 'For both');
    await untilThere(other, 'For both');
  });

  test('when the one that receives is closed, the other takes over its port', async () => {
    // Left as by somebody who closes the tab: the page says goodbye.
    await vscode().page.goto('about:blank');
    await other.treeRow('Inbox', 'Another window receives').waitFor({ state: 'detached', timeout: 60_000 });
    // Between the two there is a moment in which nobody listens.
    await waitFor('the other to listen', () =>
      send('After that')
        .then(() => true)
        .catch(() => false),
    );
    await untilThere(other, 'After that');
    await untilThere(other, 'For both');
  });
});
