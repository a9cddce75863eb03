import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../../scripts/host/waiting.mjs';
import type { Workbench } from '../../../scripts/host/workbench.mjs';
import { canary } from '../../support/canary.ts';

/** A profile as a colleague commits it. */
export const committed = { host: 'localhost', port: 2525, security: 'none', user: 'lan@test.example' };

export function commit(workspace: string, profiles: object): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const file = join(workspace, '.vscode', 'settings.json');
  writeFileSync(file, JSON.stringify({ 'mailproof.workspaceProfiles': profiles }));
}

export const rowOf = (workbench: Workbench, name: string): ReturnType<Workbench['treeRow']> =>
  workbench.treeRow('SMTP Profiles', name);

/** Waits until the tree says so. */
export async function untilPassword(
  workbench: Workbench,
  name: string,
  { isStored }: { isStored: boolean },
): Promise<void> {
  const row = rowOf(workbench, name);
  await row.waitFor();
  await waitFor(
    `${isStored ? 'a' : 'no'} password of ${name}`,
    async () => (await row.innerText()).includes('no password') !== isStored,
  );
}

export async function setPassword(workbench: Workbench, name: string): Promise<void> {
  await untilPassword(workbench, name, { isStored: false });
  // By the palette: a window that starts draws its rows anew, and the menu of an old one does not know which is meant.
  await workbench.runCommand('Mailproof: Set Password...');
  await workbench.waitForQuickInput('SMTP profile');
  await workbench.pick(name);
  await workbench.waitForQuickInput(`Password of "${name}"`);
  await workbench.enter(canary.password);
  await untilPassword(workbench, name, { isStored: true });
}
