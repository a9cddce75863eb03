// @ts-check
/// <reference lib="dom" />
import { waitFor } from './waiting.mjs';
import { findFrame, frameDepth } from './workbench.mjs';

/** @typedef {import('./workbench.mjs').Workbench} Workbench */
/** @typedef {import('./workbench.mjs').Frame} Frame */
/** @typedef {{ readonly frame: Frame, readonly text: string }} ShownMail text as read on the screen, one space between words */

/**
 * Opens a template of the workspace and its preview, and waits until the mail is there to be read.
 *
 * @param {Workbench} workbench
 * @param {string} template
 */
export async function previewTemplate(workbench, template) {
  await workbench.openFile(template);
  // As a person does: when the editor's title offers it, Mailproof has seen the template.
  await workbench.page
    .locator('.editor-group-container.active .editor-actions .action-label[aria-label^="Open Preview to the Side"]')
    .waitFor({ timeout: 30_000 });
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  return shownMail(workbench);
}

/**
 * The mail that a webview shows. The first webview of a page takes VS Code in the browser several seconds.
 *
 * @param {Workbench} workbench
 * @param {{ besides?: Frame }} [options] `besides`: not the mail in this frame
 * @returns {Promise<ShownMail>}
 */
export function shownMail(workbench, { besides } = {}) {
  return waitFor(
    'a mail in a webview',
    async () => {
      let text = '';
      const frame = await findFrame(workbench.webviewFrames(), async (candidate) => {
        // The mail is a frame of its own in the extension's page, which is in VS Code's frame.
        if (candidate === besides || frameDepth(candidate) < 3) return false;
        text = oneLine(await candidate.locator('body').innerText({ timeout: 1000 }));
        return text !== '';
      });
      return frame && { frame, text };
    },
    { timeoutMs: 60_000 },
  );
}

/**
 * Sends the active template to the local inbox with "Send Test Email...", answering whatever it asks.
 *
 * @param {Workbench} workbench
 * @param {string} recipient
 */
export async function sendToLocalInbox(workbench, recipient) {
  await workbench.openContainer('Mailproof');
  await workbench.expandView('Inbox');
  const rows = workbench.treeRows('Inbox');
  const before = await rows.count();
  await workbench.runCommand('Mailproof: Send Test Email...');
  const inboxChoice = workbench.quickRows.filter({ hasText: 'Local Inbox' }).first();
  await waitFor(
    'the message to arrive in the inbox',
    async () => {
      if (await inboxChoice.isVisible()) await inboxChoice.click();
      else if (await isAskingForText(workbench)) await workbench.enter(recipient);
      return (await rows.count()) > before;
    },
    { timeoutMs: 30_000, intervalMs: 200 },
  );
  return { label: oneLine(await workbench.topTreeRow('Inbox').locator('.label-name').innerText()) };
}

/**
 * Opens the newest message of the inbox.
 *
 * @param {Workbench} workbench
 * @param {Frame} preview the frame of the mail that is already on the screen
 */
export async function openNewestMessage(workbench, preview) {
  await workbench.topTreeRow('Inbox').click();
  return shownMail(workbench, { besides: preview });
}

/**
 * An input box, not the filter of a list and not the palette on its way out.
 *
 * @param {Workbench} workbench
 */
async function isAskingForText(workbench) {
  if (!(await workbench.quickInput.isVisible()) || (await workbench.quickRows.first().isVisible())) return false;
  return !(await workbench.quickInput.inputValue()).startsWith('>');
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
