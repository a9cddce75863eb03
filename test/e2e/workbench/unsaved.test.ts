import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shownMail } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode({ settings: { 'mailproof.preview.openLocked': true } });

const page = () => vscode().workbench.webviewFrame('.mail-stage');
const mailText = async (): Promise<string> => (await shownMail(vscode().workbench)).text;
const until = (what: string, isSo: () => Promise<boolean>) =>
  waitFor(what, isSo, { timeoutMs: 20_000, intervalMs: 100 });

/** A mail that is made of every kind of file. */
const files = {
  'mailproof.json': '{ "layouts": ["layouts"], "partials": ["parts"], "subject": "First subject" }\n',
  'layouts/frame.hbs':
    '<mjml>\n  <mj-body>\n    <mj-section><mj-column><mj-text>Layout one</mj-text></mj-column></mj-section>\n    {{{body}}}\n  </mj-body>\n</mjml>\n',
  'parts/remark.hbs': '<mj-text>Partial one</mj-text>\n',
  'letter.hbs':
    '---\nlayout: frame\n---\n<mj-section>\n  <mj-column>\n    <mj-text>Dear {{name}}</mj-text>\n    {{> remark}}\n    <mj-include path="./included.mjml" />\n    <mj-button href="{{link}}">Pay</mj-button>\n  </mj-column>\n</mj-section>\n',
  'included.mjml': '<mj-text>Include one</mj-text>\n',
  'letter.data.json': '{ "name": "Data one",\n  "link": "https://shop.example/pay" }\n',
};

describe('a mail that is made of many files', () => {
  test('is shown with all of them, in a preview that is locked as the setting says', async () => {
    const { workbench, workspace } = vscode();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(workspace, 'many', name, '..'), { recursive: true });
      writeFileSync(join(workspace, 'many', name), text.replaceAll('\n', '\r\n'));
    }
    await workbench.openFile('letter.hbs');
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await workbench.tab('[Locked] Preview: letter.hbs').waitFor({ timeout: 30_000 });
    for (const words of ['Layout one', 'Dear Data one', 'Partial one', 'Include one']) {
      await until(words, async () => (await mailText()).includes(words));
    }
  });

  test.each([
    ['a layout', 'layouts/frame.hbs', 'Layout'],
    ['a partial', 'parts/remark.hbs', 'Partial'],
    ['an include', 'included.mjml', 'Include'],
    ['its data', 'letter.data.json', 'Data'],
  ])('follows the typing in %s, which nobody saves', async (_what, name, word) => {
    const { workbench, workspace } = vscode();
    await workbench.openFile(name.split('/').at(-1) ?? name);
    await workbench.replaceEditorText(files[name as keyof typeof files].replace(`${word} one`, `${word} two`));
    await until('the typed words', async () => (await mailText()).includes(`${word} two`));
    expect(readFileSync(join(workspace, 'many', name), 'utf8')).toContain(`${word} one`);
    expect(await workbench.tabs.filter({ hasText: 'Preview: ' }).count()).toBe(1);
  });

  test('follows the typing in mailproof.json', async () => {
    const { workbench } = vscode();
    const inbox = async (): Promise<string> => (await page()).locator('body').innerText();
    await (await page()).getByRole('tab', { name: 'Inbox' }).evaluate((tab) => (tab as HTMLElement).click());
    await until('the subject', async () => (await inbox()).includes('First subject'));
    await workbench.openFile('mailproof.json');
    await workbench.replaceEditorText(files['mailproof.json'].replace('First', 'Second'));
    await until('the other subject', async () => (await inbox()).includes('Second subject'));
    await (await page()).getByRole('tab', { name: 'Rendered' }).evaluate((tab) => (tab as HTMLElement).click());
  });

  test('a click leads to its line and column, with the line ends of Windows', async () => {
    const { workbench } = vscode();
    const { frame } = await shownMail(workbench);
    await frame.getByText('Dear Data').click({ position: { x: 2, y: 8 } });
    await until('the line', async () => (await workbench.statusItem(/Ln 6, Col 14/).count()) === 1);
    await workbench.tab('letter.hbs').first().waitFor();
  });

  test('a click with alt leads to what includes a file, with control on a link to its address in the data', async () => {
    const { workbench } = vscode();
    const { frame } = await shownMail(workbench);
    await frame.getByText('Include ').click({ modifiers: ['Alt'], position: { x: 2, y: 8 } });
    await until(
      'the include',
      async () => (await workbench.statusItem(/Ln 8, Col \d+ \(\d+ selected\)/).count()) === 1,
    );
    await frame.getByText('Pay').click({ modifiers: ['Control'] });
    await workbench.page.locator('.tab.active[data-resource-name="letter.data.json"]').waitFor();
    // Of a link, the focus stays in the preview.
    const chip = (await page()).locator('.source-chip');
    await chip.getByText('https://shop.example/pay').waitFor();
    await workbench.runCommand('View: Focus First Editor Group');
    await until('the address', async () => (await workbench.statusItem(/Ln 2, Col/).count()) === 1);
  });
});

test('the problems of two previews are in the Problems panel, and go with what made them', async () => {
  const { workbench, workspace } = vscode();
  const rows = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: /mj-/ });
  const broken = (tag: string): string =>
    `<mjml>\n  <mj-body>\n    <mj-section><mj-column><${tag}>x</${tag}></mj-column></mj-section>\n  </mj-body>\n</mjml>\n`;
  for (const name of ['first', 'second']) {
    writeFileSync(join(workspace, `${name}.mjml`), broken(`mj-${name}`));
    await workbench.openFile(`${name}.mjml`);
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await workbench.tab(`[Locked] Preview: ${name}.mjml`).waitFor();
  }
  await workbench.runCommand('View: Toggle Problems');
  for (const name of ['first', 'second'])
    await rows
      .filter({ hasText: `mj-${name}` })
      .first()
      .waitFor();
  await workbench.openFile('first.mjml');
  await workbench.replaceEditorText(broken('mj-text'));
  await until('the first to go', async () => (await rows.filter({ hasText: 'mj-first' }).count()) === 0);
  expect(await rows.filter({ hasText: 'mj-second' }).count()).toBe(1);
});
