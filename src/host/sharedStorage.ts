import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The workspace's storage that all of its windows share. VS Code gives a second window of one workspace a folder of its own,
 * the name with `-1` behind it (extHostStoragePaths.ts), and the windows would have an inbox each.
 */
export function sharedStorage(storage: string): string {
  const own = path.dirname(storage);
  const shared = /^(.{6,})-\d$/.exec(path.basename(own))?.[1];
  if (shared === undefined) return storage;
  const folder = path.join(path.dirname(own), shared);
  return existsSync(folder) ? path.join(folder, path.basename(storage)) : storage;
}
