// @ts-check
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { projectRoot } from './build.mjs';
import { figureOfTests } from './figureOfTests.mjs';
import { ensureBrowser, isRoot } from './host/browser.mjs';

/** Until then the browser fills what it keeps anyway. */
const keysBefore = 500;
const mostMegabytes = 20;
const batchSize = 100;

/**
 * What the page of a preview that is left open keeps of 10,000 keys, in a real browser: the whole page as it ships, driven by what the
 * extension posts.
 * @returns {Promise<import('../test/figures/measure.ts').Figure>}
 */
export async function previewMemory() {
  /** @type {import('../test/figures/typedMails.ts').TypedMails} */
  const { placeholder, texts, mails: typed } = await figureOfTests('typedMails', './test/figures/typedMails.ts');
  /** @param {import('../test/figures/typedMails.ts').TypedMail} typed */
  const sentOf = ({ word, order, fresh }) => ({
    order,
    fresh: fresh.map(({ id, text }) => ({ id, html: (texts[text] ?? '').replaceAll(placeholder, word) })),
  });
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/webview/preview/main.ts'],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    outdir: 'memory',
    write: false,
    loader: { '.ttf': 'dataurl' },
  });
  const textOf = (/** @type {string} */ end) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(console.error),
    chromiumSandbox: !isRoot(),
    args: ['--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 700, height: 800 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await page.setContent('<!doctype html><body></body>');
    await page.evaluate(() => {
      const api = { postMessage: () => undefined, getState: () => undefined, setState: () => undefined };
      Object.assign(window, { acquireVsCodeApi: () => api });
    });
    await page.addStyleTag({ content: textOf('.css') });
    await page.addScriptTag({ content: textOf('.js') });
    let key = 0;
    const type = async (/** @type {number} */ until) => {
      for (; key < until; key += batchSize) {
        const batch = typed.slice(key, key + batchSize);
        const states = batch.map((each, index) => stateOf({ ...each, mail: sentOf(each) }, key + index + 1));
        await page.evaluate(postAll, states);
      }
    };
    const used = async () => {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const metric = (/** @type {string} */ name) => metrics.find((each) => each.name === name)?.value ?? NaN;
      return {
        megabytes: metric('JSHeapUsedSize') / 2 ** 20,
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
      };
    };
    await type(keysBefore);
    const before = await used();
    await type(typed.length);
    const after = await used();
    const shown = await page.evaluate(() => document.querySelector('iframe')?.contentDocument?.body.textContent ?? '');
    // The last key is shown: otherwise nothing was measured.
    const isShown = shown.includes((typed.length - 1).toString(36));
    const growth = after.megabytes - before.megabytes;
    return {
      value:
        `${growth.toFixed(1)} MB more after ${typed.length} keys (${before.megabytes.toFixed(1)} MB before), ` +
        `${after.nodes - before.nodes} nodes and ${after.listeners - before.listeners} listeners more` +
        (isShown ? '' : ', but the last key is not shown'),
      wanted: `less than ${mostMegabytes} MB`,
      isMet: isShown && growth < mostMegabytes,
    };
  } finally {
    await browser.close();
  }
}

/**
 * @param {{ readonly mail: import('../src/protocol/shownPieces.ts').SentPieces, readonly htmlBytes: number }} typed
 * @param {number} revision
 */
function stateOf({ mail, htmlBytes }, revision) {
  return {
    type: 'show',
    state: {
      revision,
      template: 'file:///newsletter.mjml.hbs',
      templateName: 'newsletter.mjml.hbs',
      mail,
      baseUrl: 'https://files.test/',
      subject: 'News',
      preheader: '',
      htmlBytes,
      engine: 'handlebars-mjml',
      engineReason: '',
      dataSets: [],
      isSampleData: true,
      // One that comes and goes.
      problems:
        revision % 7 === 0
          ? [
              {
                severity: 'warning',
                code: 'c',
                message: `m${revision}`,
                start: { line: 0, character: 0 },
                fileName: 'a',
                index: 0,
              },
            ]
          : [],
      remoteImages: false,
    },
  };
}

/** In the page: each message alone, as VS Code posts them. @param {readonly unknown[]} messages */
async function postAll(messages) {
  for (const message of messages) {
    window.postMessage(message, '*');
    await new Promise((resolve) => setTimeout(resolve));
  }
}
