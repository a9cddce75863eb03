import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureBrowser, isRoot } from '../../../scripts/host/browser.mjs';
import type { SavedState } from '../../../src/webview/preview/savedState.ts';

// The page of the preview in a real browser, without an editor around it: happy-dom computes no colours and has no layout.
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
    loader: { '.ttf': 'empty' },
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
  page = await browser.newPage({ viewport: { width: 900, height: 600 } });
  await page.route(/^https?:/, (route) => route.abort());
});

afterEach(() => page.close());
afterAll(() => browser.close());

let revision = 0;

async function open(html: string, state: Partial<SavedState> = {}): Promise<void> {
  await page.setContent(`<!DOCTYPE html><style>${css}</style><body></body>`);
  await page.evaluate((saved) => {
    const api = { postMessage: () => undefined, getState: () => saved, setState: () => undefined };
    Object.assign(window, { acquireVsCodeApi: () => api });
  }, state);
  await page.addScriptTag({ content: script });
  await show(html);
}

/** What the extension sends after a render. */
async function show(html: string): Promise<void> {
  revision++;
  await page.evaluate(
    ([id, text]) => {
      const mail = { order: [id], fresh: [{ id, html: text }] };
      const texts = {
        template: 'file:///a',
        templateName: 'a',
        subject: '',
        preheader: '',
        baseUrl: '',
        engineReason: '',
      };
      const rest = {
        htmlBytes: 1,
        engine: 'html',
        dataSets: [],
        isSampleData: false,
        problems: [],
        remoteImages: false,
      };
      window.postMessage({ type: 'showDevices', devices: [{ name: 'Mobile', widthPx: 375 }] });
      window.postMessage({ type: 'show', state: { revision: id, mail, ...texts, ...rest } });
    },
    [revision, html] as const,
  );
  await page.frameLocator('.mail-frame').locator(`body [id]`).first().waitFor({ state: 'attached' });
  await settle();
}

/** Messages and two frames later. */
async function settle(): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))),
  );
}

/** `id: text on background` of each element with an id; nothing is said of a background that is see-through. An element without text keeps its colour. */
async function colors(): Promise<string> {
  return page
    .frameLocator('.mail-frame')
    .locator('body')
    .evaluate((body) => {
      const hex = (css: string): string =>
        (css.match(/\d+/g) ?? [])
          .slice(0, 3)
          .reduce((text, part) => text + Number(part).toString(16).padStart(2, '0'), '#');
      return [...body.ownerDocument.querySelectorAll('[id]')]
        .map((found) => {
          const { color, backgroundColor } = getComputedStyle(found);
          const isSeeThrough = backgroundColor === 'rgba(0, 0, 0, 0)';
          return `${found.id}: ${hex(color)}${isSeeThrough ? '' : ` on ${hex(backgroundColor)}`}`;
        })
        .join('\n');
    });
}

async function documentHtml(): Promise<string> {
  return page
    .frameLocator('.mail-frame')
    .locator('html')
    .evaluate((root) => root.outerHTML);
}

async function choose(scheme: string): Promise<void> {
  await page.getByRole('button', { name: /^Colors/ }).click();
  await page.getByRole('menuitemradio', { name: scheme, exact: true }).click();
  await settle();
}

const letter = `<body style="color:#000;background:#fff" id="body"><p id="text">Text <b id="strong">and</b></p>
  <a id="button" style="background:#f45e43;color:#fff">Buy</a><div id="green" style="color:#0c882a">Green</div>
  <div style="background-image:url(data:,)"><h1 id="headline" style="color:#fff">On a picture</h1></div></body>`;

describe('the colours of a client', () => {
  test('Outlook.com changes what has too little contrast', async () => {
    await open(letter, { scheme: 'outlook' });
    expect(await colors()).toBe(
      'body: #000000 on #333333\ntext: #ffffff\nstrong: #ffffff\nbutton: #ffffff on #c43320\ngreen: #5cc562\nheadline: #ffffff',
    );
  });

  test('Apple Mail turns everything over, also a label and a headline on a picture', async () => {
    await open(letter, { scheme: 'apple' });
    expect(await colors()).toContain('button: #333333 on #c24a35\n');
    expect(await colors()).toContain('headline: #333333');
  });

  test('an Apple Mail that finds dark styles applies them and turns nothing over', async () => {
    await open(
      '<style>@media (prefers-color-scheme:dark){p{color:#abcdef!important}}</style><p id="a">A</p><p id="b" style="background:#fff">B</p>',
      { scheme: 'apple' },
    );
    expect(await colors()).toBe('a: #abcdef\nb: #abcdef on #ffffff');
  });

  test("the author's rules for Outlook win over its colours", async () => {
    await open(
      '<style>[data-ogsc] .own{color:#ffcc00!important}[data-ogsb] .ground{background:#111111!important}</style>' +
        '<body style="background:#fff"><p id="own" class="own" style="color:#000">A</p><p id="ground" class="ground" style="background:#eee">B</p></body>',
      { scheme: 'outlook' },
    );
    expect(await colors()).toBe('own: #ffcc00\nground: #ffffff on #111111');
  });

  test('an important colour of the author is changed like any other', async () => {
    await open('<style>p{color:#000!important}</style><p id="a" style="background:#fff!important">A</p>', {
      scheme: 'outlook',
    });
    expect(await colors()).toBe('a: #ffffff on #333333');
  });

  test('going back leaves nothing behind, to the letter', async () => {
    const odd =
      '<p id="a" style="COLOR:#000; mso-line-height-rule:exactly">A</p><p id="b" data-x>B <i style="">c</i></p>';
    await open(odd);
    const before = await documentHtml();
    for (const scheme of ['Outlook.com', 'Apple Mail', 'Gmail on iOS', 'Gmail on Android']) {
      await choose(scheme);
      expect(await documentHtml()).not.toBe(before);
      await choose('Light');
      // Conditions on the scheme are rewritten for each.
      expect(await documentHtml()).toBe(before);
    }
  });

  test.each(['outlook', 'apple', 'gmailIos', 'gmailAndroid'] as const)(
    'an edited mail has the colours of one that was opened so (%s)',
    async (scheme) => {
      const versions = [
        '<div id="r"><p id="a">A <b id="b">b</b></p><p id="c" style="background:#eee">C</p></div>',
        '<div id="r"><p id="a">A! <b id="b">b</b> <i id="n" style="color:#777">n</i></p><p id="c" style="background:#eee">C</p></div>',
        '<div id="r"><p id="c" style="background:#ccc;color:#222">C</p></div>',
        '<style>p{color:#800}</style><div id="r"><p id="a">A</p><p id="c">C</p></div>',
        '<style>p:first-child{color:#00f}</style><div id="r"><p id="x">X</p><p id="a">A</p><p id="c">C</p></div>',
        '<style>p:first-child{color:#00f}</style><div id="r"><p id="a">A</p><p id="c">C</p></div>',
      ];
      const edited: string[] = [];
      await open('<p id="start">Start</p>', { scheme });
      for (const version of versions) {
        await show(version);
        edited.push(await colors());
      }
      const fresh: string[] = [];
      for (const version of versions) {
        await open(version, { scheme });
        fresh.push(await colors());
      }
      expect(edited).toEqual(fresh);
    },
  );

  test('texts that are hard to read are counted and listed', async () => {
    await open(letter, { scheme: 'apple', width: { kind: 'custom', widthPx: 600 } });
    await page.getByRole('button', { name: '1 text is hard to read in this mode' }).click();
    await expect.poll(() => page.locator('.hard-text').allTextContents()).toEqual([expect.stringContaining('Buy')]);
  });
});

test("the author's dark styles apply whatever the theme, in every place that asks for them", async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(
    '<meta name="color-scheme" content="light dark"><style media="(prefers-color-scheme: dark)">#a{color:#111111}</style>' +
      '<style>#b{color:light-dark(#222222,#333333)}@media not all and (prefers-color-scheme:light){#c{color:#444444}}</style>' +
      '<p id="a">A</p><p id="b">B</p><p id="c">C</p>',
    { scheme: 'dark' },
  );
  expect(await colors()).toBe('a: #111111\nb: #333333\nc: #444444');
});

describe('the width', () => {
  const wide =
    '<style>#a{color:#000000}@media(max-width:480px){#a{color:#ff0000}}</style><div id="a" style="height:2000px">A</div>';

  test('is what conditions see, however large the mail is shown', async () => {
    await open(wide, { width: { kind: 'custom', widthPx: 375 }, zoom: 200 });
    expect(await colors()).toBe('a: #ff0000');
    expect(await page.locator('.mail-sheet').evaluate((sheet) => sheet.getBoundingClientRect().width)).toBe(750);
    await open(wide, { width: { kind: 'custom', widthPx: 600 }, zoom: 50 });
    expect(await colors()).toBe('a: #000000');
    const sheet = await page.locator('.mail-sheet').boundingBox();
    expect([sheet?.width, sheet?.height]).toEqual([300, 1008]);
  });

  test('follows the edge that is dragged', async () => {
    await open(wide, { width: { kind: 'custom', widthPx: 400 } });
    const handle = page.getByRole('separator', { name: 'Width of the mail' });
    const { x = 0 } = (await handle.boundingBox()) ?? {};
    await page.mouse.move(x + 5, 300);
    await page.mouse.down();
    await page.mouse.move(x + 55, 300, { steps: 3 });
    expect(await page.locator('.drag-width').textContent()).toBe('500 px');
    await page.mouse.up();
    expect(await handle.getAttribute('aria-valuenow')).toBe('500');
    const moved = (await handle.boundingBox())?.x ?? 0;
    expect(moved).toBeCloseTo(x + 50, 0);
  });

  test('changes with the arrow keys on the edge, and fits again on a double click', async () => {
    await open(wide, { width: { kind: 'custom', widthPx: 400 } });
    const handle = page.getByRole('separator', { name: 'Width of the mail' });
    await handle.press('ArrowRight');
    await handle.press('Shift+ArrowLeft');
    expect(await page.getByLabel('Preview width in pixels').inputValue()).toBe('351');
    await handle.dblclick({ position: { x: 5, y: 200 } });
    await settle();
    expect(await page.getByLabel('Fit').isChecked()).toBe(true);
  });

  test('has no room: the mail is shown smaller', async () => {
    await open(wide, { width: { kind: 'custom', widthPx: 1736 } });
    expect(await page.getByRole('button', { name: /^Zoom/ }).textContent()).toBe('50 %');
  });
});

test('what is under the pointer stays there when the wheel zooms', async () => {
  const lines = Array.from({ length: 60 }, (_, line) => `<p id="line${line}" style="margin:0;height:40px">${line}</p>`);
  await open(lines.join(''), { width: { kind: 'custom', widthPx: 400 }, zoom: 100 });
  await page.locator('.mail-stage').evaluate((stage) => (stage.scrollTop = 900));
  const under = (): Promise<string> =>
    page.locator('.mail-frame').evaluate((frame: HTMLIFrameElement) => {
      const { top } = frame.getBoundingClientRect();
      const scale = frame.getBoundingClientRect().width / frame.clientWidth;
      return frame.contentDocument?.elementFromPoint(100, (400 - top) / scale)?.id ?? '';
    });
  const before = await under();
  await page.mouse.move(450, 400);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await settle();
  expect(await page.getByRole('button', { name: /^Zoom/ }).textContent()).toBe('125 %');
  expect(await under()).toBe(before);
});
