import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureBrowser } from '../../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../../scripts/host/codeServer.mjs';
import { hostDir } from '../../../scripts/host/paths.mjs';
import { freePort } from '../../../scripts/host/ports.mjs';
import { openSession, type Session, type SessionOptions } from '../../../scripts/host/session.mjs';
import { commit, committed, setPassword, untilPassword } from '../support/profiles.ts';

const dir = join(tmpdir(), `mailproof-restart-${process.pid}`);
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

/** A window that is closed again, whose data stay. */
async function inWindow(options: SessionOptions, task: (session: Session) => Promise<void>): Promise<void> {
  const session = await openSession(options);
  try {
    await task(session);
  } catch (error) {
    console.log(`See ${await session.saveFailure('profileRestart')}`);
    throw error;
  } finally {
    await session.close();
  }
}

test('a workspace of two folders has a group for each, and keeps its passwords when it is opened again', async () => {
  const vsix = process.env['MAILPROOF_TEST_VSIX'];
  if (!vsix) throw new Error('Run these tests with "npm run test:e2e": it builds the extension they use.');
  const workspace = join(dir, 'two');
  for (const name of ['shop', 'blog']) {
    mkdirSync(join(workspace, name), { recursive: true });
    commit(join(workspace, name), { [`Of ${name}`]: { ...committed, user: `${name}@test.example` } });
  }
  const file = join(workspace, 'two.code-workspace');
  const ofBoth = { 'mailproof.workspaceProfiles': { 'Of both': { ...committed, port: 2800 } } };
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'blog' }], settings: ofBoth }));
  const options = {
    codeServer: await ensureCodeServer(hostDir, console.log),
    browser: await ensureBrowser(console.log),
    dir: join(dir, 'session'),
    port: await freePort(),
  };
  const names = ['Of shop', 'Of both'];
  await inWindow({ ...options, extensions: [vsix] }, async ({ workbench, server }) => {
    await workbench.open(server.url(file));
    await workbench.openContainer('Mailproof');
    for (const name of names) await setPassword(workbench, name);
    const rows = await workbench.treeRows('SMTP Profiles').allInnerTexts();
    expect(rows.map((text) => text.trim())).toEqual(
      expect.arrayContaining(['This Workspace', 'shop', 'blog', 'All Workspaces']),
    );
  });
  await inWindow(options, async ({ workbench, server }) => {
    await workbench.open(server.url(file));
    await workbench.openContainer('Mailproof');
    for (const name of names) await untilPassword(workbench, name, { isStored: true });
    await untilPassword(workbench, 'Of blog', { isStored: false });
  });
});
