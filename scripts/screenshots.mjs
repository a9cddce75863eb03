// @ts-check
// Makes the pictures of the README from the real editor: `npm run screenshots`. `--only NAME` makes one of them, or all whose names
// begin with it.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './build.mjs';
import { ensureBrowser } from './host/browser.mjs';
import { ensureCodeServer } from './host/codeServer.mjs';
import { openNewestMessage, previewTemplate, sendToLocalInbox, shownMail } from './host/journey.mjs';
import { hostDir } from './host/paths.mjs';
import { sampleMessage } from './host/sampleMessage.mjs';
import { openSession } from './host/session.mjs';
import { packageExtension } from './package.mjs';

/** @typedef {import('./host/session.mjs').Session} Session */
/**
 * @typedef {object} Picture
 * @property {string} name
 * @property {string} theme
 * @property {{ width: number, height: number }} window
 * @property {(session: Session) => Promise<void>} prepare
 * @property {Readonly<Record<string, string>>} [files] besides the samples, by name
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
    name: 'transcript-dark',
    theme: 'Dark Modern',
    window: { width: 1280, height: 860 },
    prepare: async ({ workbench, page }) => {
      await workbench.openFile('order-receipt.mjml.hbs');
      await sendToLocalInbox(workbench, 'ada@example.com');
      await workbench.openFile('xac-nhan-don-hang.mjml.hbs');
      await sendToLocalInbox(workbench, 'ada@example.com');
      await workbench.expandView('Sent');
      await workbench.topTreeRow('Sent').click();
      await page.getByText('X-Mailproof-Id').first().waitFor();
      await workbench.clearNotifications();
    },
  },
  {
    name: 'message-headers',
    theme: 'Light Modern',
    window: { width: 1280, height: 900 },
    files: { 'invoice.eml': sampleMessage },
    prepare: (session) => showMessageTab(session, 'invoice.eml', 'Headers'),
  },
  {
    name: 'message-parts',
    theme: 'Dark Modern',
    window: { width: 1000, height: 760 },
    files: { 'invoice.eml': sampleMessage },
    prepare: (session) => showMessageTab(session, 'invoice.eml', 'Parts'),
  },
  {
    name: 'profile-dark',
    theme: 'Dark Modern',
    window: { width: 1280, height: 860 },
    prepare: async ({ workbench }) => {
      await workbench.openContainer('Mailproof');
      await workbench.runCommand('Mailproof: Add SMTP Profile...');
      const form = await workbench.webviewFrame('form');
      await form.getByLabel('Email address', { exact: true }).fill('lan@gmail.com');
      await form.getByText('app password').first().waitFor();
    },
  },
  {
    name: 'preview-outlook-dark',
    theme: 'Dark Modern',
    window: { width: 1400, height: 800 },
    prepare: async ({ workbench }) => {
      await openWide(workbench, 'newsletter.mjml.hbs');
      const page = await workbench.webviewFrame('.mail-stage');
      await page.getByRole('button', { name: /^Colors/ }).click();
      await page
        .getByRole('menuitemradio', { name: 'Outlook.com' })
        .or(page.getByText('Outlook.com', { exact: true }))
        .first()
        .click();
    },
  },
  {
    name: 'preview-data-sets',
    theme: 'Light Modern',
    window: { width: 1400, height: 800 },
    prepare: async ({ workbench, page: window }) => {
      await openWide(workbench, 'welcome.mjml.hbs');
      const page = await workbench.webviewFrame('.mail-stage');
      await page.getByRole('button', { name: 'All data sets' }).click();
      await window.waitForTimeout(3000);
    },
  },
  {
    name: 'preview-inbox',
    theme: 'Light Modern',
    window: { width: 700, height: 620 },
    prepare: async ({ workbench, page: window }) => {
      await openWide(workbench, 'order-receipt.mjml.hbs');
      const page = await workbench.webviewFrame('.mail-stage');
      await page.getByRole('tab', { name: 'Inbox' }).click();
      await window.waitForTimeout(1000);
    },
  },
  {
    name: 'preview-narrow',
    theme: 'Light Modern',
    window: { width: 350, height: 620 },
    prepare: async ({ workbench }) => {
      await openWide(workbench, 'welcome.mjml.hbs');
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

/**
 * A preview that has the window for itself.
 *
 * @param {Session['workbench']} workbench
 * @param {string} template
 */
async function openWide(workbench, template) {
  await workbench.openFile(template);
  await workbench.page.keyboard.press('ControlOrMeta+B');
  await workbench.runCommand('Mailproof: Open Preview');
  await shownMail(workbench);
}

/**
 * @param {Session} session
 * @param {string} file
 * @param {string} tab
 */
async function showMessageTab({ workbench, page }, file, tab) {
  await workbench.openFile(file);
  await page.keyboard.press('ControlOrMeta+B');
  const viewer = await workbench.webviewFrame('.card');
  await viewer.getByRole('tab', { name: tab, exact: true }).click();
  await page.waitForTimeout(1000);
}

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const target = path.join(projectRoot, 'docs', 'images');
await mkdir(target, { recursive: true });
const vsix = await packageExtension();
const codeServer = await ensureCodeServer(hostDir, console.log);
const browser = await ensureBrowser(console.log);
for (const picture of pictures.filter(({ name }) => only === undefined || `${name}-`.startsWith(`${only}-`)))
  await take(picture);

/** @param {Picture} picture */
async function take({ name, theme, window, prepare, files = {} }) {
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'mailproof-samples-'));
  cpSync(path.join(projectRoot, 'examples'), workspace, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(workspace, file), text);
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
    // What is under the pointer shows what it does.
    await session.page.mouse.move(2, 2);
    await session.workbench.untilFontsAreThere();
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
