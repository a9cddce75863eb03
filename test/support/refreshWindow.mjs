// @ts-check
// One window of VS Code that asks for access tokens, many at once. What it is given: the bundle of the oauth part, the folder of
// the locks, the file that stands for the secret storage, the provider, and when to begin.
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const [bundle = '', folder = '', secret = '', provider = '{}', times = '1'] = process.argv.slice(2);
/** @type {typeof import('../../src/core/oauth/accessTokens.ts') & typeof import('../../src/core/oauth/diskLocks.ts')} */
const { AccessTokens, DiskLocks } = createRequire(import.meta.url)(bundle);
const tokens = new AccessTokens({ fetch, now: Date.now }, new DiskLocks(folder));

/** Late, as another window's storage is. @type {string | undefined} */
let copy;
const store = {
  read: async () => {
    const now = await fs.readFile(secret, 'utf8').catch(() => undefined);
    const seen = copy ?? now;
    setTimeout(() => (copy = now), 100).unref();
    return seen === undefined ? undefined : JSON.parse(seen);
  },
  /** @param {unknown} grant */
  write: async (grant) => {
    copy = JSON.stringify(grant);
    await fs.writeFile(`${secret}.new`, copy);
    await fs.rename(`${secret}.new`, secret);
  },
  remove: async () => {
    copy = undefined;
    await fs.rm(secret, { force: true });
  },
};

/** @type {string[]} */
const outcomes = [];
for (let round = 0; round < Number(times); round++) {
  const results = await Promise.all(
    Array.from({ length: 50 }, () =>
      tokens.get({
        key: 'shared',
        provider: JSON.parse(provider),
        purpose: 'smtp',
        store,
        clientSecret: async () => undefined,
      }),
    ),
  );
  outcomes.push(...results.map((result) => (result.kind === 'ok' ? result.value : JSON.stringify(result))));
  // Past the life of the access tokens.
  await sleep(2100);
}
process.stdout.write(JSON.stringify(outcomes));
