import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import { previewTemplate } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { findFrame } from '../../../scripts/host/workbench.mjs';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

const file = (name: string): string => join(vscode().workspace, name);

/** The page of the preview, as soon as there is this in it. */
async function pageWith(selector: string): Promise<Frame> {
  const { workbench } = vscode();
  return waitFor(
    `a preview with ${selector}`,
    () => findFrame(workbench.webviewFrames(), async (frame) => (await frame.locator(selector).count()) > 0),
    { timeoutMs: 30_000, intervalMs: 100 },
  );
}

test('the mail with all of its data sets, and back', async () => {
  await previewTemplate(vscode().workbench, 'welcome.mjml.hbs');
  const page = await pageWith('.all-data-sets');
  await page.locator('.all-data-sets').click();
  await page.locator('.grid-mail:not([hidden]) iframe').first().waitFor();
  expect(await page.locator('.grid-problems').first().innerText()).toMatch(/problem/i);
  await page.locator('.grid-choose').first().press('Escape');
  await page.locator('.mail-stage').waitFor();
});

test('a value without data is added to the data', async () => {
  const good = readFileSync(file('welcome.mjml.hbs'), 'utf8');
  writeFileSync(file('welcome.mjml.hbs'), good.replace('{{name}}!', '{{name}} of {{company.title}}!'));
  const page = await pageWith('.problems-button:not([hidden])');
  await page.locator('.problems-button').click();
  await page.locator('.missing-value').first().hover();
  await page.locator('.missing-place').first().waitFor();
  await page.locator('.add-value').first().click();
  const { workbench } = vscode();
  await workbench.tab('welcome.data.json').waitFor();
  await page.locator('.missing-value').waitFor({ state: 'detached' });
  await workbench.runCommand('File: Save');
  await waitFor(
    'the saved value',
    () => Promise.resolve(/"company": \{\s+"title": "[^"]+"/.test(readFileSync(file('welcome.data.json'), 'utf8'))),
    { timeoutMs: 10_000, intervalMs: 100 },
  );
});
