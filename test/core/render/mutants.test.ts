import fs from 'node:fs';
import { expect, test } from 'vitest';
import { measureMutants } from '../../figures/mutants.ts';
import { corporaFolder } from '../../support/corpora.ts';
import { realTemplates, syntaxSamples } from '../../support/templates.ts';

test('of 1,000 damaged templates each has a tree, and the fault stands on what was damaged in 99 %', () => {
  const templates = realTemplates(corporaFolder).map((file) => fs.readFileSync(file, 'utf8'));
  const figures = measureMutants([...templates, ...syntaxSamples], { count: 1000, seed: 1 });
  const { mutants, withTree, placed, withoutEcho, misses } = figures;
  expect({ mutants, withTree }).toEqual({ mutants: 1000, withTree: 1000 });
  expect(placed, misses.join('\n')).toBeGreaterThanOrEqual(990);
  expect(withoutEcho, misses.join('\n')).toBeGreaterThanOrEqual(980);
});
