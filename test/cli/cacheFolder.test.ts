import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../src/cli/cacheFolder.ts';

interface Given {
  readonly environment?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

function check(rule: string, given: Given, expected: string | undefined): void {
  test(rule, () => {
    expect(cacheFolder(given.environment ?? {}, given.platform ?? 'linux', given.home ?? '/home/ann')).toBe(expected);
  });
}

check('lies in the home folder', {}, join('/home/ann', '.cache', 'mailproof'));
check('lies where XDG says', { environment: { XDG_CACHE_HOME: '/caches' } }, join('/caches', 'mailproof'));
check(
  'a relative one of XDG does not count',
  { environment: { XDG_CACHE_HOME: 'caches' } },
  join('/home/ann', '.cache', 'mailproof'),
);
// A relative folder would be one of the project that somebody stands in: a stranger's, with compiled code ready to run.
check('there is none without a home folder', { home: '' }, undefined);
check('there is none in a relative home folder', { home: 'home' }, undefined);
check('there is none on macOS without a home folder', { platform: 'darwin', home: '' }, undefined);
check(
  'there is none on Windows in a relative folder',
  { platform: 'win32', environment: { LOCALAPPDATA: 'AppData' } },
  undefined,
);
check('there is none where Node is told so', { environment: { NODE_DISABLE_COMPILE_CACHE: '1' } }, undefined);
