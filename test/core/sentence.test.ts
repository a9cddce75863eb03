import { expect, test } from 'vitest';
import { inEnglish, parseSentence, sentence, withValues } from '../../src/core/sentence.ts';

test('values go to their places, sentences as values too', () => {
  const said = sentence('{1} of {0}: {2}', 'b', 'a', sentence('{0} more', 3));
  expect(inEnglish(said)).toBe('a of b: 3 more');
  expect(inEnglish('as it is')).toBe('as it is');
});

test('a value is not taken for a place, and a place without a value stays', () => {
  expect(inEnglish(sentence('{0} {1}', '{1}'))).toBe('{1} {1}');
});

test('every foreign text in it can be changed, and nothing else', () => {
  const said = sentence('a {0} {1} {2}', 'a', 1, sentence('a {0}', 'a'));
  expect(inEnglish(withValues(said, (value) => value.toUpperCase()))).toBe('a A 1 a A');
});

test('it survives being kept as JSON, and nothing else passes for one', () => {
  const said = sentence('a {0} {1}', 1, sentence('b {0}', 'c'));
  expect(parseSentence(JSON.parse(JSON.stringify(said)))).toEqual(said);
  for (const other of [undefined, null, 'a', {}, { text: 'a' }, { text: 'a', values: [{}] }, { text: 1, values: [] }])
    expect(parseSentence(other)).toBeUndefined();
});
