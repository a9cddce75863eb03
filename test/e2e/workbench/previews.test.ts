import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewTemplate } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { findFrame, frameDepth } from '../../../scripts/host/workbench.mjs';
import { untilPreviewsAreSaved } from '../support/savedPreviews.ts';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

const file = (...way: string[]): string => join(vscode().workspace, ...way);
const locked = '[Locked] Preview: welcome.mjml.hbs';

/** Waits until some preview on the screen shows all of these words. */
async function untilShown(...words: string[]): Promise<void> {
  const { workbench } = vscode();
  await waitFor(
    `a preview with ${words.join(', ')}`,
    () =>
      findFrame(workbench.webviewFrames(), async (frame) => {
        if (frameDepth(frame) < 2) return false;
        const text = await frame.locator('body').innerText({ timeout: 1000 });
        return words.every((word) => text.includes(word));
      }),
    { timeoutMs: 30_000, intervalMs: 100 },
  );
}

describe('two previews, one locked', () => {
  test('a locked one says so, and a second one opens for another template', async () => {
    const { workbench } = vscode();
    const good = readFileSync(file('welcome.mjml.hbs'), 'utf8');
    writeFileSync(file('goodbye.mjml.hbs'), good.replaceAll('Welcome, {{name}}', 'Goodbye, {{name}}'));
    await previewTemplate(workbench, 'welcome.mjml.hbs');
    await workbench.tab('Preview: welcome.mjml.hbs').click();
    await workbench.runCommand('Mailproof: Toggle Preview Locking');
    await workbench.tab(locked).waitFor();
    await workbench.runCommand('View: Move Editor into Next Group');
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.openFile('goodbye.mjml.hbs');
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await workbench.tab('Preview: goodbye.mjml.hbs').waitFor();
    await untilShown('Goodbye, ');
    await workbench.tab(locked).waitFor();
  });

  test('asked for again, the template of the locked one is shown there', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.openFile('welcome.mjml.hbs');
    await workbench.tab('Preview: welcome.mjml.hbs').waitFor();
    const before = await workbench.tabs.count();
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await untilShown('Welcome, Ada');
    expect(await workbench.tabs.count()).toBe(before);
    await workbench.openFile('goodbye.mjml.hbs');
    await workbench.tab('Preview: goodbye.mjml.hbs').waitFor();
  });

  test('a partial of both is updated in both', async () => {
    const { workbench } = vscode();
    const footer = readFileSync(file('partials', 'footer.hbs'), 'utf8');
    await workbench.openFile('footer.hbs');
    await workbench.replaceEditorText(footer.replace('Sent by the tests', 'Sent to both'));
    await untilShown('Welcome, Ada', 'Sent to both');
    await untilShown('Goodbye, ', 'Sent to both');
    await workbench.replaceEditorText(footer);
    await untilShown('Welcome, Ada', 'Sent by the tests');
    await untilShown('Goodbye, ', 'Sent by the tests');
  });

  test('both come back when the window is reloaded', async () => {
    const { workbench, page } = vscode();
    await workbench.runCommand('File: Save');
    // Until then VS Code brings back what was typed before.
    await workbench.page.locator('.tab.dirty', { hasText: 'footer' }).waitFor({ state: 'detached' });
    await untilPreviewsAreSaved(page, ['welcome.mjml.hbs', 'goodbye.mjml.hbs']);
    await page.reload();
    await workbench.tab(locked).waitFor({ timeout: 45_000 });
    await workbench.tab('Preview: goodbye.mjml.hbs').waitFor();
    await untilShown('Welcome, Ada');
    await untilShown('Goodbye, ');
  }, 180_000);
});

test('a preview that was closed opens again', async () => {
  const { workbench } = vscode();
  await workbench.openFile('welcome.mjml.hbs');
  await workbench.runCommand('View: Close Editors in Other Groups');
  for (let time = 0; time < 2; time++) {
    await workbench.runCommand('Mailproof: Open Preview to the Side');
    await untilShown('Welcome, Ada');
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.runCommand('View: Close Editors in Other Groups');
  }
  expect(await workbench.dialog.count()).toBe(0);
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await untilShown('Welcome, Ada');
});

test('a hidden preview renders nothing, and catches up when it is shown', async () => {
  const { workbench, page } = vscode();
  const problems = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'mj-oops' });
  const before = readFileSync(file('welcome.mjml.hbs'), 'utf8');
  await workbench.tab('Preview: welcome.mjml.hbs').click();
  await workbench.runCommand('View: Move Editor into Previous Group');
  // In front of its preview.
  await workbench.openFile('welcome.mjml.hbs');
  await workbench.runCommand('View: Toggle Problems');
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await workbench.replaceEditorText(
    before.replace('<mj-button', '<mj-text>While hidden</mj-text><mj-oops /><mj-button'),
  );
  // By the time that this is rendered, a preview that heard of the edit has been as well.
  await workbench.runCommand('Mailproof: Copy HTML');
  await waitFor(
    'the html of the edited mail',
    async () => (await page.evaluate(() => navigator.clipboard.readText())).includes('While hidden</div>'),
    { timeoutMs: 20_000 },
  );
  expect(await problems.count()).toBe(0);
  await workbench.tab('Preview: welcome.mjml.hbs').click();
  await problems.first().waitFor();
  await untilShown('Welcome, Ada', 'While hidden');
  await workbench.openFile('welcome.mjml.hbs');
  await workbench.replaceEditorText(before);
  await workbench.runCommand('View: Toggle Problems');
  await workbench.tab('Preview: welcome.mjml.hbs').click();
  await untilShown('Welcome, Ada');
  await workbench.runCommand('View: Move Editor into Next Group');
});

test('a render process that somebody kills is replaced, and the next edit is shown', async () => {
  const { workbench } = vscode();
  await workbench.runCommand('View: Focus First Editor Group');
  await workbench.openFile('goodbye.mjml.hbs');
  const before = readFileSync(file('goodbye.mjml.hbs'), 'utf8');
  const killed = renderProcesses();
  expect(killed).not.toEqual([]);
  for (const id of killed) process.kill(id, 'SIGKILL');
  await workbench.replaceEditorText(before.replaceAll('Goodbye, ', 'See you, '));
  await untilShown('See you, ');
  await workbench.replaceEditorText(before);
  await untilShown('Goodbye, ');
});

test('of a partial a mail is previewed, or the fragment alone, as is chosen', async () => {
  const { workbench } = vscode();
  await workbench.openFile('footer.hbs');
  // A window that was loaded anew may have brought back what was typed and not saved.
  await workbench.replaceEditorText(readFileSync(file('partials', 'footer.hbs'), 'utf8'));
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await workbench.waitForQuickInput('The mail to show it in');
  await workbench.pick('Preview the fragment alone');
  await workbench.tab('Preview: footer.hbs').waitFor();
  await untilShown('Sent by the tests');
  // Asked again for what is on the screen: something else is wanted.
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await workbench.waitForQuickInput('The mail to show it in');
  await workbench.pick('goodbye.mjml.hbs');
  await workbench.tab('Preview: goodbye.mjml.hbs').waitFor();
});

test('a template that another program takes away is said to be gone, and comes back with its file', async () => {
  const { workbench } = vscode();
  writeFileSync(
    file('brief.mjml'),
    '<mjml><mj-body><mj-section><mj-column><mj-text>Brief</mj-text></mj-column></mj-section></mj-body></mjml>',
  );
  await workbench.openFile('brief.mjml');
  await workbench.tab('Preview: brief.mjml').waitFor();
  await untilShown('Brief');
  // One that follows would go on to the next editor.
  await workbench.tab('Preview: brief.mjml').click();
  await workbench.runCommand('Mailproof: Toggle Preview Locking');
  await workbench.tab('[Locked] Preview: brief.mjml').waitFor();
  await workbench.runCommand('View: Focus First Editor Group');
  // What is in an editor outlives its file.
  await workbench.runCommand('View: Close Editor');
  renameSync(file('brief.mjml'), file('kept.txt'));
  await untilShown('brief.mjml is not there any more');
  renameSync(file('kept.txt'), file('brief.mjml'));
  await untilShown('Brief');
  await workbench.tab('[Locked] Preview: brief.mjml').click();
  await workbench.runCommand('Mailproof: Toggle Preview Locking');
  await workbench.runCommand('View: Focus First Editor Group');
});

test('a preview goes with its template when that is renamed', async () => {
  const { workbench, page } = vscode();
  await workbench.openFile('goodbye.mjml.hbs');
  await untilShown('Goodbye, ');
  await workbench.runCommand('File: Reveal Active File in Explorer View');
  await page.keyboard.press('F2');
  const input = page.locator('.explorer-folders-view .monaco-inputbox input');
  await input.fill('farewell.mjml.hbs');
  await input.press('Enter');
  await workbench.tab('Preview: farewell.mjml.hbs').waitFor();
  await untilShown('Goodbye, ');
});

test('each template of a workspace with several folders has the partials and data of its own folder', async () => {
  const { workbench, server, workspace } = vscode();
  const folders = ['one', 'two'];
  for (const name of folders) {
    const folder = join(workspace, 'folders', name);
    mkdirSync(join(folder, 'partials'), { recursive: true });
    writeFileSync(
      join(folder, `mail-${name}.mjml.hbs`),
      '<mjml><mj-body><mj-section><mj-column><mj-text>Dear {{who}}</mj-text>{{> sign}}</mj-column></mj-section></mj-body></mjml>\n',
    );
    writeFileSync(join(folder, 'partials', 'sign.hbs'), `<mj-text>Signed in ${name}</mj-text>\n`);
    writeFileSync(join(folder, `mail-${name}.data.json`), `{ "who": "reader of ${name}" }\n`);
  }
  const several = join(workspace, 'folders', 'several.code-workspace');
  writeFileSync(several, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
  await workbench.runCommand('View: Close All Editors');
  await workbench.open(server.url(several));
  await previewTemplate(workbench, 'mail-one.mjml.hbs');
  await untilShown('Dear reader of one', 'Signed in one');
  await workbench.tab('Preview: mail-one.mjml.hbs').click();
  await workbench.runCommand('Mailproof: Toggle Preview Locking');
  await workbench.runCommand('View: Move Editor into Next Group');
  await workbench.runCommand('View: Focus First Editor Group');
  await workbench.openFile('mail-two.mjml.hbs');
  await workbench.runCommand('Mailproof: Open Preview to the Side');
  await untilShown('Dear reader of two', 'Signed in two');
  await untilShown('Dear reader of one', 'Signed in one');
  // A file that both folders have by that name changes one of the mails.
  writeFileSync(join(workspace, 'folders', 'two', 'partials', 'sign.hbs'), '<mj-text>Signed anew</mj-text>\n');
  await untilShown('Dear reader of two', 'Signed anew');
  await untilShown('Dear reader of one', 'Signed in one');
}, 180_000);

/** Of this session only: others may test at the same time. */
function renderProcesses(): readonly number[] {
  return execFileSync('ps', ['-Aww', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(vscode().dir) && /[\\/]dist[\\/]renderer\.js/.test(line))
    .map((line) => Number.parseInt(line.trim(), 10));
}
