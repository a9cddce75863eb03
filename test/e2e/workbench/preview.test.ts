import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { previewTemplate, shownMail } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { countRequests, hostileMail, type Counter } from '../support/hostileMail.ts';
import { untilPreviewsAreSaved } from '../support/savedPreviews.ts';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

/** Our page around the mail. */
const page = () => vscode().workbench.webviewFrame('.mail-stage');
const mailText = async (): Promise<string> => (await shownMail(vscode().workbench)).text;
const until = (what: string, isSo: () => Promise<boolean>) =>
  waitFor(what, isSo, { timeoutMs: 20_000, intervalMs: 100 });

describe('the preview', () => {
  test('shows the mail with its data, partials and subject', async () => {
    const { workbench } = vscode();
    const { text } = await previewTemplate(workbench, 'welcome.mjml.hbs');
    expect(text).toContain('Welcome, Ada');
    expect(text).toContain('Sent by the tests');
    // Without the focus, which decides where the next file opens.
    await (await page()).getByRole('tab', { name: 'Inbox' }).evaluate((tab) => (tab as HTMLElement).click());
    await until('the subject', async () => (await (await page()).locator('body').innerText()).includes('Hello Ada'));
    await (await page()).getByRole('tab', { name: 'Rendered' }).evaluate((tab) => (tab as HTMLElement).click());
  });

  test('follows the typing, before anything is saved', async () => {
    const { workbench, workspace } = vscode();
    const file = join(workspace, 'welcome.mjml.hbs');
    const before = readFileSync(file, 'utf8');
    await workbench.openFile('welcome.mjml.hbs');
    await workbench.replaceEditorText(before.replace('>Welcome, {{name}}!', '>Xin chào, {{name}}!'));
    await until('the typed words', async () => (await mailText()).includes('Xin chào, Ada'));
    expect(readFileSync(file, 'utf8')).toBe(before);
    await workbench.replaceEditorText(before);
    await until('the old words', async () => (await mailText()).includes('Welcome, Ada'));
  });

  test('keeps the last good mail when the template breaks, says what and where, and goes there', async () => {
    const { workbench, workspace } = vscode();
    const good = readFileSync(join(workspace, 'welcome.mjml.hbs'), 'utf8');
    await workbench.openFile('welcome.mjml.hbs');
    await workbench.replaceEditorText(good.replace('</mj-body>', '{{#if order}}\n</mj-body>'));
    const banner = (await page()).getByRole('button', { name: /\{\{#if\}\}|#if/ }).first();
    await banner.waitFor({ timeout: 20_000 });
    expect(await mailText()).toContain('Welcome, Ada');
    const line = good.slice(0, good.indexOf('</mj-body>')).split('\n').length;
    expect(await (await page()).locator('body').innerText()).toContain(`welcome.mjml.hbs:${line}`);
    await banner.click();
    await workbench.statusItem(new RegExp(`Ln ${line}, Col`)).waitFor();
    await workbench.replaceEditorText(good);
    await until('the banner to go', async () => !(await banner.isVisible()));
  });

  test('shows unsaved text of a partial', async () => {
    const { workbench, workspace } = vscode();
    const footer = readFileSync(join(workspace, 'partials', 'footer.hbs'), 'utf8');
    await workbench.openFile('footer.hbs');
    await workbench.replaceEditorText(footer.replace('Sent by the tests', 'Sent by nobody'));
    // In the mail that uses it: the preview stays with the mail.
    await until('the partial', async () => /Welcome, Ada.*Sent by nobody/.test(await mailText()));
    await workbench.tab('Preview: welcome.mjml.hbs').waitFor();
    await workbench.replaceEditorText(footer);
    await until('the old partial', async () => (await mailText()).includes('Sent by the tests'));
    await workbench.openFile('welcome.mjml.hbs');
  });

  test('hears a data file that another program writes', async () => {
    const file = join(vscode().workspace, 'welcome.data.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('Ada', 'Grace'));
    await until('the new data', async () => (await mailText()).includes('Welcome, Grace'));
    writeFileSync(file, '{ "user": ');
    await until('the broken data', async () =>
      (await (await page()).locator('body').innerText()).includes('welcome.data.json:1'),
    );
    writeFileSync(file, before);
    await until('the old data', async () => (await mailText()).includes('Welcome, Ada'));
  });

  test('shows images of the workspace', async () => {
    const { frame } = await shownMail(vscode().workbench);
    await until('the logo to load', () =>
      frame.evaluate(() =>
        [...document.images].some((image) => image.naturalWidth === 8 && !image.currentSrc.startsWith('data:')),
      ),
    );
  });

  /** What a person may have to unfold a menu for. */
  const press = async (name: string): Promise<void> =>
    (await page()).getByRole('button', { name, includeHidden: true }).evaluate((button: HTMLElement) => button.click());

  test('turns all of an MJML mail around, and sends what it did before', async () => {
    const { workbench, page: window } = vscode();
    const { frame } = await shownMail(workbench);
    const sides = (): Promise<string> =>
      frame.getByText('Welcome, Ada').evaluate((text) => {
        const { direction, textAlign } = getComputedStyle(text);
        return `${direction} ${textAlign}`;
      });
    expect(await sides()).toBe('ltr left');
    await press('Right-to-left check');
    await until('the mail to be turned', async () => (await sides()) === 'rtl right');
    await window.evaluate(() => navigator.clipboard.writeText(''));
    await workbench.runCommand('Mailproof: Copy HTML');
    const copied = (): Promise<string> => window.evaluate(() => navigator.clipboard.readText());
    await until('the html', async () => (await copied()).includes('direction:ltr'));
    expect(await copied()).not.toContain('rtl');
    await press('Right-to-left check');
    await until('the mail to be turned back', async () => (await sides()) === 'ltr left');
  });

  test('shows alternative texts where images are off', async () => {
    const { frame } = await shownMail(vscode().workbench);
    const hasPicture = (): Promise<boolean> =>
      frame.evaluate(() => [...document.images].some(({ naturalWidth }) => naturalWidth > 0));
    await press('Images off');
    await until('the picture to go', async () => !(await hasPicture()));
    await frame.getByText('Logo').or(frame.getByAltText('Logo')).first().waitFor();
    await press('Images off');
    await until('the picture again', hasPicture);
  });

  test('is saved as a picture, as wide as it is', async () => {
    const { workbench, workspace } = vscode();
    const picture = join(workspace, 'shown mail.png');
    await press('More');
    await (
      await page()
    )
      .getByRole('menuitem', { name: /Save as Picture/ })
      .evaluate((item: HTMLElement) => item.click());
    await workbench.waitForQuickInput('Export welcome.mjml.hbs');
    await until('the dialog to know its folder', async () =>
      (await workbench.quickInput.inputValue()).endsWith('.png'),
    );
    const proposed = await workbench.quickInput.inputValue();
    await workbench.enter(picture);
    await until('the picture', () => Promise.resolve(existsSync(picture)));
    await workbench.toasts.filter({ hasText: 'shown mail.png' }).first().waitFor();
    const content = readFileSync(picture);
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    // Its width is what the proposed name says, in as many pixels as the screen has for one.
    const widthPx = Number(/-(\d+)\.png$/.exec(proposed)?.[1]);
    const ratio = await (await page()).evaluate(() => devicePixelRatio);
    expect(content.readUInt32BE(16)).toBe(Math.round(widthPx * ratio));
    expect(content.readUInt32BE(20)).toBeGreaterThan(50);
  });

  test('survives a template that never ends', async () => {
    const { workbench, workspace } = vscode();
    const good = readFileSync(join(workspace, 'welcome.mjml.hbs'), 'utf8');
    const list = JSON.stringify({ user: { name: 'Ada' }, list: Array.from({ length: 2000 }, (_, index) => index) });
    writeFileSync(join(workspace, 'endless.data.json'), list);
    writeFileSync(
      join(workspace, 'endless.mjml.hbs'),
      `<mjml><mj-body>${'{{#each @root.list}}'.repeat(5)}${'{{/each}}'.repeat(5)}</mj-body></mjml>`,
    );
    await workbench.openFile('endless.mjml.hbs');
    await until('the reason', async () => /stopped/.test(await (await page()).locator('body').innerText()));
    await workbench.openFile('welcome.mjml.hbs');
    await until('the next preview', async () => (await mailText()).includes('Welcome, Ada'));
    expect(readFileSync(join(workspace, 'welcome.mjml.hbs'), 'utf8')).toBe(good);
  });
});

describe('a hostile mail', () => {
  let mail: Counter;
  /** Told of by the same mail, where nothing guards it. */
  let control: Counter;

  beforeAll(async () => {
    [mail, control] = [await countRequests(), await countRequests()];
  });

  afterAll(() => {
    for (const { server } of [mail, control]) server.closeAllConnections();
    for (const { server } of [mail, control]) server.close();
  });

  test('runs nothing, loads nothing, connects nowhere and navigates nowhere', async () => {
    const { workbench, workspace, page: window } = vscode();
    writeFileSync(join(workspace, 'hostile.html'), hostileMail(mail.address));
    await workbench.openFile('hostile.html');
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await until('the hostile mail', async () => (await mailText()).includes('the end of the hostile mail'));
    const { frame } = await shownMail(workbench);
    const navigated: string[] = [];
    const windowAddress = window.url();
    window.on('framenavigated', (each) => navigated.push(each.url()));
    await frame.getByText('the end of the hostile mail').hover();
    // The same mail in a page that nothing guards, in the same browser: when its probes have worked, ours had the time to.
    const unguarded = await window.context().newPage();
    await unguarded.route(`${control.address}/unguarded`, (route) =>
      route.fulfill({ contentType: 'text/html', body: hostileMail(control.address, { staysOnPage: true }) }),
    );
    await unguarded.goto(`${control.address}/unguarded`, { waitUntil: 'domcontentloaded' });
    await until('the unguarded probes', () => Promise.resolve(new Set(control.requests).size >= 25));
    expect(await unguarded.evaluate(() => document.documentElement.getAttribute('data-pwned'))).toBe('1');
    await unguarded.close();
    expect(await frame.evaluate(() => document.documentElement.getAttribute('data-pwned'))).toBeNull();
    const outer = frame.parentFrame();
    expect(await outer?.evaluate(() => document.documentElement.getAttribute('data-pwned'))).toBeNull();
    expect({ requests: mail.requests, connections: mail.connections }).toEqual({ requests: [], connections: 0 });
    expect({ navigated, address: window.url() }).toEqual({ navigated: [], address: windowAddress });
  });

  test('has links that only say where they lead', async () => {
    const { workbench } = vscode();
    const { frame } = await shownMail(workbench);
    const address = frame.url();
    for (const name of ['js', 'data', 'file', 'vscode', 'command']) {
      // What the click before has opened may lie over it.
      await frame.locator('body').press('Escape');
      await frame.getByText(`link ${name}`, { exact: true }).click();
    }
    const chip = (await page()).locator('.source-chip');
    await chip.getByText(/^Not opened: .*command:/).waitFor();
    expect(frame.url()).toBe(address);
    expect({ requests: mail.requests, connections: mail.connections }).toEqual({ requests: [], connections: 0 });
    expect(await chip.getByRole('button', { name: 'Open link' }).count()).toBe(0);
    await frame.locator('body').press('Escape');
    await frame.getByText('link web', { exact: true }).click();
    await chip.getByText('https://example.com/').waitFor();
    expect(await chip.getByRole('button', { name: 'Open link' }).count()).toBe(1);
    expect({ requests: mail.requests, connections: mail.connections }).toEqual({ requests: [], connections: 0 });
    // That nothing came was no fault of the counter.
    await fetch(`${mail.address}/counted`);
    expect(mail.requests).toEqual(['/counted']);
  });
});

test('the preview comes back when the window is reloaded', async () => {
  const { workbench, page: window } = vscode();
  await untilPreviewsAreSaved(window, ['hostile.html']);
  await window.reload();
  await workbench.tab('Preview: hostile.html').waitFor({ timeout: 45_000 });
  await until('the mail after the reload', async () => (await mailText()).includes('the end of the hostile mail'));
}, 180_000);
