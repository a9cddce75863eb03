import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { previewTemplate, sendToLocalInbox } from '../../../scripts/host/journey.mjs';
import { freePort } from '../../../scripts/host/ports.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

const port = await freePort();
/** A real account, where a message is released to. */
const server = await startFakeSmtpServer({ EHLO: '250-fake\r\n250 8BITMIME' });
afterAll(() => server.close());
const vscode = useVSCode({
  settings: {
    'mailproof.inbox.port': port,
    'mailproof.inbox.autoStart': true,
    'mailproof.profiles': {
      Staging: { host: '127.0.0.1', port: server.port, security: 'none', from: 'Shop <shop@shop.test>' },
    },
  },
  window: { width: 1280, height: 900 },
});

const picture = async (name: string): Promise<void> => {
  const folder = process.env['MAILPROOF_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await vscode().workbench.screenshot(join(folder, `${name}.png`));
};

/** What an application sends, the newest last. */
const mails = [
  {
    from: '"Cửa hàng" <shop@shop.test>',
    to: 'lan@shop.test',
    subject: 'Đơn hàng 1042 đã được gửi đi 🎉',
    text: 'Cảm ơn',
  },
  {
    from: 'billing@shop.test',
    to: 'lan@shop.test, minh@shop.test',
    subject: 'Invoice',
    attachments: [{ filename: 'invoice.pdf', content: 'PDF' }],
    text: 'notebooks',
  },
  { from: 'news@shop.test', to: 'minh@shop.test', subject: 'مرحبا بكم في المتجر', html: '<p dir="rtl">مرحبا</p>' },
  { from: 'app@shop.test', to: 'ops@shop.test', text: 'no subject at all' },
  {
    from: '"A very long name of somebody who writes" <long@shop.test>',
    to: 'ops@shop.test',
    subject: `Long: ${'words and words '.repeat(12)}`,
    text: 'x',
  },
];

const row = (text: string | RegExp) => vscode().workbench.treeRow('Inbox', text);
const subjects = async (): Promise<readonly string[]> => {
  const rows = vscode().workbench.treeRows('Inbox');
  const found = await rows.evaluateAll((elements) =>
    elements
      .map((element) => ({
        index: Number(element.getAttribute('data-index')),
        text: element.querySelector('.label-name')?.textContent ?? '',
      }))
      .toSorted((one, other) => one.index - other.index)
      .map(({ text }) => text.slice(0, 12)),
  );
  return found;
};
const untilShown = (what: string, expected: readonly string[]) =>
  waitFor(what, async () => JSON.stringify(await subjects()) === JSON.stringify(expected), { timeoutMs: 15_000 });

describe('what an application sends', () => {
  beforeAll(async () => {
    const { workbench } = vscode();
    await workbench.openContainer('Mailproof');
    for (const view of ['Templates', 'SMTP Profiles', 'Sent']) await workbench.collapseView(view);
    await workbench.untilViewShows('Inbox', `127.0.0.1:${port}`);
    const transport = createTransport({ host: '127.0.0.1', port });
    for (const mail of mails) await transport.sendMail(mail);
  });

  test('is in the list at once, the newest first, and unread', async () => {
    await untilShown('the messages', ['Long: words ', '(no subject)', 'مرحبا بكم في', 'Invoice', 'Đơn hàng 104']);
    expect(await row('Invoice').getAttribute('aria-label')).toMatch(
      /^Invoice, billing@shop\.test, lan@shop\.test and 1 more, .*, unread, With attachments$/,
    );
    await picture('inbox-unread');
  });

  test('is read once it was opened, and stays where it is flagged', async () => {
    const { workbench } = vscode();
    await row('Invoice').click();
    await workbench.webviewFrame('.card');
    await waitFor('the mark', async () => / read,/.test((await row('Invoice').getAttribute('aria-label')) ?? ''));
    await workbench.inlineAction(row('Invoice'), 'Flag Message');
    await waitFor('the flag', async () => /flagged/.test((await row('Invoice').getAttribute('aria-label')) ?? ''));
    await picture('inbox-flagged');
  });

  test('is found by words without accents, and all is back afterwards', async () => {
    const { workbench, page } = vscode();
    await workbench.runCommand('Mailproof: Search Inbox...');
    await workbench.waitForQuickInput('Search the Inbox');
    await workbench.quickInput.fill('don hang');
    await untilShown('the hit', ['Đơn hàng 104']);
    await picture('inbox-search');
    await workbench.quickInput.press('Enter');
    await workbench.view('Inbox').getByText('1 of 5 messages').waitFor();
    await workbench.runCommand('Mailproof: Show All Messages');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await waitFor('all', async () => (await subjects()).length === 5);
  });

  test('is grouped by recipient, with a message for two in both groups', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Mailproof: Group Inbox...');
    await workbench.pick('By Recipient');
    await untilShown('the groups', [
      'ops@shop.tes',
      'Long: words ',
      '(no subject)',
      'minh@shop.te',
      'مرحبا بكم في',
      'Invoice',
      'lan@shop.tes',
      'Invoice',
      'Đơn hàng 104',
    ]);
    await picture('inbox-by-recipient');
    await workbench.runCommand('Mailproof: Group Inbox...');
    await workbench.pick('Not Grouped');
    await waitFor('the list', async () => (await subjects()).length === 5);
  });
});

test('a message is released to others, after a question that shows what stays and who gets it', async () => {
  const { workbench } = vscode();
  await workbench.contextMenu(row('Invoice'), 'Release Message Through SMTP Profile...');
  await workbench.waitForQuickInput('Send through');
  await picture('release-profile');
  await workbench.pick('Staging');
  await workbench.waitForQuickInput('One or several addresses, separated by commas');
  await workbench.quickInput.fill('anh@congty.vn');
  await workbench.quickRow('Send to anh@congty.vn').waitFor();
  await picture('release-recipients');
  await workbench.quickInput.press('Enter');
  await workbench.dialog.waitFor();
  const question = await workbench.dialog.innerText();
  expect(question).toContain('Nothing was sent to congty.vn yet.');
  expect(question).toContain('To: anh@congty.vn');
  expect(question).toContain('What it shows stays as it is: from billing@shop.test, to lan@shop.test, minh@shop.test');
  await picture('release-question');
  await workbench.clickDialog('Send');
  await workbench.notification(/"Invoice" was accepted by Staging for anh@congty\.vn/).waitFor();
  expect(server.messages.at(-1)).toMatch(/^Resent-To: anh@congty\.vn\r$/m);
  expect(server.messages.at(-1)).toMatch(/^To: lan@shop\.test, minh@shop\.test\r$/m);
  await workbench.clearNotifications();
});

test('a test mail stands under its template, apart from what other programs send', async () => {
  const { workbench } = vscode();
  await previewTemplate(workbench, 'welcome.mjml.hbs');
  await sendToLocalInbox(workbench, 'ada@example.com');
  await workbench.runCommand('Mailproof: Group Inbox...');
  await workbench.pick('By Template');
  await waitFor('the groups', async () => {
    const labels = await subjects();
    const ours = labels.indexOf('welcome.mjml');
    return labels[ours + 1] === 'Hello Ada' && labels.indexOf('From other p') > ours;
  });
  await picture('inbox-by-template');
});
