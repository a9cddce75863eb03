import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewTemplate, shownMail } from '../../../scripts/host/journey.mjs';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import { useVSCode, type VSCode } from '../support/vscode.ts';

/** Leaves a trace in the workspace whenever it runs. */
const helpers = (ending: string): string => `
require('node:fs').writeFileSync(require('node:path').join(__dirname, 'it-ran.txt'), 'yes');
module.exports = { shout: (word) => word.toUpperCase() + '${ending}' };
`;

function writeProject({ workspace }: VSCode): void {
  writeFileSync(join(workspace, 'helpers.js'), helpers('!'));
  writeFileSync(join(workspace, 'helped.hbs'), '<!doctype html><html><body><p>Dear {{shout name}}</p></body></html>');
  writeFileSync(join(workspace, 'helped.data.json'), '{"name":"Ada"}');
}

async function shows(vscode: VSCode, text: string): Promise<void> {
  await waitFor(`"${text}" in the mail`, async () => (await shownMail(vscode.workbench)).text.includes(text), {
    timeoutMs: 30_000,
    intervalMs: 200,
  });
}

describe('in a workspace that is trusted', () => {
  const vscode = useVSCode();

  test("a mail is shown with the project's own helpers, and follows them when they are saved", async () => {
    writeProject(vscode());
    expect((await previewTemplate(vscode().workbench, 'helped.hbs')).text).toContain('Dear ADA!');
    writeFileSync(join(vscode().workspace, 'helpers.js'), helpers('?'));
    await shows(vscode(), 'Dear ADA?');
  });

  test('a helper that never ends costs one preview', async () => {
    const { workbench, workspace } = vscode();
    writeFileSync(join(workspace, 'helpers.js'), 'module.exports = { shout() { for (;;); } };');
    const page = await workbench.webviewFrame('.mail-stage');
    await waitFor('the reason', async () => (await page.locator('body').innerText()).includes('endless loop'), {
      timeoutMs: 30_000,
    });
    writeFileSync(join(workspace, 'helpers.js'), helpers('.'));
    await shows(vscode(), 'Dear ADA.');
  });
});

describe('in Restricted Mode', () => {
  const vscode = useVSCode({
    workspaceTrust: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
  });

  test('none of its code runs, the mail is shown without it, and trust brings it back', async () => {
    const { workbench, workspace } = vscode();
    writeProject(vscode());
    expect((await previewTemplate(workbench, 'helped.hbs')).text).toContain('Dear Ada');
    expect(existsSync(join(workspace, 'it-ran.txt'))).toBe(false);
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await shows(vscode(), 'Dear ADA!');
    expect(existsSync(join(workspace, 'it-ran.txt'))).toBe(true);
  });
});
