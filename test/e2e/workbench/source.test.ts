import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewTemplate, shownMail } from '../../../scripts/host/journey.mjs';
import { projectRoot } from '../../../scripts/host/paths.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { useVSCode } from '../support/vscode.ts';

const examples = join(projectRoot, 'examples');
const vscode = useVSCode({ workspace: examples });

const page = () => vscode().workbench.webviewFrame('.mail-stage');
const until = (what: string, isSo: () => Promise<boolean>) =>
  waitFor(what, isSo, { timeoutMs: 15_000, intervalMs: 50 });

/** All texts that a mail of the examples is made of. */
const sources = new Map(
  ['', 'partials']
    .flatMap((folder) => readdirSync(join(examples, folder)).map((name) => join(folder, name)))
    .filter((name) => /(?<!\.subject)\.hbs$/.test(name))
    .map((name): [string, string] => [name, readFileSync(join(examples, name), 'utf8')]),
);

interface Point {
  readonly word: string;
  /** In the mail, of the gap before its second letter. */
  readonly x: number;
  readonly y: number;
}

/** What begins with each word on the screen, in the order of the mail. */
async function wordsOfMail(): Promise<readonly Point[]> {
  const { frame } = await shownMail(vscode().workbench);
  return frame.evaluate(() => {
    const words: { word: string; x: number; y: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const match of (node.nodeValue ?? '').matchAll(/(?<![\p{L}\p{N}])(?=([\p{L}\p{N}][ \p{L}\p{N}]{2,11}))/gu)) {
        const range = document.createRange();
        range.setStart(node, match.index + 1);
        range.setEnd(node, match.index + 2);
        const box = range.getBoundingClientRect();
        // Nearer to the gap before the letter than to the one behind it.
        if (box.width > 0)
          words.push({ word: match[1] ?? '', x: box.left + box.width / 4, y: box.top + box.height / 2 });
      }
    }
    return words;
  });
}

/** What the mail of a template is made of, and the data that it is shown with. */
function madeOf(template: string): { readonly texts: ReadonlyMap<string, string>; readonly data: string } {
  const base = join(examples, template.replace('.mjml.hbs', ''));
  const beside = `${base}.data.json`;
  const data = readFileSync(existsSync(beside) ? beside : join(`${base}.data`, 'default.json'), 'utf8');
  const isPart = (file: string): boolean => file === template || file.startsWith('partials');
  return { texts: new Map([...sources].filter(([file]) => isPart(file))), data };
}

/** Where words that are shown were written, if they were once, and as text: not in a tag, a mustache, a comment or the data. */
function writtenPlace(words: string, template: string): ReturnType<typeof onlyPlace> {
  const { texts, data } = madeOf(template);
  const blank = (text: string): string =>
    text.replaceAll(/\{\{[\s\S]*?\}\}|<[^>]*>/g, (part) => part.replaceAll(/[^\n]/g, ' '));
  const isOnce = onlyPlace(words, texts) !== undefined && !data.includes(words);
  return isOnce ? onlyPlace(words, new Map([...texts].map(([file, text]) => [file, blank(text)]))) : undefined;
}

/** The only place of words in some texts, as an editor counts; of their second letter. */
function onlyPlace(
  words: string,
  texts: ReadonlyMap<string, string>,
): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  const places = [...texts].flatMap(([file, text]) =>
    text
      .split(words)
      .slice(0, -1)
      .map((_, index, parts) => {
        const before = parts
          .slice(0, index + 1)
          .join(words)
          .split('\n');
        return { file, line: before.length, column: (before.at(-1) ?? '').length + 2 };
      }),
  );
  return places.length === 1 ? places[0] : undefined;
}

async function scrollTo(y: number): Promise<number> {
  return (await page()).locator('.mail-stage').evaluate((stage, top) => {
    stage.scrollTop = top;
    return stage.scrollTop;
  }, y);
}

const stageTop = async (): Promise<number> =>
  (await page()).locator('.mail-stage').evaluate((stage) => stage.scrollTop);

async function clickAt({ x, y }: Point, modifier?: 'Alt' | 'Control'): Promise<void> {
  const { workbench } = vscode();
  const { frame } = await shownMail(workbench);
  // What the last click moved may still be on its way, and its label may lie over this place.
  const top = await scrollTo(Math.max(y - 250, 0));
  let turnsAtRest = 0;
  await until('the preview to be still', async () => {
    const isAtRest = (await stageTop()) === top;
    if (!isAtRest) await scrollTo(top);
    turnsAtRest = isAtRest ? turnsAtRest + 1 : 0;
    return turnsAtRest === 4;
  });
  await (await page()).locator('.source-chip').evaluate((chip) => chip.setAttribute('hidden', ''));
  const box = await (await frame.frameElement()).boundingBox();
  if (box === null) throw new Error('the mail has no place');
  if (modifier !== undefined) await workbench.page.keyboard.down(modifier);
  await workbench.page.mouse.click(box.x + x, box.y + y);
  if (modifier !== undefined) await workbench.page.keyboard.up(modifier);
}

async function editorIsAt(file: string, line: number, column?: number): Promise<boolean> {
  const { workbench } = vscode();
  // A link leaves the focus in the preview: its label goes on from there.
  const step = (await page()).locator('.source-chip:has(.source-link) .source-step[aria-current]');
  if (await step.isVisible()) await step.click();
  const name = file.split('/').at(-1) ?? file;
  const [status = ''] = await workbench.page.locator('.statusbar-item', { hasText: /Ln \d+, Col \d+/ }).allInnerTexts();
  const shown = await workbench.page
    .locator('.tab.active')
    .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-resource-name')));
  const place = column === undefined ? `Ln ${line},` : `Ln ${line}, Col ${column}`;
  return shown.includes(name) && new RegExp(`${place}(?!\\d)`).test(status);
}

const templates = readdirSync(examples).filter((name) => name.endsWith('.mjml.hbs'));

describe('a click in the preview', () => {
  test.each(templates)(
    'leads to line and column of 30 words of %s',
    async (template) => {
      await previewTemplate(vscode().workbench, template);
      await until('the mail of this template', async () => {
        const known = (await wordsOfMail()).filter(({ word }) => writtenPlace(word, template)?.file === template);
        return known.length > 5;
      });
      const points = (await wordsOfMail()).flatMap((point) => {
        const place = writtenPlace(point.word, template);
        return place === undefined ? [] : [{ point, place }];
      });
      const step = Math.max(Math.floor(points.length / 30), 1);
      const chosen = points.filter((_, index) => index % step === 0).slice(0, 34);
      expect(chosen.length, points.map(({ point }) => point.word).join(' ')).toBeGreaterThanOrEqual(30);
      const clickedAgain: string[] = [];
      for (const { point, place } of chosen) {
        await clickAt(point);
        const isThere = (): Promise<boolean> => editorIsAt(place.file, place.line, place.column);
        const what = `${point.word} at ${place.file}:${place.line}:${place.column}`;
        const isAtOnce = await until(what, isThere).then(
          () => true,
          () => false,
        );
        if (isAtOnce) continue;
        // A busy machine may swallow a click, as in all of these tests; not many of them.
        clickedAgain.push(what);
        expect(clickedAgain.length, clickedAgain.join(', ')).toBeLessThanOrEqual(2);
        await clickAt(point);
        await until(what, isThere);
      }
    },
    240_000,
  );

  test('with alt leads to what calls the partial', async () => {
    const template = 'order-receipt.mjml.hbs';
    await previewTemplate(vscode().workbench, template);
    const call = onlyPlace('line-item', new Map([[template, sources.get(template) ?? '']]));
    const item = (await wordsOfMail()).find(({ word }) => word.startsWith('Daybook'));
    if (call === undefined || item === undefined) throw new Error('the example has no line items any more');
    await clickAt(item, 'Alt');
    await until('the call', () => editorIsAt(template, call.line));
  });

  test('with control leads to the value in the data', async () => {
    await previewTemplate(vscode().workbench, 'order-receipt.mjml.hbs');
    const name = 'order-receipt.data/default.json';
    const data = new Map([['default.json', readFileSync(join(examples, name), 'utf8')]]);
    const words = await wordsOfMail();
    const shownOnce = words.filter(({ word }) => words.filter((each) => each.word === word).length === 1);
    const inData = shownOnce.flatMap((point) => {
      const place = onlyPlace(point.word, data);
      return place === undefined || [...sources.values()].some((text) => text.includes(point.word))
        ? []
        : [{ point, place }];
    });
    expect(inData.length).toBeGreaterThanOrEqual(8);
    for (const { point, place } of inData.slice(0, 12)) {
      await clickAt(point, 'Control');
      await until(`${point.word} in the data`, () => editorIsAt(place.file, place.line));
    }
  });
});

describe('the place of the cursor', () => {
  const outlines = async (kind: string): Promise<number> =>
    (await page()).locator(`.source-outline.is-${kind}`).count();

  test('is outlined in the preview, each turn of a loop as well', async () => {
    const { workbench } = vscode();
    await previewTemplate(workbench, 'order-receipt.mjml.hbs');
    const stage =
      sources
        .get('order-receipt.mjml.hbs')
        ?.split('\n')
        .findIndex((line) => line.includes('mj-divider')) ?? 0;
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+g');
    await workbench.enter(`:${stage + 1}:20`);
    // Where the cursor was before, there was one as well.
    await until('outlines of the other turns', async () => (await outlines('instance')) === 2);
    expect(await outlines('cursor')).toBe(1);
  });

  test('is scrolled to by Reveal in Preview', async () => {
    const { workbench } = vscode();
    const text = sources.get('order-receipt.mjml.hbs') ?? '';
    const line = text.split('\n').findIndex((each) => each.includes('Something mi')) + 1;
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+g');
    await workbench.enter(`:${line}:${(text.split('\n')[line - 1] ?? '').indexOf('Something mi') + 3}`);
    await scrollTo(0);
    await workbench.runCommand('Mailproof: Reveal in Preview');
    await until('it to be selected', async () => (await outlines('selected')) === 1);
    const chip = (await page()).locator('.source-chip');
    await chip.getByText(`order-receipt.mjml.hbs:${line}`).waitFor();
    expect(await (await page()).locator('.mail-stage').evaluate((stage) => stage.scrollTop)).toBeGreaterThan(100);
  });

  test('is reached with the keyboard alone', async () => {
    const { workbench } = vscode();
    await (await page()).locator('.mail-stage').focus();
    for (const key of ['Escape', 'Enter', 'ArrowDown', 'ArrowDown']) await workbench.page.keyboard.press(key);
    const chip = (await page()).locator('.source-chip .source-step[aria-current]');
    const [file = '', line = ''] = (await chip.innerText()).split(':');
    const said = (await page()).locator('.source-layer [role=status]');
    await until('it to be said', async () => (await said.innerText()).includes(`${file}:${line}`));
    await workbench.page.keyboard.press('Enter');
    await until('the editor to be there', () => editorIsAt(file, Number(line)));
  });
});

describe('scrolling', () => {
  const firstLine = async (): Promise<number> =>
    Math.min(...(await vscode().workbench.page.locator('.editor-instance .line-numbers').allInnerTexts()).map(Number));
  const wheel = async (over: { readonly x: number; readonly y: number } | null, by: number): Promise<void> => {
    const { page: window } = vscode().workbench;
    if (over === null) throw new Error('there is nothing to scroll');
    await window.mouse.move(over.x + 150, over.y + 250);
    await window.mouse.wheel(0, by);
  };
  const editorBox = () => vscode().workbench.page.locator('.editor-instance .monaco-editor').first().boundingBox();
  const previewBox = async () => (await (await page()).frameElement()).boundingBox();

  test('the editor scrolls the preview, and the preview the editor', async () => {
    await previewTemplate(vscode().workbench, 'newsletter.mjml.hbs');
    await until('the newsletter', async () => (await wordsOfMail()).some(({ word }) => word.includes('Dog')));
    await vscode().workbench.focusEditor();
    await vscode().workbench.page.keyboard.press('Control+Home');
    await until('both tops', async () => (await firstLine()) === 1 && (await stageTop()) === 0);
    for (let turn = 0; turn < 10; turn++) await wheel(await editorBox(), 500);
    await until('the preview to follow', async () => (await stageTop()) > 50);
    const rest = await stageTop();
    const line = await firstLine();
    await wheel(await previewBox(), 700);
    await until('the editor to follow', async () => (await firstLine()) > line);
    expect(await stageTop()).toBeGreaterThan(rest);
  });

  test('typing does not scroll the preview', async () => {
    const { workbench } = vscode();
    await workbench.openFile('newsletter.mjml.hbs');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    await scrollTo(300);
    await until('the editor to be still', async () => {
      const before = await firstLine();
      return before === (await firstLine());
    });
    const before = await stageTop();
    await workbench.page.keyboard.type('\n\n\n');
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.press('Backspace');
    expect(Math.abs((await stageTop()) - before)).toBeLessThan(3);
  });
});
