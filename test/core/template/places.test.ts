import { expect, test } from 'vitest';
import { scanMustaches } from '../../../src/core/template/mustaches.ts';
import { placesIn } from '../../../src/core/template/places.ts';

/** Says of each mustache where it stands. */
function check(rule: string, text: string, expected: readonly string[]): void {
  test(rule, () => {
    const places = placesIn(text, scanMustaches(text)).map((place) =>
      [
        place.parent ?? 'outside',
        place.isBetweenMjml ? 'between' : '',
        place.isInRaw ? 'raw' : '',
        place.isInTag ? 'tag' : '',
        place.value === undefined ? '' : `value ${text.slice(place.value.start, place.value.end)}`,
      ]
        .filter((word) => word !== '')
        .join(' '),
    );
    expect(places).toEqual(expected);
  });
}

check('outside of all', '{{a}}<mjml></mjml>{{b}}', ['outside', 'outside']);
check('between elements', '<mj-body>{{a}}<mj-text>x</mj-text>{{b}}</mj-body>', ['mj-body between', 'mj-body between']);
check('in texts, also inside of html', '<mj-text>{{a}}<b>{{b}}</b></mj-text>', ['mj-text', 'mj-text']);
check('in mj-raw', '<mj-raw>{{a}}</mj-raw>', ['mj-raw raw']);
check('in values', '<mj-body x="1{{a}}{{b}}" y={{c}}>', [
  'outside value 1{{a}}{{b}}',
  'outside value 1{{a}}{{b}}',
  'outside value {{c}}',
]);
check('between attributes', '<mj-text x="1" {{a}} y="2" {{b}}>', ['outside tag', 'outside tag']);
check('in tags of html', '<mj-raw><b {{a}} c="{{d}}"></mj-raw>', ['mj-raw', 'mj-raw value {{d}}']);
check('after a self-closing element', '<mj-body><mj-text/>{{a}}', ['mj-body between']);

test('hostile texts take time in proportion to their length', () => {
  const hostile = [
    `<mj-text ${'a="{{x}}" '.repeat(50_000)}>`,
    `<mj-text ${'{{x}} '.repeat(100_000)}>`,
    '<mj-a>'.repeat(100_000) + '{{x}}'.repeat(100_000),
    '<mj-a>'.repeat(50_000) + '</mj-b>{{x}}'.repeat(50_000),
  ];
  const started = performance.now();
  for (const text of hostile) placesIn(text, scanMustaches(text));
  expect(performance.now() - started).toBeLessThan(5000);
});
