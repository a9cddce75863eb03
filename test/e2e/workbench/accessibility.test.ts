import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { openNewestMessage, previewTemplate, sendToLocalInbox } from '../../../scripts/host/journey.mjs';
import { useVSCode } from '../support/vscode.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The mail itself is the author's: its own faults are not those of our page. */
const options = { iframes: false, rules: { region: { enabled: false } } };

describe.each(['Default Dark Modern', 'Default Light Modern', 'Default High Contrast'])('in %s', (theme) => {
  const vscode = useVSCode({ settings: { 'workbench.colorTheme': theme }, window: { width: 1200, height: 900 } });

  const violationsOf = async (selector: string): Promise<readonly string[]> => {
    const frame = await vscode().workbench.webviewFrame(selector);
    // Evaluated by the debugger: the page's policy stays as it is.
    await frame.evaluate(axeSource);
    const results = await frame.evaluate<axe.AxeResults, unknown>(
      (given) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, given as object),
      options,
    );
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  };

  test('the preview has no violation', async () => {
    await previewTemplate(vscode().workbench, 'welcome.mjml.hbs');
    expect(await violationsOf('.mail-stage')).toEqual([]);
  });

  test('the message viewer has no violation', async () => {
    const { workbench } = vscode();
    const preview = await previewTemplate(workbench, 'welcome.mjml.hbs');
    await sendToLocalInbox(workbench, 'ada@example.com');
    await openNewestMessage(workbench, preview.frame);
    expect(await violationsOf('.card')).toEqual([]);
  });

  test('the form of a profile has no violation', async () => {
    await vscode().workbench.runCommand('Mailproof: Add SMTP Profile...');
    expect(await violationsOf('form')).toEqual([]);
  });
});
