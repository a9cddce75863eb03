// @ts-check
// Draws the PNG files of `examples/images` from `media/art/*.svg`, and `media/icon.png` from `media/icon.svg`.
// PNG, because mail clients do not show SVG; twice the shown size, so that they stay sharp on dense screens.
// The PNG files are committed: this runs only after a drawing was changed.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ensureBrowser, isRoot } from './host/browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const artFolder = join(root, 'media', 'art');
const imageFolder = join(root, 'examples', 'images');

const imageScale = 2;
// The Marketplace shows the icon at 128 and dense screens ask for twice that.
const iconWidth = 256;

// The example mails are opened by people on slow connections too, and are measured as attachments.
const totalLimitBytes = 600 * 1024;

const browser = await chromium.launch({
  executablePath: await ensureBrowser(console.log),
  chromiumSandbox: !isRoot(),
  args: ['--disable-gpu'],
});
try {
  await mkdir(imageFolder, { recursive: true });
  let totalBytes = 0;
  for (const file of (await readdir(artFolder)).filter((name) => name.endsWith('.svg')).sort()) {
    const target = join(imageFolder, `${basename(file, '.svg')}.png`);
    totalBytes += await draw(join(artFolder, file), target, ({ width }) => width * imageScale);
  }
  await draw(join(root, 'media', 'icon.svg'), join(root, 'media', 'icon.png'), () => iconWidth);
  if (totalBytes > totalLimitBytes) {
    console.error(`The images take ${totalBytes} bytes together; the limit is ${totalLimitBytes}.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}

/** @typedef {{ readonly width: number, readonly height: number }} Size in CSS pixels */

/**
 * @param {string} source
 * @param {string} target
 * @param {(size: Size) => number} chooseWidth how many pixels wide the PNG is
 * @returns {Promise<number>} its bytes
 */
async function draw(source, target, chooseWidth) {
  const svg = await readFile(source, 'utf8');
  const size = parseViewBox(svg, source);
  const pixelWidth = chooseWidth(size);
  const page = await browser.newPage({
    viewport: { width: size.width, height: size.height },
    deviceScaleFactor: pixelWidth / size.width,
  });
  await page.setContent(`<style>html, body { margin: 0 } svg { display: block }</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  await writeFile(target, png);
  console.log(`${basename(target)}  ${pixelWidth} px wide, ${png.length} bytes`);
  return png.length;
}

/**
 * @param {string} svg
 * @param {string} source for the error
 * @returns {Size}
 */
function parseViewBox(svg, source) {
  const match = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
  if (match === null) throw new Error(`${source} has no viewBox of whole numbers that starts at 0 0.`);
  return { width: Number(match[1]), height: Number(match[2]) };
}
