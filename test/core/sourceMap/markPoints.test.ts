import { expect, test } from 'vitest';
import { findMarkPoints, type PointOptions } from '../../../src/core/sourceMap/markPoints.ts';

interface Options extends Partial<PointOptions> {
  readonly state?: string;
}

/**
 * The text with `♦` where the mark of a tag goes, `¶` of a text and `¤` of a value; with `?` behind it where the caller decides,
 * and `!` where it is in a helper. Places of mistakes have no sign, nor what depends on the holder.
 */
function marked(text: string, { state = '', mustaches = 'opaque', ...rest }: Options = {}): string {
  let result = '';
  let from = 0;
  for (const { at, kind, region, isInHelper, holder } of findMarkPoints(text, state, { mustaches, ...rest }).points) {
    if (kind === 'fault' || holder !== undefined) continue;
    const sign = { tag: '♦', text: '¶', value: '¤' }[kind];
    result += text.slice(from, at) + sign + (region === 'caller' ? '?' : '') + (isInHelper ? '!' : '');
    from = at;
  }
  return result + text.slice(from);
}

function check(rule: string, expected: string, options?: Options): void {
  test(rule, () => {
    const plain = expected.replace(/[♦¶¤][?!]*/g, '');
    expect(marked(plain, options)).toBe(expected);
  });
}

const inText: Options = { state: 'mjml mj-body mj-text' };
const inBody: Options = { state: 'mjml mj-body' };

check(
  'elements of the body are marked, and the html and lines of their texts',
  '<mjml♦?><mj-body♦><mj-text♦>\n  ¶Hi <b♦>¶you</b>\n  ¶there</mj-text><mj-image♦ src="x"/></mj-body></mjml>',
);
check(
  'of the head only the elements of MJML',
  '<mjml♦?><mj-head♦><mj-title♦>a</mj-title><mj-attributes♦><mj-all♦ a="b"/><mj-class♦ name="x"/></mj-attributes>' +
    '<mj-raw♦><meta></mj-raw><mj-style♦>.a > b {}</mj-style></mj-head></mjml>',
);
check(
  'what a preview shows is in the head, but a text',
  '<mjml♦?><mj-head♦><mj-preview♦>¶a ¤{{b}}</mj-preview></mj-head></mjml>',
);
check('an include is marked, for what is wrong with it', '<mj-body♦?><mj-include♦ path="x"/></mj-body>');
check('texts between MJML elements are not marked', '<mj-section♦>a {{b}}<mj-column♦ />c</mj-section>', inBody);
check('nor those in elements nobody knows', '<mj-price♦>a {{b}}</mj-price><my-price♦>c</my-price>', inBody);
check('a line is marked once in an element', '¶a <b♦>¶c</b> d <i♦>¶e</i>\n¶f', inText);
check('a text behind a value is marked again', '¶a ¤{{b}}¶, c ¤{{{d}}}', inText);
check(
  'values of attributes, comments and raw text are not',
  '<a♦ href="{{b}}"></a><!-- <b> {{c}} --><style>{{d}} a</style>',
  inText,
);
check(
  'conditional comments stay as they are',
  '<!--[if mso]><b>{{c}}</b><![endif]--><!--[if !mso]><!--><i♦></i><!--<![endif]-->',
  inText,
);
check(
  'only mustaches that print are values',
  '{{!a}}{{#if b}}{{else}}{{/if}}{{> c}}¤{{upper d}}¤{{@e}}¤{{../f}}{{* g}}',
  inText,
);
check('a slot where a tag begins or goes on is none', '<{{a}} {{b}}>¶c</{{a}}><h{{d}}>¶e</h{{d}}>', inText);
check('a condition behind the name of a tag', '<td♦{{#if a}} b="c"{{/if}}>¶d</td><td{{#if a}}b{{/if}}>¶c</td>', inText);
check('tags that do not end are not marked', '<td <tr♦></tr><b a="', inText);
check('escaped mustaches are text', '¶\\{{a}} ¤{{b}}', inText);

check(
  'both branches begin in what the block began in',
  '{{#if a}}<tr♦>{{else}}<tr♦ class="b">{{/if}}<td♦>¶c</td></tr>',
  {
    state: 'mjml mj-body mj-table',
  },
);
check(
  'branches that open text elements',
  '{{#if a}}<mj-text♦>{{else}}<mj-text♦ b="c">{{/if}}¶d</mj-text><mj-spacer♦></mj-spacer>e',
  inBody,
);
check('branches that split a tag', '{{#if a}}<td class="x"{{else}}<td♦{{/if}}>¶b</td>', inText);
check('branches of one line are marked each', '{{#if a}}¶b{{else}}¶c{{/if}}¶d', inText);

check('what stands in no element is for the caller to decide', '¶?a ¤?{{b}}<b♦?>¶c</b><mj-text♦?>¶d</mj-text>');
check('html without MJML', '<!doctype html><html><head><title>a</title></head><body♦>¶b ¤{{c}}</body></html>');
check('html without end of its head', '<html><head><body♦>¶a</body></html>');
check('a raw text goes on in the next segment', 'a <b></style><i♦>¶c</i>', { state: 'html body style' });
check('a text of MJML goes on in the next segment', '<b♦>¶a</b></mj-text>b', inText);
check('html that is not closed ends with its MJML element', '<mj-text♦><p♦>¶a<p♦>¶b</mj-text>c', inBody);
check('html does not close MJML', '</div>¶a', { state: 'div mjml mj-body mj-text' });

check('blocks of helpers', '{{#if a}}¶b{{/if}}{{#eq c d}}<b♦!>¶!e</b>{{else}}¶!f{{/eq}}¶g', inText);
check('a block without parameters is data', '{{#a}}¶b{{/a}}{{^c}}¶d{{/c}}{{#e as |f|}}¶g{{/e}}', {
  state: 'mjml mj-body mj-text',
});
check('but not when it is known as a helper', '{{#translate}}¶!a{{/translate}}', {
  ...inText,
  helpers: new Set(['translate']),
});
check('an else may begin a helper', '{{#if a}}¶b{{else eq c d}}¶!e{{/if}}', inText);
check(
  'a partial shows the block that it is given where it likes',
  '{{#> a}}<b♦?>¶c</b>¶?d</mj-text>{{/a}}{{#*inline "e"}}<p♦?>¶f{{/inline}}¶g</mj-text><mj-text♦>¶h</mj-text>',
  inText,
);
check('but MJML alone sees it where it stands', '{{#> a}}¶b{{/a}}', { ...inText, mustaches: 'text' });

check('with whitespace control a value is marked where the tree is', '¶a ¤{{~b~}} ¶c', inText);
check('and not where the text is', '¶a {{~b~}} ¶c \\\\{{d}}', { ...inText, isWritten: true });
check('a tag in a mustache is none of MJML', '¤{{a "<b>"}}', { ...inText, mustaches: 'text' });
check('a mustache without end does not take the rest', '¶a {{b <i♦>¶c</i>', { ...inText, mustaches: 'text' });
check('a newline that a browser drops stays first', '<pre♦>{{a}}</pre>', inText);
check('lines may end as on Windows', '¶a\r\n  ¶b', inText);

test('the regions of calls and slots', () => {
  const text = '<mj-column>{{> a}}<mj-text>{{> b}}<b title="{{> c}}">{{{d}}}</b></mj-text></mj-column>{{#> e}}{{/e}}';
  const { calls } = findMarkPoints(text, '', { mustaches: 'opaque' });
  expect([...calls].map(([at, region]) => `${text.slice(at, at + 6)} ${region}`)).toEqual([
    '{{> a} structure',
    '{{> b} content',
    '{{> c} none',
    '{{{d}} content',
    '{{#> e caller',
  ]);
});

test('segments one after the other give what the whole text gives', () => {
  const text =
    '<mjml>\n<mj-body>\n<mj-text>\n<p>a\n<b>c</b>\n</mj-text>\n<mj-raw>\n<style>\n<a>\n</style>\n</mj-raw>\n</mj-body>';
  const whole = findMarkPoints(text, '', { mustaches: 'opaque' });
  let state = '';
  let start = 0;
  const offsets: number[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const { points, end } = findMarkPoints(line, state, { mustaches: 'opaque' });
    for (const { at } of points) offsets.push(start + at);
    state = end;
    start += line.length;
  }
  expect(offsets).toEqual(whole.points.map(({ at }) => at));
  expect(state).toBe(whole.end);
});

test('the state of a hostile text is bounded', () => {
  const { end } = findMarkPoints(`${'<div>'.repeat(100_000)}<${'x'.repeat(100_000)}>`, '', { mustaches: 'opaque' });
  expect(end.length).toBeLessThan(5000);
});

test.each([
  '<',
  '{{',
  '<a {{#if',
  '<!--',
  '</b>',
  '<style>',
  '{{#a}}<b>',
  '{{else}}',
  '<{{a}}',
  '{{{{',
  '<li>',
  '\n a',
  '{{"',
])('many "%s" are read to the end', (part) => {
  expect(() => findMarkPoints(part.repeat(30_000), 'mj-text', { mustaches: 'opaque' })).not.toThrow();
  expect(() => findMarkPoints(part.repeat(30_000), 'mj-text', { mustaches: 'text' })).not.toThrow();
});

test('closing tags of MJML and unfinished ones are places of mistakes', () => {
  const text = '<mj-text>a</b></mj-text><mj-image src="x" <mj-text>';
  const faults = findMarkPoints(text, '', { mustaches: 'opaque' }).points.filter(({ kind }) => kind === 'fault');
  expect(faults.map(({ offset, at }) => text.slice(offset, at))).toEqual(['</mj-text', '<mj-image']);
});
