import { expect, test } from 'vitest';
import { bundledMjml } from '../../../src/core/render/bundledMjml.ts';
import { findUnbalancedTags } from '../../../src/core/render/mjmlBalance.ts';
import { parseTolerant } from '../../../src/core/template/parseTolerant.ts';
import { measureEdits } from '../../figures/edits.ts';
import { corporaFolder } from '../../support/corpora.ts';
import { realTemplates } from '../../support/templates.ts';

test('a template that is edited at random renders or says why not', async () => {
  const figures = await measureEdits({ templates: realTemplates(corporaFolder), count: 400, seed: 1 });
  const { edits, crashes, unhandledRejections } = figures;
  expect({ edits, crashes, unhandledRejections }).toEqual({ edits: 400, crashes: [], unhandledRejections: 0 });
});

// Quadratic time would need minutes for these, and the tests' own limit would end them.
for (const unit of ['{{^}}', '{{#a}} {{/b}} ', '{{{{a}}}} ', '{{/if}}\n', '{#if a}}', '{{a "}}', '<a {{']) {
  test(`many ${JSON.stringify(unit)} take no time`, () => {
    expect(parseTolerant({ path: 'a.hbs', text: unit.repeat(150_000 / unit.length) + '{{/x}}' }).kind).toBe('damaged');
  });
}
test('many MJML tags without beginning take no time', () => {
  expect(findUnbalancedTags(bundledMjml(), '</mj-text>\n'.repeat(45_000), 'a.mjml')).toHaveLength(45_000);
});
