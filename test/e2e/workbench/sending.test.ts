import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { previewTemplate } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { useVSCode } from '../support/vscode.ts';

/** What a server must not be able to make of a notification. */
const trap = '[Click here](command:workbench.action.closeWindow)';
const server = await startFakeSmtpServer({
  RCPT: (conversation, line) =>
    conversation.send(line.includes('nobody@') ? `550 5.1.1 no such user ${trap}` : '250 2.1.5 ok'),
});
const vague = await startFakeSmtpServer({ dot: (conversation) => conversation.socket.destroy() });
afterAll(() => Promise.all([server.close(), vague.close()]));

const profile = (port: number): object => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  from: 'Shop <shop@example.com>',
});
const vscode = useVSCode({
  settings: {
    'mailproof.profiles': {
      Staging: profile(server.port),
      Shop: { ...profile(server.port), environment: 'production' },
      Vague: profile(vague.port),
    },
  },
});

const send = (): Promise<void> => vscode().workbench.runCommand('Mailproof: Send Test Email...');
const envelopeOf = (): readonly string[] => server.commands.flatMap((line) => /^RCPT TO:<(.*)>/.exec(line)?.[1] ?? []);
const picture = async (name: string): Promise<void> => {
  const folder = process.env['MAILPROOF_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await vscode().workbench.screenshot(join(folder, `${name}.png`));
};

async function sendThrough(profileName: string, recipients: string): Promise<void> {
  const { workbench } = vscode();
  await send();
  await workbench.waitForQuickInput('Send through');
  await workbench.pick(profileName);
  await typeRecipients(recipients);
}

/** In place of those of the last time, which are there a moment after the question. */
async function typeRecipients(recipients: string): Promise<void> {
  const { workbench } = vscode();
  await workbench.waitForQuickInput('One or several addresses, separated by commas');
  await waitFor('the list to settle', async () => (await workbench.quickRows.count()) > 0);
  await waitFor('what is typed', async () => {
    await workbench.quickInput.fill(recipients);
    const rows = await workbench.quickRows.allInnerTexts();
    return rows.some((row) => row.replaceAll(/\s+/g, ' ').trim() === `Send to ${recipients}`);
  });
  await workbench.quickInput.press('Enter');
}

describe('a test mail through an account', () => {
  test('to a domain that nothing was sent to is asked about once, with the envelope', async () => {
    const { workbench } = vscode();
    await previewTemplate(workbench, 'welcome.mjml.hbs');
    await workbench.openContainer('Mailproof');
    await sendThrough('Staging', 'Lan Ánh <lan@shop.vn>, minh@shop.vn');
    await workbench.dialog.waitFor();
    const text = await workbench.dialog.innerText();
    expect(text).toContain('Nothing was sent to shop.vn yet.');
    expect(text).toContain('To: Lan Ánh <lan@shop.vn>, minh@shop.vn');
    expect(text).toMatch(/From: Shop <shop@example\.com>/);
    await picture('confirm-unusual');
    await workbench.clickDialog('Send');
    await workbench.notification(/was accepted by Staging for lan@shop\.vn, minh@shop\.vn/).waitFor();
    await picture('accepted');
    expect(envelopeOf()).toEqual(['lan@shop.vn', 'minh@shop.vn']);
    await workbench.clearNotifications();
  });

  test('is sent again without a question', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Mailproof: Send Test Email Again');
    await workbench.notification(/was accepted by Staging/).waitFor();
    expect(server.messages.length).toBe(2);
    await workbench.clearNotifications();
  });

  test('offers the recipients of before, and completes what is typed', async () => {
    const { workbench, page } = vscode();
    await send();
    await workbench.waitForQuickInput('Send through');
    await workbench.pick('Staging');
    await workbench.waitForQuickInput('One or several addresses, separated by commas');
    expect(await workbench.quickInput.inputValue()).toBe('Lan Ánh <lan@shop.vn>, minh@shop.vn');
    await workbench.quickInput.fill('ada@example.com, min');
    await workbench.quickRows
      .filter({ hasText: /^minh@shop\.vn/ })
      .first()
      .click();
    await waitFor(
      'the completion',
      async () => (await workbench.quickInput.inputValue()) === 'ada@example.com, minh@shop.vn',
    );
    await workbench.quickInput.fill('ada@example.com, nonsense');
    await workbench.quickRows.filter({ hasText: '"nonsense" is not an email address' }).first().waitFor();
    await picture('recipients-wrong');
    await workbench.quickInput.press('Enter');
    expect(await workbench.quickInput.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
  });

  test('that some are refused tells who and why, in plain words that nobody can click', async () => {
    const { workbench } = vscode();
    await sendThrough('Staging', 'lan@shop.vn, nobody@shop.vn');
    const told = workbench.notification(/Sent to lan@shop\.vn, but Staging refused: nobody@shop\.vn/);
    await told.waitFor();
    expect(await told.innerText()).toContain('(command:workbench.action.closeWindow)');
    expect(await told.locator('.notification-list-item-message a').count()).toBe(0);
    await picture('partly-sent');
    await workbench.clickNotification(/but Staging refused/, 'Show Transcript');
    await waitFor('the transcript', async () => (await workbench.visibleEditorText()).includes('nobody@shop.vn: 550'));
    expect(await workbench.visibleEditorText()).toMatch(/Message-ID: +<[0-9a-f-]+@example\.com>/);
    await picture('transcript');
    await workbench.clearNotifications();
  });

  test('through a production profile is asked about even for a usual domain, and dismissing it sends nothing', async () => {
    const { workbench, page } = vscode();
    await workbench.openFile('welcome.mjml.hbs');
    const before = server.messages.length;
    await sendThrough('Shop', 'ada@example.com');
    await workbench.dialog.getByText('Send through the production profile "Shop"?').waitFor();
    await picture('confirm-production');
    await page.keyboard.press('Escape');
    await workbench.dialog.waitFor({ state: 'hidden' });
    expect(server.messages.length).toBe(before);
  });

  test('that may have arrived is never sent again by itself, and asked about when it is', async () => {
    const { workbench } = vscode();
    await sendThrough('Vague', 'ada@example.com');
    const told = workbench.notification(/not known whether the message was delivered/);
    await told.waitFor();
    expect(await told.innerText()).not.toContain('Try Again');
    expect(vague.messages.length).toBe(1);
    await picture('unknown');
    await workbench.clearNotifications();
    await workbench.runCommand('Mailproof: Send Test Email Again');
    await workbench.dialog.getByText('look into the mailbox first', { exact: false }).waitFor();
    await workbench.clickDialog('Send');
    await workbench.notification(/not known whether the message was delivered/).waitFor();
    expect(vague.messages.map((message) => /^Message-ID: (.*)\r$/m.exec(message)?.[1])).toEqual(
      Array(2).fill(/^Message-ID: (.*)\r$/m.exec(vague.messages[0] ?? '')?.[1]),
    );
    await workbench.clearNotifications();
  });
});

test('a missing image is told before anything is sent', async () => {
  const { workbench, workspace, page } = vscode();
  writeFileSync(
    join(workspace, 'picture.mjml'),
    '<!-- subject: Picture --><mjml><mj-body><mj-section><mj-column><mj-image src="no.png" /></mj-column></mj-section></mj-body></mjml>',
  );
  await workbench.openFile('picture.mjml');
  const before = server.messages.length;
  await sendThrough('Staging', 'lan@shop.vn');
  await workbench.dialog
    .getByText(/picture\.mjml:1\s+The image no\.png is not embedded/)
    .first()
    .waitFor();
  await picture('missing-image');
  await page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
  expect(server.messages.length).toBe(before);
});

test('several data sets are one message each, and the results are a table', async () => {
  const { workbench, workspace, page } = vscode();
  mkdirSync(join(workspace, 'order.data'), { recursive: true });
  writeFileSync(join(workspace, 'order.data', 'ada.json'), '{"name":"Ada"}');
  writeFileSync(join(workspace, 'order.data', 'lan.json'), '{"name":"Lan Ánh"}');
  writeFileSync(
    join(workspace, 'order.mjml.hbs'),
    '<!-- subject: Order of {{name}} --><mjml><mj-body><mj-section><mj-column><mj-text>{{name}}</mj-text></mj-column></mj-section></mj-body></mjml>',
  );
  await workbench.openFile('order.mjml.hbs');
  const before = server.messages.length;
  await send();
  await workbench.waitForQuickInput('Send through');
  await page.locator('.quick-input-widget .action-label[aria-label^="Choose Data Sets"]').click();
  await workbench.waitForQuickInput('One message is sent for each data set');
  await workbench.quickRows.filter({ hasText: 'lan' }).first().click();
  await picture('data-sets');
  await page.keyboard.press('Enter');
  await workbench.waitForQuickInput('Send through');
  await workbench.pick('Staging');
  await typeRecipients('lan@shop.vn');
  await workbench.notification(/2 messages were accepted by Staging/).waitFor();
  expect(
    server.messages.slice(before).map((message) => /^Subject: (.*)\r$/m.exec(message)?.[1]?.includes('Ada')),
  ).toEqual([true, false]);
  await workbench.clickNotification(/2 messages were accepted/, 'Show Results');
  await waitFor('the table', async () => /lan +accepted/.test(await workbench.visibleEditorText()));
  await picture('results');
  await workbench.clearNotifications();
});

test('the history reads again what was sent, and forgets it', async () => {
  const { workbench } = vscode();
  await workbench.runCommand('Mailproof: Show Transcript');
  await workbench.waitForQuickInput('Show Transcript');
  await workbench.quickRows.first().click();
  await waitFor('the transcript', async () => (await workbench.visibleEditorText()).includes('Message-ID:'));
  await workbench.openContainer('Mailproof');
  await workbench.expandView('Sent');
  await waitFor('an entry', async () => (await workbench.treeRows('Sent').count()) > 0);
  await picture('history');
  await workbench.runCommand('Mailproof: Clear Send History');
  await workbench.clickDialog('Clear');
  await waitFor('no entries', async () => (await workbench.treeRows('Sent').count()) === 0);
});
