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

  test('the form of a profile has no violation, whatever it shows', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Mailproof: Add SMTP Profile...');
    const form = await workbench.webviewFrame('form');
    const address = form.getByLabel('Email address', { exact: true });
    const states: Readonly<Record<string, () => Promise<unknown>>> = {
      'as it opens': () => address.waitFor(),
      'what a provider wants': async () => {
        await address.fill('lan@gmail.com');
        await form.getByText('app password').first().waitFor();
      },
      'signing in with OAuth, as the provider wants it': async () => {
        await address.fill('lan@outlook.com');
        await form.locator('#auth-oauth2:checked').waitFor();
        await form.getByLabel('Sign in at', { exact: true }).waitFor();
      },
      'an address that nobody knows': async () => {
        await address.fill('lan@congty.example');
        await form.getByText('No provider is known for congty.example').waitFor();
      },
      'all of its fields': async () => {
        // As a click on their titles would; at a second try they are open already.
        await form.locator('details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
        await form.locator('#replyTimeoutSeconds').waitFor();
      },
      'a pair that is unusual': async () => {
        // The port goes along with the encryption; whoever sets it back wants it so, and is told.
        await form.getByLabel('Encryption', { exact: true }).selectOption('starttls');
        await form.getByLabel('Port', { exact: true }).fill('465');
        await form.getByLabel('Port', { exact: true }).press('Tab');
        await form.getByText('expects TLS from the first byte').waitFor();
      },
      'what is wrong': async () => {
        await form.getByLabel('Host', { exact: true }).fill('a b');
        await form.getByRole('button', { name: /^Save/ }).click();
        await form.locator('#host[aria-invalid="true"]').waitFor();
      },
      'a test that failed': async () => {
        await form.getByLabel('Host', { exact: true }).fill('127.0.0.1');
        await form.getByLabel('Port', { exact: true }).fill('9');
        await form.getByLabel('No sign-in', { exact: true }).check();
        await form.getByRole('button', { name: 'Test connection' }).click();
        await form.getByText('The connection does not work').waitFor();
      },
    };
    for (const [name, reach] of Object.entries(states)) {
      await reach();
      expect([name, await violationsOf('form')]).toEqual([name, []]);
    }
  });
});
