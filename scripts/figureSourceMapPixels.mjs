// @ts-check
import { chromium } from 'playwright-core';
import { figureOfTests } from './figureOfTests.mjs';
import { ensureBrowser, isRoot } from './host/browser.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../test/figures/markedMails.ts').MarkedMail} MarkedMail
 * @typedef {{ readonly points: number, readonly resolved: number, readonly background: number, readonly misses: readonly string[] }} Points
 */

const wantedPoints = 40_000;
/** The width of most mails: all of it is mail. */
const width = 600;

/**
 * Whether every point of a mail leads to a marked element below its body, and marks move no pixel, in a real browser.
 * @returns {Promise<import('../test/figures/measure.ts').Figure>}
 */
export async function sourceMapPixels() {
  /** @type {readonly MarkedMail[]} */
  const mails = await figureOfTests('markedMails', './test/figures/markedMails.ts');
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(console.error),
    chromiumSandbox: !isRoot(),
    args: ['--disable-gpu'],
  });
  let pixels = 0;
  let points = 0;
  let resolved = 0;
  let background = 0;
  try {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    // No picture comes from anywhere: what is compared must not depend on it.
    await page.route(/^https?:/, (route) => route.abort());
    for (const mail of mails) {
      const differing = await differingPixels(page, mail);
      if (differing > 0) console.error(`  ${mail.name}: ${differing} pixels differ`);
      pixels += differing;
      const found = await resolvePoints(page, mail, Math.ceil((wantedPoints * 1.2) / mails.length));
      for (const miss of found.misses) console.error(`  ${mail.name}: ${miss}`);
      points += found.points;
      resolved += found.resolved;
      background += found.background;
    }
  } finally {
    await browser.close();
  }
  return {
    value: `${pixels} pixels differ, ${resolved} of ${points} points lead to a marked element, in ${mails.length} mails (${background} more points are background)`,
    wanted: `0, all of at least ${wantedPoints}`,
    isMet: pixels === 0 && resolved === points && points >= wantedPoints,
  };
}

/**
 * @param {Page} page
 * @param {MarkedMail} mail
 */
async function differingPixels(page, { plain, marked }) {
  const before = await screenshot(page, plain);
  const after = await screenshot(page, marked);
  return before.equals(after) ? 0 : comparePixels(page, before, after);
}

/**
 * @param {Page} page
 * @param {string} html
 */
async function screenshot(page, html) {
  // Lower than any mail, so that what is measured is the mail.
  await page.setViewportSize({ width, height: 50 });
  await page.setContent(html, { waitUntil: 'load' });
  await page.evaluate(takeComments);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, 1), 16_000) });
  return page.screenshot({ animations: 'disabled' });
}

/** As the page of the preview does: a comment between two texts would move them by parts of a pixel. */
function takeComments() {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  /** @type {Comment[]} */
  const comments = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Comment && currentNode.data.startsWith('mailproof:')) comments.push(currentNode);
  }
  for (const comment of comments) comment.remove();
  document.body.normalize();
}

/**
 * @param {Page} page
 * @param {Buffer} before
 * @param {Buffer} after
 */
function comparePixels(page, before, after) {
  const urls = [before, after].map((png) => `data:image/png;base64,${png.toString('base64')}`);
  return page.evaluate(async (sources) => {
    const [first, second] = await Promise.all(
      sources.map(async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, image.width, image.height);
      }),
    );
    if (first === undefined || second === undefined) return Infinity;
    if (first.data.length !== second.data.length) return Math.max(first.data.length, second.data.length) / 4;
    const left = new Uint32Array(first.data.buffer);
    const right = new Uint32Array(second.data.buffer);
    return left.reduce((count, each, index) => (each === right[index] ? count : count + 1), 0);
  }, urls);
}

/**
 * @param {Page} page shows the marked mail as high as it is
 * @param {MarkedMail} mail
 * @param {number} count
 * @returns {Promise<Points>}
 */
function resolvePoints(page, { holders, attribute }, count) {
  return page.evaluate(
    (given) => {
      const height = window.innerHeight;
      const step = Math.sqrt((window.innerWidth * height) / given.count);
      const found = { points: 0, resolved: 0, background: 0, misses: /** @type {string[]} */ ([]) };
      for (let y = step / 2; y < height; y += step) {
        for (let x = step / 2; x < window.innerWidth; x += step) {
          const hit = document.elementFromPoint(x, y);
          /** @param {Element} element */
          const isHolder = (element) =>
            element === document.body ||
            element === document.documentElement ||
            given.holders.includes(element.getAttribute(given.attribute) ?? '');
          if (hit === null || isHolder(hit)) {
            found.background++;
            continue;
          }
          found.points++;
          let at = /** @type {Element | null} */ (hit);
          while (at !== null && !(at.hasAttribute(given.attribute) && !isHolder(at))) at = at.parentElement;
          if (at !== null) found.resolved++;
          else if (found.misses.length < 5)
            found.misses.push(
              `nothing at ${Math.round(x)},${Math.round(y)}: ${hit.outerHTML.replace(/\s+/g, ' ').slice(0, 100)}`,
            );
        }
      }
      return found;
    },
    { holders, attribute, count },
  );
}
