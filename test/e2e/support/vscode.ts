import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ensureBrowser } from '../../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../../scripts/host/codeServer.mjs';
import { hostDir, projectRoot } from '../../../scripts/host/paths.mjs';
import { openSession, type Session, type SessionOptions } from '../../../scripts/host/session.mjs';

type Options = Pick<SessionOptions, 'settings' | 'env' | 'workspaceTrust' | 'window'> & {
  /** A folder to work in a copy of; the small one of these tests if absent. */
  readonly workspace?: string;
};

export interface VSCode extends Session {
  /** The opened folder: a copy, free to change. */
  readonly workspace: string;
}

/**
 * One VS Code with Mailproof installed and a folder open, for all tests of a file; they see what the tests before them did.
 * Use what is returned inside of tests only.
 */
export function useVSCode(options: Options = {}): () => VSCode {
  let vscode: VSCode | undefined;
  const opened = (): VSCode => {
    if (!vscode) throw new Error('VS Code is not open: call this inside of a test.');
    return vscode;
  };

  beforeAll(async () => {
    const vsix = process.env['MAILPROOF_TEST_VSIX'];
    if (!vsix) throw new Error('Run these tests with "npm run test:e2e": it builds the extension they use.');
    const { workspace: original, ...sessionOptions } = options;
    const workspace = mkdtempSync(join(tmpdir(), 'mailproof-workspace-'));
    cpSync(original ?? join(projectRoot, 'test', 'e2e', 'workspace'), workspace, { recursive: true });
    const codeServer = await ensureCodeServer(hostDir, console.log);
    const browser = await ensureBrowser(console.log);
    const session = await openSession({ codeServer, browser, extensions: [vsix], ...sessionOptions });
    vscode = { ...session, workspace };
    await session.workbench.open(session.server.url(workspace));
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && vscode) console.log(`See ${await vscode.saveFailure(task.name)}`);
  });

  const close = async (): Promise<void> => {
    const closing = vscode;
    vscode = undefined;
    if (!closing) return;
    await closing.close();
    rmSync(closing.workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  afterAll(close);
  // Vitest runs this file in a child process, which lives on when the whole run is stopped.
  process.once('disconnect', () => void close());

  return opened;
}
