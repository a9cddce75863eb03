import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';

/**
 * Where programs of this user keep what they can make again. Undefined where that is not wanted, or not to be found: compiled
 * code is run as it lies there, so it is never a folder of the project that somebody happens to stand in.
 */
export function cacheFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string | undefined {
  // Node's own switch for the same.
  if (environment['NODE_DISABLE_COMPILE_CACHE'] === '1') return undefined;
  switch (platform) {
    case 'win32': {
      const local = environment['LOCALAPPDATA'] ?? '';
      return win32.isAbsolute(local) ? join(local, 'Mailproof', 'Cache') : undefined;
    }
    case 'darwin':
      return posix.isAbsolute(home) ? join(home, 'Library', 'Caches', 'mailproof') : undefined;
    default: {
      const shared = environment['XDG_CACHE_HOME'] ?? '';
      if (posix.isAbsolute(shared)) return join(shared, 'mailproof');
      return posix.isAbsolute(home) ? join(home, '.cache', 'mailproof') : undefined;
    }
  }
}
