import { expect, test } from 'vitest';
import { measureRunaways, runawayNames } from '../support/runaway/measure.mjs';

/** Each kind once, and with time to spare for other tests; `npm run figures -- runaway` runs a hundred as promised. */
test('whatever runs away costs its own render, and nothing else', { timeout: 180_000 }, async () => {
  const results = await measureRunaways(runawayNames, { parents: 2, slack: 4 });
  expect(results.map((result) => result.name).toSorted()).toEqual([...runawayNames].toSorted());
  expect(results.filter((result) => result.faults.length > 0)).toEqual([]);
});
