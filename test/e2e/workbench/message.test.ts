import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownMail } from '../../../scripts/host/journey.mjs';
import { brokenMessage, sampleMessage } from '../../../scripts/host/sampleMessage.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { countRequests, hostileMail, type Counter } from '../support/hostileMail.ts';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

/** Our page around the message. */
const page = () => vscode().workbench.webviewFrame('.card');
const until = (what: string, isSo: () => Promise<boolean>) =>
  waitFor(what, isSo, { timeoutMs: 20_000, intervalMs: 100 });
const pageText = async (): Promise<string> => (await page()).locator('body').innerText();
const choose = async (tab: string): Promise<void> =>
  (await page()).getByRole('tab', { name: tab, exact: true }).click();

async function open(name: string, content: string): Promise<void> {
  const { workbench, workspace } = vscode();
  writeFileSync(join(workspace, name), content);
  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile(name);
}

describe('a message of a mailbox', () => {
  beforeAll(async () => {
    await open('invoice.eml', sampleMessage);
    await until('the card', async () => (await pageText()).includes('Your invoice 1042'));
  });

  test('shows its html with its own picture, and blocks what is on the network', async () => {
    const { frame, text } = await shownMail(vscode().workbench);
    expect(text).toContain('Thank you, Lan.');
    expect(await frame.evaluate(() => document.images[0]?.naturalWidth)).toBe(8);
    expect(await pageText()).toContain('1 remote image blocked');
  });

  test('is shown at another width and in the dark, as the preview shows mails', async () => {
    await (await page()).getByRole('button', { name: /^Colors/ }).click();
    await (await page()).getByRole('menuitemradio', { name: 'Outlook.com' }).click();
    await until('the notice', async () => (await pageText()).includes('Approximation of Outlook.com'));
    await (await page()).getByRole('button', { name: /^Colors/ }).click();
    await (await page()).getByRole('menuitemradio', { name: 'Light' }).click();
    const field = (await page()).getByLabel('Preview width in pixels');
    await field.fill('320');
    await field.press('Enter');
    const { frame } = await shownMail(vscode().workbench);
    await until('the width', async () => (await frame.evaluate(() => window.innerWidth)) === 320);
  });

  test('says who vouches for it, and does not believe the sender', async () => {
    await choose('Headers');
    const text = await pageText();
    expect(text).toContain('The address under From claims ink-shop.test');
    expect(text).toContain('It stands where the sender could have written it');
    expect(text).toContain('after 6 min');
  });

  test('opens a text of it in an editor, and writes nothing to disk for that', async () => {
    const { workspace, page: window } = vscode();
    await choose('Parts');
    await (await page()).getByRole('button', { name: /^Open .*đơn-hàng\.csv$/ }).click();
    await window.getByText('notebook,12').first().waitFor();
    expect(readdirSync(workspace).filter((name) => name.endsWith('.csv'))).toEqual([]);
  });
});

test('a broken message is shown with what is broken', async () => {
  await open('broken.eml', brokenMessage);
  await until('the notes', async () => (await pageText()).includes('The Date header cannot be read: last Thursday'));
  const text = await pageText();
  expect(text).toContain('A line among the headers is no header: X-Broken without a colon');
  expect(text).toContain('The closing boundary --mix-- is missing');
  expect((await shownMail(vscode().workbench)).text).toContain('Thank you, Lan.');
});

describe('a hostile message', () => {
  let mail: Counter;
  /** Told of by the same mail, where nothing guards it. */
  let control: Counter;

  beforeAll(async () => {
    [mail, control] = [await countRequests(), await countRequests()];
  });

  afterAll(() => {
    for (const { server } of [mail, control]) {
      server.closeAllConnections();
      server.close();
    }
  });

  test('runs nothing, loads nothing, connects nowhere and navigates nowhere', async () => {
    const { workbench, page: window } = vscode();
    await open('hostile.eml', `From: a@b.test\r\nContent-Type: text/html\r\n\r\n${hostileMail(mail.address)}`);
    await until('the mail', async () => (await shownMail(workbench)).text.includes('the end of the hostile mail'));
    const { frame } = await shownMail(workbench);
    const navigated: string[] = [];
    const windowAddress = window.url();
    window.on('framenavigated', (each) => navigated.push(each.url()));
    await frame.getByText('the end of the hostile mail').hover();
    const unguarded = await window.context().newPage();
    await unguarded.route(`${control.address}/unguarded`, (route) =>
      route.fulfill({ contentType: 'text/html', body: hostileMail(control.address, { staysOnPage: true }) }),
    );
    await unguarded.goto(`${control.address}/unguarded`, { waitUntil: 'domcontentloaded' });
    await until('the unguarded probes', () => Promise.resolve(new Set(control.requests).size >= 25));
    await unguarded.close();
    expect(await frame.evaluate(() => document.documentElement.getAttribute('data-pwned'))).toBeNull();
    const outer = frame.parentFrame();
    expect(await outer?.evaluate(() => document.documentElement.getAttribute('data-pwned'))).toBeNull();
    expect({ requests: mail.requests, connections: mail.connections }).toEqual({ requests: [], connections: 0 });
    expect({ navigated, address: window.url() }).toEqual({ navigated: [], address: windowAddress });
  });

  test('has links that only say where they lead', async () => {
    const { frame } = await shownMail(vscode().workbench);
    const chip = (await page()).locator('.link-chip');
    for (const name of ['js', 'data', 'file', 'vscode', 'command']) {
      await frame.getByText(`link ${name}`, { exact: true }).click();
    }
    await chip.getByText(/^Not opened: .*command:/).waitFor();
    expect(await chip.getByRole('button', { name: 'Open link' }).count()).toBe(0);
    await frame.getByText('link web', { exact: true }).click();
    await chip.getByText('https://example.com/').waitFor();
    expect(await chip.getByRole('button', { name: 'Open link' }).count()).toBe(1);
    expect({ requests: mail.requests, connections: mail.connections }).toEqual({ requests: [], connections: 0 });
    // That nothing came was no fault of the counter.
    await fetch(`${mail.address}/counted`);
    expect(mail.requests).toEqual(['/counted']);
  });
});
