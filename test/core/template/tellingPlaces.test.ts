import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { scanMustaches } from '../../../src/core/template/mustaches.ts';
import { placesIn } from '../../../src/core/template/places.ts';
import { findMustacheEvidence } from '../../../src/core/template/tellingPlaces.ts';
import { corporaFolder } from '../../support/corpora.ts';
import { Random } from '../../support/random.ts';
import { realTemplates, syntaxSamples } from '../../support/templates.ts';

/** Names each place by the mustache that is there. */
function check(rule: string, text: string, expected: Readonly<Record<string, string>>): void {
  test(rule, () => {
    const { places } = findMustacheEvidence(text, new RenderMemory());
    const named = Object.entries(places).map(([place, start]) => [place, mustacheAt(text, start)]);
    expect(Object.fromEntries(named)).toEqual(expected);
  });
}

function mustacheAt(text: string, start: number): string | undefined {
  const found = scanMustaches(text).find((mustache) => mustache.start === start);
  return found === undefined ? undefined : text.slice(found.start, found.end);
}

describe('the first mustache of each kind', () => {
  check(
    'blocks and partials between elements, and none in texts',
    '<mj-body>\n<mj-text>{{#if a}}{{/if}}</mj-text>\n{{#if b}}\n{{> c}}\n{{> d}}\n{{/if}}</mj-body>',
    { blockBetweenMjml: '{{#if b}}', partialBetweenMjml: '{{> c}}' },
  );
  check('between attributes', '<mj-body>\n<mj-text {{x}}>{{y}}</mj-text></mj-body>', { inTag: '{{x}}' });
  check('blocks in mj-raw', '<mj-body>\n<mj-raw>{{x}}{{#if a}}{{/if}}</mj-raw></mj-body>', { blockInRaw: '{{#if a}}' });
  check('a tag in a comment opens nothing', '{{!-- <mj-body> --}}\n{{#if a}}{{/if}}', {});
  check('deep nesting', `${'<mj-section>\n'.repeat(100)}{{#if a}}{{/if}}`, { blockBetweenMjml: '{{#if a}}' });
});

test('what is remembered of segments makes no difference, whatever is edited', () => {
  const random = new Random(7);
  const texts = [...realTemplates(corporaFolder).map((file) => fs.readFileSync(file, 'utf8')), ...syntaxSamples];
  const memory = new RenderMemory();
  for (const text of texts) {
    let edited = text;
    for (let edit = 0; edit < 4; edit++) {
      expect(findMustacheEvidence(edited, memory)).toEqual(lookAtAll(edited));
      const at = random.below(edited.length + 1);
      edited = edited.slice(0, at) + random.pick(['x', '<', '{{', '}}', '"', '\n<mj-text>']) + edited.slice(at + 1);
    }
  }
});

/** The same of the whole text at once. */
function lookAtAll(text: string): unknown {
  const mustaches = scanMustaches(text);
  const all = placesIn(text, mustaches).map((place, index) => ({ ...place, ...mustaches[index] }));
  const first = (isWanted: (each: (typeof all)[number]) => boolean): number | undefined =>
    all.find((each) => each.kind !== 'comment' && isWanted(each))?.start;
  const isBlock = ({ kind = '' }): boolean => ['open', 'inverse', 'close', 'else'].includes(kind);
  const places = {
    blockBetweenMjml: first((each) => isBlock(each) && each.isBetweenMjml),
    partialBetweenMjml: first(({ kind = '', isBetweenMjml }) => kind.startsWith('partial') && isBetweenMjml),
    inTag: first((each) => each.isInTag),
    blockInRaw: first((each) => isBlock(each) && each.isInRaw),
  };
  return { hasMustaches: mustaches.some(({ kind }) => kind !== 'comment'), places };
}
