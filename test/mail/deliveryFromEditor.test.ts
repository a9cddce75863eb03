import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { ensureBrowser } from '../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../scripts/host/codeServer.mjs';
import { buildMailproof } from '../../scripts/host/extensionPackages.mjs';
import { shownMail } from '../../scripts/host/journey.mjs';
import { hostDir, projectRoot } from '../../scripts/host/paths.mjs';
import { openSession, type Session } from '../../scripts/host/session.mjs';
import { waitFor } from '../../scripts/host/waiting.mjs';
import { accounts, domain, junkFolder } from './settings.ts';

/** Whether a test mail has arrived, as a person finds out: a real editor, Postfix, and Dovecot. */
const { ca, mail, ports } = inject('realServers');
const alice = `alice@${domain}`;
const template = 'password-reset.mjml.hbs';
let session: Session;
let workspace = '';
let folder = '';

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'mailproof-delivery-'));
  workspace = path.join(folder, 'samples');
  fs.cpSync(path.join(projectRoot, 'examples'), workspace, { recursive: true });
  const authority = path.join(folder, 'ca.pem');
  fs.writeFileSync(authority, ca);
  const vsix = await buildMailproof();
  session = await openSession({
    codeServer: await ensureCodeServer(hostDir, console.log),
    browser: await ensureBrowser(console.log),
    extensions: [vsix],
    env: { NODE_EXTRA_CA_CERTS: authority },
    settings: {
      'mailproof.profiles': {
        Postfix: { host: 'localhost', port: ports.submissions, security: 'tls', user: alice, from: alice, to: [alice] },
      },
    },
  });
  await session.workbench.open(session.server.url(workspace));
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(`See ${await session.saveFailure(task.name)}`);
});

afterAll(async () => {
  await session?.close();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

async function shot(name: string): Promise<void> {
  const dir = process.env['MAILPROOF_PICTURES'];
  if (dir !== undefined) await session.workbench.screenshot(path.join(dir, `${name}.png`));
}

/** Sends the sample to somebody, with the password that is stored or the one that is asked for. */
async function send(to: string): Promise<void> {
  const { workbench } = session;
  await workbench.openFile(template);
  await workbench.runCommand('Mailproof: Send Test Email...');
  await workbench.waitForQuickInput('Send through');
  await workbench.pick('Postfix');
  await workbench.waitForQuickInput(`Recipients of ${template}`);
  await workbench.enter(to);
}

const sentRow = () => session.workbench.topTreeRow('Sent');

describe('from the form to the mailbox', () => {
  test('a profile gets its mailbox in the form, whose connection is tested', async () => {
    const { workbench } = session;
    await workbench.openContainer('Mailproof');
    await workbench.expandView('Sent');
    await workbench.treeRow('SMTP Profiles', 'Postfix').click();
    const form: Frame = await workbench.webviewFrame('form');
    await form.getByText('Mailbox of this account', { exact: true }).click();
    await form.getByLabel('IMAP host').fill('localhost');
    await form.getByLabel('IMAP port').fill(String(ports.imaps));
    await form.getByLabel('IMAP encryption').selectOption('tls');
    await form.getByRole('button', { name: 'Test mailbox' }).click();
    await workbench.waitForQuickInput('Password of the mailbox of "Postfix"');
    expect(await workbench.quickInput.getAttribute('type')).toBe('password');
    await workbench.enter('wrong');
    await workbench.waitForQuickInput('Keep the password of the mailbox of "Postfix"?');
    await workbench.pick('Use it once');
    await form.getByText('refused the password or the sign-in of').waitFor();
    await form.getByRole('button', { name: 'Test mailbox' }).scrollIntoViewIfNeeded();
    await shot('form');
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await workbench.tab('SMTP Profile: Postfix').waitFor({ state: 'detached' });
    await workbench.contextMenu(workbench.treeRow('SMTP Profiles', 'Postfix'), 'Test Mailbox Connection');
    await workbench.waitForQuickInput('Password of the mailbox of "Postfix"');
    await shot('password');
    expect(await workbench.quickInput.getAttribute('type')).toBe('password');
    await workbench.enter(accounts.alice);
    await workbench.waitForQuickInput('Keep the password of the mailbox of "Postfix"?');
    await workbench.pick('Store it');
    await workbench.notification(`localhost:${ports.imaps} (IMAP) accepts the user and the password.`).waitFor();
    await shot('tested');
    await workbench.clearNotifications();
  }, 120_000);

  test('what is sent to it is found by itself, and told with the time and the folder', async () => {
    const { workbench } = session;
    await send(alice);
    await workbench.waitForQuickInput('Password of "Postfix"');
    await workbench.enter(accounts.alice);
    await workbench.waitForQuickInput('Keep the password of "Postfix"?');
    await workbench.pick('Store it');
    await workbench.expandView('Sent');
    await waitFor('the history', async () => /inbox after [\d.]+ s/.test(await sentRow().innerText()), {
      timeoutMs: 30_000,
    });
    await told(/arrived in the inbox of alice@test\.example after [\d.]+ s\./);
    await shot('arrived');
    await workbench.contextMenu(sentRow(), 'Show Delivery Report');
    await waitFor('the report', async () => (await workbench.visibleEditorText()).includes('as it was sent'));
    await shot('report');
    expect(await workbench.visibleEditorText()).toContain('This is about this one mailbox.');
    await workbench.clearNotifications();
  }, 120_000);

  test('opens in the viewer, and is the same on both sides of the comparison', async () => {
    const { workbench } = session;
    await workbench.contextMenu(sentRow(), 'Open Message as Received');
    expect((await shownMail(workbench)).text).toContain('Choose a new password');
    await workbench.tabs.filter({ hasText: 'Set a new Foldwick password (' }).waitFor();
    await shot('viewer');
    await workbench.contextMenu(sentRow(), 'Compare Sent and Received');
    await workbench.tabs.filter({ hasText: 'sent ↔ received' }).waitFor();
    await waitFor('both sides', async () => (await received()).includes('Subject: Set a new Foldwick password'));
    expect(await nextChange().getAttribute('class')).toContain('disabled');
    await shot('same');
  }, 120_000);

  test('what was altered on the way is what the comparison shows; links and pixels are folded by a switch', async () => {
    const { workbench, page } = session;
    alterOnTheWay();
    await workbench.inlineAction(sentRow(), 'Check Delivery');
    await workbench.notification(/is in the inbox of|arrived in the inbox of/).waitFor({ timeout: 30_000 });
    await workbench.clickNotification(/the inbox of/, 'Show Report');
    await waitFor('the report', async () => (await workbench.visibleEditorText()).includes('click.tracker.example'));
    await shot('report-altered');
    await workbench.clearNotifications();
    await workbench.contextMenu(sentRow(), 'Compare Sent and Received');
    await goTo('click.tracker.example');
    await shot('altered');
    await page
      .locator('.editor-group-container.active .editor-actions .action-label[aria-label^="Show or Hide"]')
      .click();
    await waitFor('the links to be folded', async () => !(await received()).includes('click.tracker.example'));
    await goTo('Pick a new password');
    await shot('folded');
  }, 120_000);

  test('a mail in the folder of spam is told as spam', async () => {
    const { workbench } = session;
    await send(`alice+${junkFolder}@${domain}`);
    await waitFor('the history', async () => /Spam after [\d.]+ s/.test(await sentRow().innerText()), {
      timeoutMs: 30_000,
    });
    await told(/arrived in Spam \(Junk\) of alice@test\.example after [\d.]+ s\./);
    await shot('spam');
    await workbench.clearNotifications();
  }, 120_000);

  test('a test mail is deleted from the mailbox after a yes, and no other', async () => {
    const { workbench } = session;
    const before = filesOf('alice').length;
    await workbench.contextMenu(sentRow(), 'Delete Test Message from Mailbox');
    await workbench.dialog.getByText('Delete "Set a new Foldwick password" from the mailbox of').waitFor();
    await shot('delete');
    await workbench.clickDialog('Delete');
    await workbench.notification('was deleted from Spam (Junk) of alice@test.example').waitFor();
    expect(filesOf('alice')).toHaveLength(before - 1);
    await workbench.clearNotifications();
  }, 120_000);

  test('whoever does not want to wait any more cancels, and hears nothing of it', async () => {
    const { workbench } = session;
    await workbench.inlineAction(sentRow(), 'Check Delivery');
    const waiting = workbench.notification('Looking for "Set a new Foldwick password"');
    await waitFor('the progress', async () => /not yet after/.test(await waiting.innerText()));
    await shot('waiting');
    await waiting.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await waiting.waitFor({ state: 'detached' });
    expect(await workbench.toasts.count()).toBe(0);
  }, 120_000);
});

/** What was told, also when its time on the screen is over. */
async function told(text: RegExp): Promise<void> {
  const { workbench, page } = session;
  await workbench.runCommand('Notifications: Show Notifications');
  const list = page.locator('.notifications-center .notification-list-item');
  await list.filter({ hasText: text }).first().waitFor();
  await workbench.runCommand('Notifications: Hide Notifications');
}

/** The right side of the comparison that is open. */
async function received(): Promise<string> {
  const lines = await session.page.locator('.monaco-diff-editor .editor.modified .view-line').allInnerTexts();
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

function nextChange() {
  return session.page.locator(
    '.editor-group-container.active .editor-actions .action-label[aria-label^="Next Change"]',
  );
}

/** From change to change, until this one is on the screen. */
async function goTo(text: string): Promise<void> {
  await waitFor(`the change with ${text}`, async () => {
    if ((await received()).includes(text)) return true;
    await nextChange().click();
    return false;
  });
}

function filesOf(user: string): readonly string[] {
  const maildir = path.join(mail, user, 'Maildir');
  return fs
    .readdirSync(maildir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)(?:new|cur)\//.test(name))
    .map((name) => path.join(maildir, name));
}

/** Puts another message in the place of the one that was sent: as a service on the way would have made it, and with a word changed. */
function alterOnTheWay(): void {
  // Other tests may have sent to this mailbox before.
  const ours = filesOf('alice').filter((each) =>
    fs.readFileSync(each, 'latin1').includes('Subject: Set a new Foldwick'),
  );
  const [file = ''] = ours.toSorted((one, other) => fs.statSync(other).mtimeMs - fs.statSync(one).mtimeMs);
  const raw = fs.readFileSync(file, 'latin1');
  const altered = raw.replace(
    /(content-type: text\/html[^]*?\r?\n\r?\n)([A-Za-z0-9+/=\r\n]+)/i,
    (_match, headers: string, encoded: string) => {
      const html = Buffer.from(encoded, 'base64').toString('utf8');
      const changed = html
        .replace(/href="(https:[^"]*)"/, 'href="https://click.tracker.example/r?u=$1"')
        .replace('Choose a new password', 'Pick a new password')
        .replace('</body>', '<img src="https://open.tracker.example/p.gif" width="1" height="1" /></body>');
      const lines =
        Buffer.from(changed, 'utf8')
          .toString('base64')
          .match(/.{1,76}/g) ?? [];
      return `${headers}${lines.join('\r\n')}\r\n\r\n`;
    },
  );
  expect(altered).not.toBe(raw);
  const folderOfUser = path.dirname(path.dirname(file));
  const { uid, gid } = fs.statSync(file);
  const own = path.join(folderOfUser, 'new', `${Date.now()}.altered`);
  fs.writeFileSync(own, altered, 'latin1');
  fs.chownSync(own, uid, gid);
  fs.rmSync(file);
}
