import { expect, test } from 'vitest';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

test('the three views are in the Mailproof container', async () => {
  const { workbench } = vscode();
  await workbench.openContainer('Mailproof');
  for (const title of ['Templates', 'SMTP Profiles', 'Inbox']) {
    await workbench.view(title).waitFor();
    expect(await workbench.view(title).isVisible(), title).toBe(true);
  }
});
