// @ts-check
/// <reference lib="dom" />
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { waitFor } from './waiting.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */
/** @typedef {import('playwright-core').Locator} Locator */

/** VS Code's window as a person sees it. Knows nothing of Mailproof. */
export class Workbench {
  /** @param {Page} page */
  constructor(page) {
    page.setDefaultTimeout(15_000);
    this.page = page;
    /** The palette, quick picks and input boxes: VS Code shows them all in this one widget. */
    this.quick = page.locator('.quick-input-widget');
    this.quickInput = this.quick.locator('.quick-input-box input');
    this.quickRows = this.quick.locator('.quick-input-list .monaco-list-row');
    this.dialog = page.locator('.monaco-dialog-box');
    this.toasts = page.locator('.notifications-toasts .notification-list-item');
    this.tabs = page.locator('.tabs-container .tab');
  }

  /**
   * Opens an address of a running server and waits until there is something to work with.
   *
   * @param {string} url
   */
  async open(url) {
    // The workbench is large, and a busy machine takes long to serve it.
    await this.page.goto(url, { timeout: 60_000 });
    await this.page.locator('.statusbar-item').first().waitFor({ timeout: 60_000 });
    // Rows come from the server's extension host process, so both ends are up once there is one.
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  /** @param {string} path */
  async screenshot(path) {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  // Quick input

  /**
   * Runs a command by its whole label in the palette, for example "Mailproof: Open Preview".
   *
   * @param {string} label
   */
  async runCommand(label) {
    // As a whole again and again: while VS Code is starting, the palette may close by itself, and a command that was
    // not yet known when the palette opened never appears in it.
    await waitFor(`the command "${label}"`, () => succeeds(() => this.#tryCommand(label)), { timeoutMs: 20_000 });
  }

  /** @param {string} label */
  async #tryCommand(label) {
    await this.#closeQuickInput();
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor({ timeout: 2000 });
    await this.quickInput.fill(`>${label}`, { timeout: 2000 });
    await this.quickRow(label).click({ timeout: 2000 });
  }

  /**
   * The row of a quick pick with exactly this label.
   *
   * @param {string} label
   */
  quickRow(label) {
    // A pattern, because VS Code puts the part of the label that was searched for into an element of its own.
    const whole = new RegExp(`^\\s*${escapePattern(label)}\\s*$`);
    return this.quickRows.filter({ has: this.page.locator('.label-name', { hasText: whole }) }).first();
  }

  /**
   * Waits until the quick input that shows this title or placeholder is open: the one before stays for a moment.
   *
   * @param {string} titleOrPlaceholder
   */
  async waitForQuickInput(titleOrPlaceholder) {
    await this.quick
      .getByText(titleOrPlaceholder)
      .or(this.quick.getByPlaceholder(titleOrPlaceholder))
      .first()
      .waitFor({ timeout: 15_000 });
  }

  /** @param {string} label */
  async pick(label) {
    await this.quickRow(label).click();
  }

  /** @param {string} text */
  async enter(text) {
    await this.quickInput.fill(text);
    await this.quickInput.press('Enter');
  }

  async #closeQuickInput() {
    // Only if there is one: otherwise Escape hides the notifications.
    if (await this.quickInput.isVisible()) await this.page.keyboard.press('Escape');
  }

  // Editors

  /**
   * Opens a file of the workspace by its name or its path from the root.
   *
   * @param {string} path
   */
  async openFile(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    await waitFor(`${path} in Quick Open`, () => succeeds(() => this.#tryQuickOpen(path, name)), { timeoutMs: 20_000 });
    await this.page.locator(`.editor-group-container.active .tab.active:is(${tabSelector(name)})`).waitFor();
  }

  /**
   * @param {string} path
   * @param {string} name
   */
  async #tryQuickOpen(path, name) {
    await this.#closeQuickInput();
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.quickInput.waitFor({ timeout: 2000 });
    await this.quickInput.fill(path, { timeout: 2000 });
    await this.quickRow(name).click({ timeout: 2000 });
  }

  /**
   * An open editor's tab, by its whole label.
   *
   * @param {string} label
   */
  tab(label) {
    return this.tabs.and(this.page.locator(tabSelector(label))).first();
  }

  /** The text editor of the active group. */
  get editor() {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /**
   * Replaces the whole text of the active editor, literally: typing would pass through auto-closing and indentation.
   *
   * @param {string} text
   */
  async replaceEditorText(text) {
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
    await this.focusEditor();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  async focusEditor() {
    // What takes the keys: an edit context in newer versions of VS Code, a text area in older ones.
    await this.editor.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** The lines of the active editor that are on the screen. */
  async visibleEditorText() {
    const lines = await this.editor.locator('.view-lines .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  // Side bar

  /**
   * Shows a view container.
   *
   * @param {string} title
   */
  async openContainer(title) {
    const item = this.page.locator('.activitybar .action-item').filter({
      has: this.page.locator(`.action-label[aria-label^="${title}"]`),
    });
    // A click on the container that is already shown would hide it.
    if (!(await item.first().evaluate((element) => element.classList.contains('checked')))) await item.first().click();
    await this.page.locator('.part.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /**
   * A view of the open container.
   *
   * @param {string} title
   */
  view(title) {
    return this.page.locator('.part.sidebar .pane').filter({
      has: this.page.locator('.pane-header .title').getByText(title, { exact: true }),
    });
  }

  /** @param {string} title */
  expandView(title) {
    return this.#foldView(title, 'true');
  }

  /** @param {string} title */
  collapseView(title) {
    return this.#foldView(title, 'false');
  }

  /**
   * Views that were just opened are still arranged: what was read before a click is not always so any more.
   *
   * @param {string} title
   * @param {'true' | 'false'} isExpanded
   */
  async #foldView(title, isExpanded) {
    const header = this.view(title).locator('.pane-header');
    await header.waitFor();
    const isDone = async () => (await header.getAttribute('aria-expanded')) === isExpanded;
    await waitFor(
      `the view ${title}, expanded: ${isExpanded}`,
      async () => (await isDone()) || (await header.click(), await this.page.waitForTimeout(300), false),
    );
  }

  /**
   * Opens the view and waits until a text is seen in it; else says what was seen.
   *
   * @param {string} title
   * @param {string} text
   */
  async untilViewShows(title, text) {
    await this.expandView(title);
    const view = this.view(title);
    const isSeen = () => view.getByText(text).first().isVisible();
    try {
      await waitFor(`"${text}" in the view ${title}`, isSeen, { timeoutMs: 60_000 });
    } catch (error) {
      throw new Error(`The view ${title} shows: ${await view.innerText()}`, { cause: error });
    }
  }

  /**
   * The rows of a tree that are on the screen.
   *
   * @param {string} viewTitle
   */
  treeRows(viewTitle) {
    return this.view(viewTitle).locator('.monaco-list-row');
  }

  /**
   * The row at the top. Not the first in the page: a tree adds new rows at the end, wherever they are shown.
   *
   * @param {string} viewTitle
   */
  topTreeRow(viewTitle) {
    return this.view(viewTitle).locator('.monaco-list-row[data-index="0"]');
  }

  /**
   * @param {string} viewTitle
   * @param {string | RegExp} text
   */
  treeRow(viewTitle, text) {
    return this.treeRows(viewTitle).filter({ hasText: text }).first();
  }

  /** @param {Locator} row */
  async expandRow(row) {
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  /**
   * @param {Locator} row
   * @param {string} label
   */
  async inlineAction(row, label) {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${label}"]`).click();
  }

  /**
   * @param {Locator} target
   * @param {string} label
   */
  async contextMenu(target, label) {
    await target.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-menu-item', { hasText: label }).first();
    await item.hover();
    // By key: the menu ignores mouse buttons in its first 100 ms, without a sign of it.
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  /**
   * Drags with the mouse: VS Code notices where the pointer is only while it moves.
   *
   * @param {Locator} row
   * @param {Locator} target
   */
  async drag(row, target) {
    const [from, to] = await Promise.all([middleOf(row), middleOf(target)]);
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    try {
      await mouse.move(from.x + 5, from.y + 5, { steps: 3 });
      await mouse.move(to.x, to.y, { steps: 10 });
      // Whether it may be dropped there is asked of the extension, and answered while the pointer moves.
      await waitFor('a place to drop', async () => {
        await mouse.move(to.x + 3, to.y);
        await mouse.move(to.x, to.y);
        return (await this.page.locator('.monaco-list-row.drop-target').count()) > 0;
      });
    } finally {
      // What comes next must not find it pressed.
      await mouse.up();
    }
  }

  // Messages

  /** @param {string | RegExp} text */
  notification(text) {
    return this.toasts.filter({ hasText: text }).first();
  }

  /**
   * @param {string | RegExp} text
   * @param {string} button
   */
  async clickNotification(text, button) {
    await this.notification(text).locator('.monaco-button', { hasText: button }).click();
  }

  async clearNotifications() {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.toasts.first().waitFor({ state: 'hidden' });
  }

  /** @param {string} label */
  async clickDialog(label) {
    await this.dialog.locator('.monaco-button', { hasText: label }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** @param {string | RegExp} text */
  statusItem(text) {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  // Webviews

  /**
   * The shown frame inside a webview, at any depth, that has an element for this selector.
   *
   * @param {string} selector
   * @param {{ timeoutMs?: number }} [options]
   */
  webviewFrame(selector, options) {
    return waitFor(
      `a webview with ${selector}`,
      () => findFrame(this.webviewFrames(), async (frame) => (await frame.locator(selector).count()) > 0),
      options,
    );
  }

  /**
   * Every frame inside webviews. Their nesting: VS Code's shell, the extension's page, and what that page frames itself.
   */
  webviewFrames() {
    return this.page.frames().filter((frame) => frameDepth(frame) >= 2);
  }

  /** Icons are letters of a font, which a page loads when it first needs one. */
  async untilFontsAreThere() {
    for (const frame of this.webviewFrames()) {
      // A frame inside a page runs no script, and a closed one nothing at all.
      if (frameDepth(frame) === 2) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
    }
  }

  /**
   * What is on the screen, in words: the tabs, and the texts of all webviews.
   *
   * @returns {Promise<readonly string[]>} lines
   */
  async describe() {
    const tabs = await this.tabs.allInnerTexts().catch(() => []);
    const lines = [`tabs: ${tabs.map((tab) => JSON.stringify(tab.trim())).join(' ')}`];
    for (const frame of this.webviewFrames()) {
      try {
        const text = await frame.locator('body').innerText({ timeout: 1000 });
        const kind = `${(await isShown(frame)) ? 'shown' : 'hidden'} frame of depth ${frameDepth(frame)}`;
        lines.push(`${kind}: ${JSON.stringify(text.replace(/\s+/g, ' ').slice(0, 300))}`);
      } catch (error) {
        lines.push(`frame of depth ${frameDepth(frame)}: ${String(error).split('\n')[0]}`);
      }
    }
    return lines;
  }
}

/**
 * @param {readonly Frame[]} frames
 * @param {(frame: Frame) => Promise<boolean>} isWanted
 * @returns {Promise<Frame | undefined>}
 */
export async function findFrame(frames, isWanted) {
  for (const frame of frames) {
    // Webviews reload and go at any time: a frame that does is simply not the wanted one.
    if (await succeeds(async () => (await isShown(frame)) && (await isWanted(frame)))) return frame;
  }
  return undefined;
}

/**
 * How many frames are around this one; 0 is the workbench itself.
 *
 * @param {Frame} frame
 * @returns {number}
 */
export function frameDepth(frame) {
  const parent = frame.parentFrame();
  return parent ? 1 + frameDepth(parent) : 0;
}

/**
 * Webviews of background tabs stay in the page, hidden.
 *
 * @param {Frame} frame
 * @returns {Promise<boolean>}
 */
async function isShown(frame) {
  const parent = frame.parentFrame();
  if (!parent) return true;
  const element = await frame.frameElement();
  return (await element.isVisible()) && (await isShown(parent));
}

/**
 * Whether an attempt on a moving page worked: what it waited for may not be there yet, or is gone already.
 *
 * @param {() => Promise<unknown>} attempt
 * @returns {Promise<boolean>}
 */
async function succeeds(attempt) {
  try {
    return (await attempt()) !== false;
  } catch (error) {
    // Playwright says in many words that a frame or an element went away. Only a closed browser and our own mistakes are
    // worth more than another try.
    const isLost = error instanceof Error && error.name === 'TargetClosedError';
    if (!isLost && !(error instanceof TypeError) && !(error instanceof ReferenceError)) return false;
    throw error;
  }
}

/** @param {Locator} element */
async function middleOf(element) {
  const box = await element.boundingBox();
  if (box === null) throw new TypeError('What is dragged, or where to, is not on the screen.');
  return { x: box.x + box.width / 3, y: box.y + box.height / 2 };
}

/** @param {string} text */
function escapePattern(text) {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/**
 * Tabs by what screen readers say: the visible label is cut into parts, and the group's number follows when there are several.
 *
 * @param {string} label
 */
function tabSelector(label) {
  return `[aria-label=${JSON.stringify(label)}], [aria-label^=${JSON.stringify(`${label}, `)}]`;
}
