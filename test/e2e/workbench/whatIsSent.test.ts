import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewTemplate, shownMail } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

/** Sends to the local inbox by whatever `start` does, and gives the subject of what arrived. */
async function subjectSentBy(start: () => Promise<unknown>): Promise<string> {
  const { workbench } = vscode();
  const rows = workbench.treeRows('Inbox');
  const before = await rows.count();
  await start();
  await workbench.waitForQuickInput('Send through');
  await workbench.pick('Local Inbox');
  await waitFor('the message', async () => (await rows.count()) > before);
  // The tree is drawn row by row; the notification comes when all is told.
  await workbench.notification(/arrived in the local inbox/).waitFor();
  await workbench.clearNotifications();
  return (await workbench.topTreeRow('Inbox').locator('.label-name').innerText()).trim();
}

const send = () => vscode().workbench.runCommand('Mailproof: Send Test Email...');
const focusPreview = async (): Promise<void> => {
  const page = await vscode().workbench.webviewFrame('.mail-stage');
  await page.getByRole('tab', { name: 'Rendered' }).click();
};

describe('the mail on the screen is the mail that is sent', () => {
  test('from the editor', async () => {
    const { workbench, workspace } = vscode();
    writeFileSync(
      join(workspace, 'other.mjml'),
      '<!-- subject: The other mail --><mjml><mj-body><mj-section><mj-column><mj-text>Other</mj-text></mj-column></mj-section></mj-body></mjml>',
    );
    writeFileSync(join(workspace, 'notes.txt'), 'Private notes.');
    await previewTemplate(workbench, 'welcome.mjml.hbs');
    await workbench.openContainer('Mailproof');
    expect(await subjectSentBy(send)).toBe('Hello Ada');
  });

  test('after another template was chosen in the tree while the preview had the focus', async () => {
    const { workbench } = vscode();
    await focusPreview();
    await workbench.treeRow('Templates', 'other.mjml').click();
    await waitFor('the other mail', async () => (await shownMail(workbench)).text.includes('Other'));
    expect(await subjectSentBy(send)).toBe('The other mail');
  });

  test('by the button in the title of the preview', async () => {
    const { workbench, page } = vscode();
    await focusPreview();
    const button = page.locator(
      '.editor-group-container.active .editor-actions .action-label[aria-label^="Send Test Email"]',
    );
    expect(await subjectSentBy(() => button.click())).toBe('The other mail');
    expect(await workbench.notification(/not found/).isVisible()).toBe(false);
  });

  test('while a partial of it is being edited', async () => {
    const { workbench } = vscode();
    await workbench.openFile('welcome.mjml.hbs');
    await waitFor('the mail', async () => (await shownMail(workbench)).text.includes('Welcome, Ada'));
    // One that says of itself that it is MJML, one that does not, and the data: each is part of the mail on the screen.
    for (const part of ['footer.hbs', 'note.hbs', 'welcome.data.json']) {
      await workbench.openFile(part);
      expect(await subjectSentBy(send)).toBe('Hello Ada');
    }
  });

  test('and a file that is no mail is never sent', async () => {
    const { workbench } = vscode();
    await workbench.openFile('notes.txt');
    await send();
    await workbench.notification(/notes\.txt is not a mail template/).waitFor();
    expect(await workbench.quickInput.isVisible()).toBe(false);
    await workbench.clearNotifications();
  });

  test('also when it was never saved', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.replaceEditorText(
      '<!-- subject: Never saved --><mjml><mj-body><mj-section><mj-column><mj-text>Draft</mj-text></mj-column></mj-section></mj-body></mjml>',
    );
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await waitFor('the draft', async () => (await shownMail(workbench)).text.includes('Draft'));
    const preview = await workbench.webviewFrame('.mail-stage');
    expect(await subjectSentBy(() => preview.getByRole('button', { name: /^Send/ }).click())).toBe('Never saved');
  });
});
