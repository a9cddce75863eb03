// @ts-check
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { projectRoot } from './build.mjs';
import { figureOfTests } from './figureOfTests.mjs';
import { ensureBrowser, isRoot } from './host/browser.mjs';

/**
 * Whether a preview that is patched key by key shows what it would show of each mail alone, in a real browser, and never loads again.
 * @returns {Promise<import('../test/figures/measure.ts').Figure>}
 */
export async function patch() {
  /** @type {readonly import('../test/figures/editedMails.ts').EditedMails[]} */
  const rows = await figureOfTests('editedMails', './test/figures/editedMails.ts');
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/figures/shownInBrowser.ts'],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(console.error),
    chromiumSandbox: !isRoot(),
    args: ['--disable-gpu'],
  });
  let [mails, inPieces, differing] = [0, 0, 0];
  try {
    const page = await browser.newPage({ viewport: { width: 700, height: 800 } });
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    for (const row of rows) {
      /** @type {readonly string[]} */
      const differences = await page.evaluate((given) => Reflect.get(window, 'compareShown')(given), row);
      for (const difference of differences) console.error(`  ${row.name}, mail ${difference}`);
      mails += row.mails.length;
      inPieces += row.mails.filter((pieces) => pieces.length > 2).length;
      differing += differences.length;
    }
  } finally {
    await browser.close();
  }
  return {
    value: `${differing} of ${mails} mails after an edit differ from the mail shown alone (${inPieces} came in pieces)`,
    wanted: '0 of at least 300',
    isMet: differing === 0 && mails >= 300,
  };
}
