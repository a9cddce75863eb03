import { expect, test } from 'vitest';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

test('the four views are in the Mailproof container', async () => {
  const { workbench } = vscode();
  await workbench.openContainer('Mailproof');
  for (const title of ['Templates', 'SMTP Profiles', 'Inbox', 'Sent']) {
    await workbench.view(title).waitFor();
    expect(await workbench.view(title).isVisible(), title).toBe(true);
  }
});
