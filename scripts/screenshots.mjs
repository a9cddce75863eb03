// @ts-check
// Makes the pictures of the README from the real editor: `npm run screenshots`. `--only NAME` makes one of them.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './build.mjs';
import { ensureBrowser } from './host/browser.mjs';
import { ensureCodeServer } from './host/codeServer.mjs';
import { openNewestMessage, previewTemplate, sendToLocalInbox } from './host/journey.mjs';
import { hostDir } from './host/paths.mjs';
import { openSession } from './host/session.mjs';
import { waitFor } from './host/waiting.mjs';
import { packageExtension } from './package.mjs';

/** @typedef {import('./host/session.mjs').Session} Session */
/**
 * @typedef {object} Picture
 * @property {string} name
 * @property {string} theme
 * @property {{ width: number, height: number }} window
 * @property {(session: Session) => Promise<void>} prepare
 */

/** @type {readonly Picture[]} */
const pictures = [
  {
    name: 'preview-dark',
    theme: 'Dark Modern',
    window: { width: 1440, height: 900 },
    prepare: async ({ workbench }) => {
      await previewTemplate(workbench, 'order-receipt.mjml.hbs');
      await sendToLocalInbox(workbench, 'ada@example.com');
      await workbench.clearNotifications();
    },
  },
  {
    name: 'preview-broken',
    theme: 'Light Modern',
    window: { width: 1440, height: 900 },
    prepare: async ({ workbench, page }) => {
      await previewTemplate(workbench, 'welcome.mjml.hbs');
      await workbench.focusEditor();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('{{#if order}}');
      await page.getByRole('tab', { name: /Preview: welcome/ }).waitFor();
      await page.waitForTimeout(1500);
    },
  },
  {
    name: 'message-light',
    theme: 'Light Modern',
    window: { width: 1280, height: 860 },
    prepare: async ({ workbench, page }) => {
      const preview = await previewTemplate(workbench, 'xac-nhan-don-hang.mjml.hbs');
      await sendToLocalInbox(workbench, 'ada@example.com');
      await openNewestMessage(workbench, preview.frame);
      await workbench.clearNotifications();
      await page.mouse.move(5, 400);
    },
  },
  {
    name: 'profile-dark',
    theme: 'Dark Modern',
    window: { width: 1280, height: 860 },
    prepare: async ({ workbench }) => {
      await workbench.openContainer('Mailproof');
      await workbench.runCommand('Mailproof: Add SMTP Profile...');
      const form = await waitFor('the form', async () => {
        for (const frame of workbench.webviewFrames()) {
          if ((await frame.locator('form').count()) > 0) return frame;
        }
        return undefined;
      });
      await form.getByLabel('Name', { exact: true }).fill('Staging');
      await form
        .getByLabel(/^(Server|Host)/)
        .first()
        .fill('smtp.gmail.com');
      await form.getByLabel('User', { exact: true }).fill('lan@example.com');
      await form.getByLabel('From', { exact: true }).fill('Foldwick <lan@example.com>');
    },
  },
  {
    name: 'preview-high-contrast',
    theme: 'Default High Contrast',
    window: { width: 900, height: 760 },
    prepare: async ({ workbench, page }) => {
      await previewTemplate(workbench, 'newsletter.mjml.hbs');
      await page.keyboard.press('Control+B');
      await page.waitForTimeout(800);
    },
  },
];

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const target = path.join(projectRoot, 'docs', 'images');
await mkdir(target, { recursive: true });
const vsix = await packageExtension();
const codeServer = await ensureCodeServer(hostDir, console.log);
const browser = await ensureBrowser(console.log);
for (const picture of pictures.filter(({ name }) => only === undefined || name === only)) await take(picture);

/** @param {Picture} picture */
async function take({ name, theme, window, prepare }) {
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'mailproof-samples-'));
  cpSync(path.join(projectRoot, 'examples'), workspace, { recursive: true });
  const session = await openSession({
    codeServer,
    browser,
    extensions: [vsix],
    window,
    settings: {
      'workbench.colorTheme': theme,
      'window.autoDetectColorScheme': false,
      'editor.minimap.enabled': false,
      'breadcrumbs.enabled': false,
    },
  });
  try {
    await session.workbench.open(session.server.url(workspace));
    await prepare(session);
    await session.workbench.screenshot(path.join(target, `${name}.png`));
    console.log(`docs/images/${name}.png`);
  } catch (error) {
    console.error(`${name}: see ${await session.saveFailure(`screenshot-${name}`)}`);
    throw error;
  } finally {
    await session.close();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
