import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureBrowser, isRoot } from '../../../scripts/host/browser.mjs';
import type { FromPreview, PreviewProblem, SentState, ToPreview } from '../../../src/protocol/preview.ts';

// The page of the preview in a real browser, without an editor around it: happy-dom has no layout.
let browser: Browser;
let page: Page;
let script: string;
let css: string;

beforeAll(async () => {
  const bundle = await build({
    absWorkingDir: fileURLToPath(new URL('../../../', import.meta.url)),
    entryPoints: { preview: 'src/webview/preview/main.ts' },
    outdir: 'unused',
    bundle: true,
    write: false,
    format: 'iife',
    loader: { '.ttf': 'dataurl' },
  });
  const text = (ending: string): string => bundle.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  script = text('.js');
  css = text('.css');
  browser = await chromium.launch({
    executablePath: await ensureBrowser(console.log),
    chromiumSandbox: !isRoot(),
    args: ['--disable-gpu'],
  });
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await page.route(/^https?:/, (route) => route.abort());
  await page.setContent(`<!DOCTYPE html><style>${css}</style><body></body>`);
  await page.evaluate(() => {
    const posted: unknown[] = [];
    const api = {
      postMessage: (message: unknown) => posted.push(message),
      getState: () => ({}),
      setState: () => undefined,
    };
    Object.assign(window, { posted, acquireVsCodeApi: () => api });
  });
  await page.addScriptTag({ content: script });
});

afterEach(() => page.close());
afterAll(() => browser.close());

async function tell(message: ToPreview): Promise<void> {
  await page.evaluate((data) => {
    window.dispatchEvent(new MessageEvent('message', { data }));
  }, message);
}

async function posted(): Promise<readonly FromPreview[]> {
  return page.evaluate(() => (window as unknown as { readonly posted: readonly FromPreview[] }).posted);
}

async function show(
  html: string,
  { problems = [] }: { readonly problems?: readonly PreviewProblem[] } = {},
): Promise<void> {
  const state: SentState = {
    revision: 1,
    template: 'file:///order.hbs',
    templateName: 'order.hbs',
    mail: { order: [0], fresh: [{ id: 0, html }] },
    baseUrl: '',
    subject: '',
    preheader: '',
    htmlBytes: 1,
    engine: 'handlebars',
    engineReason: '',
    dataSets: ['default', 'empty', 'long'].map((name) => ({ name, file: `/${name}.json` })),
    dataSet: { name: 'default', file: '/default.json' },
    isSampleData: false,
    problems,
    remoteImages: false,
  };
  await tell({ type: 'show', state });
}

const mail = `<style>@media (max-width: 480px) { h1 { color: rgb(0, 0, 255) } }</style>
  <div style="padding:24px;background:#fde68a"><h1>Your order</h1><p>It arrives on Thursday.</p></div>`;

test('each data set is laid out at its width and shown small, and a press on it chooses it', async () => {
  await show(mail);
  await page.locator('.all-data-sets').click();
  for (const dataSet of ['default', 'empty'])
    await tell({
      type: 'gridCell',
      cell: { dataSet, html: mail, isStopped: false, problemCount: 1, severity: 'warning' },
    });
  await tell({ type: 'gridCell', cell: { dataSet: 'long', isStopped: false, problemCount: 2, severity: 'error' } });
  const frames = page.locator('.grid-mail iframe');
  await expect.poll(async () => (await frames.first().boundingBox())?.width).toBe(240);
  expect((await frames.nth(1).boundingBox())?.width).toBe(150);
  const colors = [0, 1].map((index) =>
    frames
      .nth(index)
      .contentFrame()
      .locator('h1')
      .evaluate((heading) => getComputedStyle(heading).color),
  );
  expect(await Promise.all(colors)).toEqual(['rgb(0, 0, 0)', 'rgb(0, 0, 255)']);
  const box = await page.locator('.grid-cell').nth(2).boundingBox();
  await page.mouse.click((box?.x ?? 0) + 60, (box?.y ?? 0) + 60);
  expect(await posted()).toContainEqual({ type: 'selectDataSet', name: 'empty' });
  expect(await page.locator('.data-grid').isVisible()).toBe(false);
  expect(await page.locator('.mail-stage').isVisible()).toBe(true);
});

test('a value without data is outlined where it belongs', async () => {
  const start = { line: 0, character: 0 };
  const fileName = 'order.hbs';
  const problem = {
    severity: 'warning',
    code: 'missing-data',
    message: 'name has no value',
    start,
    fileName,
    index: 0,
  } as const;
  await show('<p style="margin:40px">Hello <!--mailproof:a.6-->, it arrives.</p>', {
    problems: [{ ...problem, expression: 'name' }],
  });
  await page.locator('.problems-button').click();
  await page.locator('.missing-value').hover();
  expect(await posted()).toContainEqual({ type: 'findMissing', revision: 1, index: 0 });
  await tell({ type: 'missingMarks', revision: 1, index: 0, marks: ['a.6'] });
  const spot = await page.locator('.missing-place').boundingBox();
  const text = await page.locator('.mail-stage iframe').contentFrame().locator('p').boundingBox();
  expect(spot?.width).toBeLessThan(40);
  expect(spot?.x).toBeGreaterThan((text?.x ?? 0) + 20);
  expect(spot?.x).toBeLessThan((text?.x ?? 0) + 60);
  await page.mouse.move(450, 600);
  expect(await page.locator('.missing-place').count()).toBe(0);
});
