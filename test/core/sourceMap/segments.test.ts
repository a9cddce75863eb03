import { describe, expect, test } from 'vitest';
import { Random } from '../../support/random.ts';
import { cutSegments, SegmentCuts } from '../../../src/core/sourceMap/segments.ts';

/** `|` is where the text is cut. */
function check(rule: string, marked: string): void {
  test(rule, () => {
    const text = marked.replaceAll('|', '');
    const segments = cutSegments(text);
    expect(segments.map((segment) => segment.text).join('|')).toBe(marked);
    expect(segments.map(({ start }) => text.slice(start))).toEqual(
      segments.map((_, index) =>
        segments
          .slice(index)
          .map((segment) => segment.text)
          .join(''),
      ),
    );
  });
}

const section = '<mj-section></mj-section>';

describe('a text is cut', () => {
  check(
    'before each section, with the blanks in front of it',
    `<mjml>\n|  <mj-body>\n|    ${section}\n|\t${section}\n`,
  );
  check('behind lines of any kind of end', `${section}\r\n|${section}\n|${section}\r${section}`);
  check('behind a mustache', `${section}\n{{#if a}}\n{{/if}}\n|${section}`);
  check('behind a comment', `{{! {{#if }}\n|${section}\n{{!-- }} {{#if a}} --}}\n|${section}`);
  check('behind a string that looks like a mustache', `{{t "}}{{#if a}}"}}\n|${section}`);
  check('behind a name that looks like a mustache', `{{[}}{{#if a]}}\n|${section}`);
  check('where equal parts repeat', `${section}\n|${section}\n|${section}`);
});

describe('a text is not cut', () => {
  check('when nothing is in it', '');
  check('where it begins', `\n\n${section}`);
  check('inside of a block', `{{#if a}}\n${section}\n{{else}}\n${section}\n{{/if}}\n|${section}`);
  check('inside of an inverse block', `{{^a}}\n${section}\n{{^}}\n${section}\n{{/a}}\n|${section}`);
  check('inside of an inline partial', `{{#*inline "a"}}\n${section}\n{{/inline}}\n|${section}`);
  check('inside of a block around a partial', `{{~#> a}}\n${section}\n{{/a}}\n|${section}`);
  check('inside of a comment of html', `<!--\n${section}\n-->\n|${section}`);
  check('inside of a comment', `{{!-- }}\n${section}\n--}}\n|${section}`);
  check('inside of a raw block', `{{{{raw}}}}\n${section}\n{{{{/raw}}}}\n|${section}`);
  check('inside of a tag', `<a title=\n${section}`);
  check('where blanks are taken away up to the mustache before', `{{a~}}\n  \n${section}\n|${section}`);
  check('between a mustache that is escaped and the next one', `\\{{a}}\n${section}\n{{b}}\n|${section}`);
  check('behind the end of a block that is not open', `${section}\n|{{/if}}\n${section}\n${section}`.replace('|', ''));
  check('behind a mustache without end', `${section}\n{{a\n${section}`);
});

test('what is far from an edit is cut as before', () => {
  const text = `${Array.from({ length: 500 }, (_, index) => `<tr><td>${index}</td></tr>`).join('\n')}\n`;
  const before = new Set(cutSegments(text).map((segment) => segment.text));
  for (const edit of ['x', '\n', '<p>', '<tr>\n<tr>\n']) {
    const edited = text.slice(0, 5000) + edit + text.slice(5000);
    expect(cutSegments(edited).filter((segment) => !before.has(segment.text)).length).toBeLessThanOrEqual(3);
  }
});

const pieces = [
  section,
  '\n',
  '\n    <mj-section>\n',
  '<td>x</td>\n',
  '<tr>\n',
  '   ',
  '{{a}}',
  '{{~a~}}\n',
  '{{#if a}}\n',
  '{{/if}}\n',
  '{{^}}',
  '<!--',
  '-->',
  '{{!-- ',
  '--}}',
  '\\{{b}}',
  '{{"',
  '}}',
  '{{{{raw}}}}',
  '<',
  'word '.repeat(20),
];

test.each([1, 2, 3])('a text that was edited is cut as if nobody had seen it before, seed %i', (seed) => {
  const random = new Random(seed);
  const cuts = new SegmentCuts();
  for (let round = 0; round < 150; round++) {
    let text = Array.from({ length: random.below(60) }, () => random.pick(pieces)).join(random.pick(['', '\n']));
    for (let edit = 0; edit < 20; edit++) {
      const at = random.below(text.length + 1);
      text =
        text.slice(0, at) + random.pick([...pieces, '', 'a']) + text.slice(at + random.below(30) * random.below(2));
      expect(cuts.of(text)).toEqual(cutSegments(text));
    }
  }
});

test('a raw block that gets another end is cut as if nobody had seen it before', () => {
  const cuts = new SegmentCuts();
  const text = `${section}\n${section}\n{{{{raw}}}}{{{{/raw}}}}\n${section.repeat(5)}\n${section.repeat(5)}\n`;
  for (const each of [text, `${text}{{{{/raw}}}}`, text]) expect(cuts.of(each)).toEqual(cutSegments(each));
});

test('equal texts are numbered', () => {
  const text = `${section}\n${section}\n<mj-body>\n${section}\n`;
  expect(cutSegments(text).map(({ occurrence }) => occurrence)).toEqual([0, 1, 0, 2]);
});

test('hostile texts take time in proportion to their length', () => {
  const units = ['\n<a', '{{"', '{{[', '\n  ', '<!--', '{{!--', '{{{{a}}}}', '\\{{', '{{#a}}', ">\n \n<a '"];
  for (const unit of units) {
    const text = unit.repeat(1_000_000 / unit.length);
    expect(
      cutSegments(text)
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text);
  }
});
