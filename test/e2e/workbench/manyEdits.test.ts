import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { previewTemplate, shownMail } from '../../../scripts/host/journey.mjs';
import { projectRoot } from '../../../scripts/host/paths.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { Random } from '../../support/random.ts';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode({
  workspace: join(projectRoot, 'examples'),
  // The place in the preview is the subject here, so nothing else may move it.
  settings: { 'mailproof.preview.scrollPreviewWithEditor': false, 'mailproof.preview.scrollEditorWithPreview': false },
});

const until = (what: string, isSo: () => Promise<boolean>) =>
  waitFor(what, isSo, { timeoutMs: 20_000, intervalMs: 50 });

/** The whole mail as it is shown, but for the addresses that a page gives to its local images. */
async function shownHtml(): Promise<string> {
  const { frame } = await shownMail(vscode().workbench);
  const html = await frame.evaluate(() => document.documentElement.outerHTML);
  return html.replaceAll(/blob:[^"'\s)]*/g, 'blob:');
}

const shows = async (text: string): Promise<boolean> => (await shownMail(vscode().workbench)).text.includes(text);

test('after 200 random edits, the patched mail is the one that a fresh preview shows', async () => {
  const { workbench, workspace } = vscode();
  const file = 'order-receipt.mjml.hbs';
  await previewTemplate(workbench, file);
  const original = readFileSync(join(workspace, file), 'utf8');
  const random = new Random(20_261_124);
  let text = original;
  for (let edit = 0; edit < 200; edit++) {
    const changed = random.pick(edits)(text, random);
    // Like an accident that the next edit undoes.
    const isBroken = edit % 10 === 9;
    await workbench.replaceEditorText(isBroken ? changed.replace('</mj-body>', '{{#if}}</mj-body>') : changed);
    text = changed.length < 3 * original.length ? changed : original;
  }
  const last = text.replace(/<mj-text[^>]*>/, '$&the last of the edits ');
  await workbench.replaceEditorText(last);
  await until('the last edit', () => shows('the last of the edits'));
  const patched = await shownHtml();
  await workbench.runCommand('View: Close Editors in Other Groups');
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await until('the fresh preview', () => shows('the last of the edits'));
  await until('the images of the fresh preview', async () => (await shownHtml()).length === patched.length);
  expect(await shownHtml()).toBe(patched);
  await workbench.replaceEditorText(original);
}, 300_000);

test('500 edits load nothing anew: place, selection, what was opened and images stay; the focus when another program edits', async () => {
  const { workbench, workspace } = vscode();
  writeFileSync(join(workspace, 'long.data.json'), '{ "word": "from here" }');
  writeFileSync(join(workspace, 'long.mjml.hbs'), longMail);
  await workbench.openFile('long.mjml.hbs');
  await workbench.runCommand('View: Close Editors in Other Groups');
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await until('the long mail', () => shows('the end of the long mail'));
  const { frame } = await shownMail(workbench);
  await until('the image', () => frame.evaluate(() => (document.querySelector('img')?.naturalWidth ?? 0) > 0));
  const page = await workbench.webviewFrame('.mail-stage');
  await page.evaluate(() => {
    const stage = document.querySelector('.mail-stage');
    const shown = document.querySelector('iframe');
    if (stage === null || shown === null) throw new Error('there is no mail');
    stage.scrollTop = 900;
    document.documentElement.dataset['loads'] = '0';
    shown.addEventListener('load', () => {
      document.documentElement.dataset['loads'] = String(Number(document.documentElement.dataset['loads']) + 1);
    });
  });
  await frame.evaluate(() => {
    const details = document.querySelector('details');
    const image = document.querySelector('img');
    const summary = document.querySelector('summary');
    const words = summary?.firstChild;
    if (details === null || summary === null || image === null || !words) throw new Error('the mail lacks something');
    details.open = true;
    document.getSelection()?.setBaseAndExtent(words, 0, words, 4);
    Object.assign(window, { kept: { details, image, root: document.documentElement } });
  });
  await workbench.page.keyboard.press('ControlOrMeta+1');
  await workbench.focusEditor();
  await workbench.page.keyboard.press('ControlOrMeta+G');
  await workbench.enter(`:${typedLine}:${typedColumn}`);
  await workbench.statusItem(new RegExp(`Ln ${typedLine}, Col ${typedColumn}`)).waitFor();
  await workbench.focusEditor();
  const placeOf = async (): Promise<number> => {
    const inside = await frame.evaluate(() => document.querySelector('summary')?.getBoundingClientRect().top ?? NaN);
    const frameTop = await page.evaluate(() => document.querySelector('iframe')?.getBoundingClientRect().top ?? NaN);
    return inside + frameTop;
  };
  const before = await placeOf();
  const typed = Array.from({ length: 500 }, (_, index) => 'etaoinshrdlu'[index % 12]).join('');
  await workbench.page.keyboard.type(typed, { delay: 10 });
  await until('the last letter', () => shows(`${typed}.`));
  expect(Math.abs((await placeOf()) - before)).toBeLessThanOrEqual(1);
  expect(await page.evaluate(() => document.documentElement.dataset['loads'])).toBe('0');
  expect(
    await frame.evaluate(() => {
      const { kept } = window as unknown as Record<
        'kept',
        { details: HTMLDetailsElement; image: HTMLImageElement; root: Element }
      >;
      return {
        isSameDocument: kept.root === document.documentElement,
        isOpen: kept.details.isConnected && kept.details.open,
        selected: document.getSelection()?.toString(),
        isSameImage: kept.image.isConnected && kept.image.naturalWidth > 0,
      };
    }),
  ).toEqual({ isSameDocument: true, isOpen: true, selected: 'Open', isSameImage: true });

  // Typing takes the focus away by itself: what changes the mail now is another program.
  await frame.evaluate(() => document.querySelector('summary')?.focus({ preventScroll: true }));
  writeFileSync(join(workspace, 'long.data.json'), '{ "word": "from outside" }');
  await until('the changed data', () => shows('from outside'));
  expect(await frame.evaluate(() => document.activeElement?.localName)).toBe('summary');
  expect(await page.evaluate(() => document.documentElement.dataset['loads'])).toBe('0');
}, 300_000);

/** Each gives a text that can be rendered when the given one can. */
const edits: readonly ((text: string, random: Random) => string)[] = [
  // A letter inside of a text.
  (text, random) => {
    const places = [...text.matchAll(/>[^<>{}]*[a-z](?=[a-z])/g)].map((match) => match.index + match[0].length);
    const at = random.pick(places);
    return text.slice(0, at) + random.pick(['e', 't', 'a', 'o', 'i', 'n']) + text.slice(at);
  },
  // A word goes.
  (text, random) => {
    const places = [...text.matchAll(/(?<=>[^<>{}]*)\b[a-z]{3,}\b(?=[^<>{}]*<)/g)];
    if (places.length < 5) return text;
    const { index, 0: word } = random.pick(places);
    return text.slice(0, index) + text.slice(index + word.length);
  },
  // A text is there twice.
  (text, random) => {
    const match = random.pick([...text.matchAll(/<mj-text[^>]*>[^<>]*<\/mj-text>/g)]);
    return text.slice(0, match.index) + match[0] + text.slice(match.index);
  },
  // A look.
  (text, random) => {
    const { index, 0: tag } = random.pick([...text.matchAll(/<mj-text(?: line-height="[^"]*")?/g)]);
    const changed = `<mj-text line-height="${random.pick(['20px', '24px', '1.4'])}"`;
    // Written twice, an attribute would be an error of its own.
    return / line-height=/.test(text.slice(index + tag.length).split('>', 1)[0] ?? '')
      ? text
      : text.slice(0, index) + changed + text.slice(index + tag.length);
  },
  // A section comes to the end.
  (text, random) => {
    const section = `    <mj-section><mj-column><mj-text>${random.pick(['One', 'Two', '{{order.number}}'])}</mj-text></mj-column></mj-section>\n`;
    return text.replace('</mj-body>', `${section}</mj-body>`);
  },
  // A comment around nothing.
  (text, random) => {
    const match = random.pick([...text.matchAll(/\n\s*(?=<mj-(?:section|text|column)\b)/g)]);
    return `${text.slice(0, match.index)}\n<!-- a comment -->${text.slice(match.index)}`;
  },
];

const paragraphs = Array.from(
  { length: 60 },
  (_, index) => `<mj-text>Paragraph ${index + 1} of a mail that is taller than its view.</mj-text>`,
);
const longMail = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Typed here: .</mj-text><mj-text>{{word}}</mj-text>
        ${paragraphs.slice(0, 30).join('\n        ')}
        <mj-raw><tr><td><details><summary>Open for more</summary>What was closed.</details></td></tr></mj-raw>
        <mj-image src="images/logo.png" alt="Logo" width="40px" />
        ${paragraphs.slice(30).join('\n        ')}
        <mj-text>This is the end of the long mail.</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;
const typedLine = 5;
const typedColumn = '        <mj-text>Typed here: '.length + 1;
