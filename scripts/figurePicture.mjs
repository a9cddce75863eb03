// @ts-check
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { projectRoot } from './build.mjs';
import { figureOfTests } from './figureOfTests.mjs';
import { ensureBrowser, isRoot } from './host/browser.mjs';

const widths = [375, 600, 800];

/**
 * Whether "Save as Picture" shows what the preview shows: each sample mail at three widths, against the browser's own screenshot.
 * @returns {Promise<import('../test/figures/measure.ts').Figure>}
 */
export async function picture() {
  /** @type {readonly { name: string, html: string }[]} */
  const mails = await figureOfTests('exampleMails', './test/figures/exampleMails.ts');
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/figures/picturedInBrowser.ts'],
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
  let [worst, count] = [0, 0];
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    await page.setContent(
      '<!doctype html><style>iframe { display: block; border: 0 }</style><body style="margin: 0"></body>',
    );
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    for (const { name, html } of mails) {
      for (const width of widths) {
        /** @type {string} */
        const taken = await page.evaluate(({ html: mail, width: px }) => Reflect.get(window, 'takePicture')(mail, px), {
          html,
          width,
        });
        const shot = await page.locator('iframe').screenshot({ type: 'png' });
        /** @type {{ differing: number, all: number }} */
        const { differing, all } = await page.evaluate(
          ([one, other]) => Reflect.get(window, 'countDiffering')(one, other),
          [taken, `data:image/png;base64,${shot.toString('base64')}`],
        );
        const share = all === 0 ? 1 : differing / all;
        console.error(`  ${name}, ${width} px: ${differing} of ${all} pixels differ`);
        worst = Math.max(worst, share);
        count++;
      }
    }
  } finally {
    await browser.close();
  }
  return {
    value: `at most ${(worst * 100).toFixed(3)} % of the pixels of a picture differ from the screenshot (${count} pictures)`,
    wanted: 'at most 0.05 % of each of at least 15',
    isMet: worst <= 0.0005 && count >= 15,
  };
}
