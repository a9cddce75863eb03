import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs of this user keep what they can make again. Undefined where that is not wanted, or not to be found. */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  // Node's own switch for the same.
  if (environment['NODE_DISABLE_COMPILE_CACHE'] === '1') return undefined;
  const home = homedir();
  switch (platform) {
    case 'win32': {
      const local = environment['LOCALAPPDATA'];
      return local === undefined || local === '' ? undefined : join(local, 'Mailproof', 'Cache');
    }
    case 'darwin':
      return join(home, 'Library', 'Caches', 'mailproof');
    default: {
      const shared = environment['XDG_CACHE_HOME'];
      return join(shared === undefined || !shared.startsWith('/') ? join(home, '.cache') : shared, 'mailproof');
    }
  }
}
