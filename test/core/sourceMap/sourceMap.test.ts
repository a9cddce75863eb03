import { expect, test } from 'vitest';
import { attributeMark, commentMark, markText } from '../../../src/core/sourceMap/marks.ts';
import { type MarkedPlace, SourceMap } from '../../../src/core/sourceMap/sourceMap.ts';
import { Marking, MarkNumbers } from '../../../src/core/sourceMap/sourceTables.ts';

interface Step {
  readonly call?: string;
  readonly include?: string;
  readonly data?: string | undefined;
}

/** A run that prints, in this order, what is found in the files; with the context that the steps lead to, outermost first. */
interface Printed {
  readonly file: string;
  readonly what: string;
  readonly steps?: readonly Step[];
}

function mapOf(files: Readonly<Record<string, string>>, printed: readonly Printed[]): SourceMap {
  const marking = new Marking(new MarkNumbers());
  const place = (file: string, what: string) => {
    const text = files[file] ?? '';
    // The first line is a segment of its own.
    const second = text.indexOf('\n') + 1;
    const at = text.indexOf(what);
    expect(at, what).toBeGreaterThanOrEqual(0);
    const start = at < second ? 0 : second;
    const part = start === 0 && second > 0 ? text.slice(0, second) : text.slice(start);
    return { segment: marking.segment(file, { text: part, start, occurrence: 0 }), offset: at - start };
  };
  const html = printed.map(({ file, what, steps = [] }) => {
    let context = 0;
    let caller = '';
    for (const { call, include, data } of steps) {
      const name = call ?? include ?? caller;
      const at = (): ReturnType<typeof place> =>
        place(name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1));
      const from = call !== undefined ? { call: at() } : include !== undefined ? { include: at() } : {};
      context = marking.context({ parent: context, ...from, ...(data === undefined ? {} : { data }) });
      caller = name;
    }
    const mark = { ...place(file, what), context };
    return what.startsWith('<') ? `<i${attributeMark(mark)}></i>` : `${commentMark(mark)}x`;
  });
  return new SourceMap({ html: html.join(''), tables: marking.tables(), textOf: (file) => files[file] });
}

function textOf(files: Readonly<Record<string, string>>, place: { file: string; start: number; end: number }): string {
  return `${place.file} ${(files[place.file] ?? '').slice(place.start, place.end)}`;
}

function dataOf({ dataPath, writtenIn }: MarkedPlace): string {
  return dataPath === undefined ? (writtenIn === undefined ? '' : ` written at ${writtenIn.start}`) : ` = ${dataPath}`;
}

/** What each mark is of, through which calls, with which data. */
function checkPlaces(
  rule: string,
  files: Readonly<Record<string, string>>,
  printed: readonly Printed[],
  expected: readonly string[],
): void {
  test(rule, () => {
    const map = mapOf(files, printed);
    const found = map.marks.map(({ mark }) => {
      const marked = map.placeOf(mark);
      if (marked === undefined) return 'nothing';
      const chain = marked.chain.map((each) => ` < ${textOf(files, each)}`).join('');
      return `${marked.kind} ${textOf(files, marked)}${chain}${dataOf(marked)}`;
    });
    expect(found).toEqual(expected);
  });
}

const a = '/a';
const b = '/b';

checkPlaces(
  'a mark leads to its tag, line or value',
  { [a]: '<p>\n<p title="{{x}}">Hello you \r\n{{y}} !</p>' },
  [
    { file: a, what: '<p title' },
    { file: a, what: 'Hello' },
    { file: a, what: '{{y}}' },
  ],
  [`tag ${a} <p title="{{x}}">`, `text ${a} Hello you`, `value ${a} {{y}} = y`],
);

checkPlaces(
  'a mark leads to the calls it came through',
  { [a]: '{{> b}}', [b]: '<p>{{> c}}', '/c': '<b>' },
  [
    {
      file: '/c',
      what: '<b>',
      steps: [
        { call: `${a} {{> b}}`, data: '' },
        { call: `${b} {{> c}}`, data: 'x' },
      ],
    },
  ],
  [`tag /c <b> < ${a} {{> b}} < ${b} {{> c}}`],
);

function checkData(rule: string, text: string, steps: readonly Step[], expected: string | undefined): void {
  const value = /\{\{\{?[^#/>][^}]*\}\}/.exec(text)?.[0] ?? '';
  checkPlaces(
    rule,
    { [a]: text },
    [{ file: a, what: value, steps }],
    [`value ${a} ${value}${expected === undefined ? '' : ` = ${expected}`}`],
  );
}

const line = [{ data: 'order' }, { data: 'order.lines.0' }];
checkData('a value has the path of its data', '{{price}}', line, 'order.lines.0.price');
checkData('this is the data itself', '{{this}}', line, 'order.lines.0');
checkData('a path from this', '{{this.price.net}}', line, 'order.lines.0.price.net');
checkData('a name with odd characters', '{{[a b].c}}', [], 'a b.c');
checkData('the data around', '{{../total}}', line, 'order.total');
checkData('the data around that', '{{../../total}}', line, 'total');
checkData('more than there is', '{{../../../total}}', line, undefined);
checkPlaces(
  'the call of a partial with the same data is no level',
  { [a]: '{{> b}}', [b]: '{{../total}}' },
  [{ file: b, what: '{{../total}}', steps: [...line, { call: `${a} {{> b}}`, data: 'order.lines.0' }] }],
  [`value ${b} {{../total}} < ${a} {{> b}} = order.total`],
);
const called = (call: string): readonly Step[] => [...line, { call: `${a} ${call}`, data: 'order.lines.0' }];
const callers = "{{> b label=name}}{{> b label='x'}}{{> b label=../title}}";
const checkParameter = (rule: string, value: string, call: string, expected: string): void =>
  checkPlaces(
    rule,
    { [a]: callers, [b]: value },
    [{ file: b, what: value, steps: called(call) }],
    [`value ${b} ${value} < ${a} ${call}${expected}`],
  );
checkParameter('a parameter of a partial', '{{label}}', '{{> b label=name}}', ' = order.lines.0.name');
checkParameter('a part of a parameter', '{{label.first}}', '{{> b label=name}}', ' = order.lines.0.name.first');
checkParameter('a parameter from around', '{{label}}', '{{> b label=../title}}', ' = order.title');
checkParameter('a parameter that is no data', '{{label}}', "{{> b label='x'}}", ' written at 18');
checkParameter('data beside a parameter', '{{price}}', '{{> b label=name}}', ' = order.lines.0.price');
checkParameter('data around those of a parameter', '{{../price}}', '{{> b label=name}}', ' = order.lines.0.price');
checkPlaces(
  'the block of a partial with parameters has them and the data around it',
  { [a]: '{{#> b label=name}}{{x}}{{label}}{{../y}}{{/b}}', [b]: '{{> @partial-block}}' },
  ['{{x}}', '{{label}}', '{{../y}}'].map((what) => ({
    file: a,
    what,
    steps: [...line, { call: `${a} {{#> b`, data: undefined }, { call: `${b} {{> @`, data: undefined }],
  })),
  ['{{x}}|order.lines.0.x', '{{label}}|order.lines.0.name', '{{../y}}|order.lines.0.y'].map((each) => {
    const [what = '', path = ''] = each.split('|');
    return `value ${a} ${what} < ${a} {{#> b label=name}} < ${b} {{> @partial-block}} = ${path}`;
  }),
);
checkPlaces(
  'a partial that is called with what has parameters',
  { [a]: '{{> b label=name}}', [b]: '{{> c this}}', '/c.hbs': '{{label}}' },
  [
    {
      file: '/c.hbs',
      what: '{{label}}',
      steps: [...line, { call: `${a} {{> b`, data: undefined }, { call: `${b} {{> c`, data: undefined }],
    },
  ],
  [`value /c.hbs {{label}} < ${a} {{> b label=name}} < ${b} {{> c this}} = order.lines.0.name`],
);
checkPlaces(
  'a partial that is called with a part of the data and parameters',
  { [a]: '{{> b line label="x"}}', [b]: '{{price}}' },
  [{ file: b, what: '{{price}}', steps: [{ data: 'order' }, { call: `${a} {{> b`, data: undefined }] }],
  [`value ${b} {{price}} < ${a} {{> b line label="x"}} = order.line.price`],
);
function checkValues(rule: string, text: string, steps: readonly Step[], expected: readonly string[]): void {
  test(rule, () => {
    const files = { [a]: `{{> a url=name}}{{> a url='x'}}\n${text}` };
    const map = mapOf(files, [{ file: a, what: text.slice(0, text.indexOf(' ')), steps }]);
    const [mark] = map.marks;
    const { values } = (mark && map.placeOf(mark.mark)) ?? {};
    expect(
      values?.map(
        (value) => `${value.attribute}${dataOf({ ...value, file: '', start: 0, end: 0, kind: 'tag', chain: [] })}`,
      ),
    ).toEqual(expected);
  });
}

checkValues('the value of an attribute', '<a href="{{url}}">', line, ['href = order.lines.0.url']);
checkValues(
  'a value in a part of an attribute',
  '<a href="https://x.test/?a={{a}}&b={{{b}}}">',
  [],
  ['href = a', 'href = b'],
);
checkValues(
  'what is shown and where it leads come before what it looks like',
  '<img width={{w}} ALT="{{alt}}" href="{{url}}" src="{{#if x}}{{pic}}{{/if}}" {{more}}>',
  [],
  ['src = pic', 'href = url', 'alt = alt', 'width = w', ' = more'],
);
checkValues('two values in one helper are no value', '<img src="{{join a b}}" alt="{{upper c}}">', [], ['alt = c']);
checkValues('the turns of a loop in an attribute are not told apart', '<a href="{{#each a}}{{b}}{{/each}}">', line, []);
checkValues(
  'a parameter of a partial, and one that is no data',
  '<a href="{{url}}">',
  [...line, { call: `${a} {{> a url='x'}}`, data: 'order.lines.0' }],
  ['href written at 16'],
);
checkPlaces(
  'a file that is included has the data of what includes it',
  { [a]: '<mj-include path="b">', [b]: '{{price}}' },
  [{ file: b, what: '{{price}}', steps: [...line, { include: `${a} <mj-include` }] }],
  [`value ${b} {{price}} < ${a} <mj-include path="b"> = order.lines.0.price`],
);
checkPlaces(
  'what stands in the slot of a layout has the data of the layout',
  { [a]: '{{{body}}}{{{~ body }}}', [b]: '{{price}}' },
  ['{{{body', '{{{~ body'].map((what) => ({
    file: b,
    what: '{{price}}',
    steps: [...line, { call: `${a} ${what}`, data: undefined }],
  })),
  ['{{{body}}}', '{{{~ body }}}'].map((call) => `value ${b} {{price}} < ${a} ${call} = order.lines.0.price`),
);
checkData('all data', '{{@root.shop.name}}', line, 'shop.name');
checkData('the count of a loop is no data', '{{@index}}', line, undefined);
checkData('through a helper', '{{upper (trim name)}}', line, 'order.lines.0.name');
checkData('a helper with two values shows neither', '{{add a b}}', line, undefined);
checkData('unknown data', '{{price}}', [{ data: 'order' }, {}], undefined);
checkData('inside of a condition', '{{#if a}}{{#eq b c}}{{price}}{{/eq}}{{/if}}', [], 'price');
checkData('a loop that was not followed', '{{#each lines}}{{price}}{{/each}}', [], undefined);
checkData('a name for each turn', '{{#each lines as |l i|}}{{l.price}}{{/each}}', line, 'order.lines.0.price');
checkData(
  'a name for each turn of a loop around',
  '{{#each lines as |l|}}{{#if a}}{{#each tags}}{{l.price}}{{/each}}{{/if}}{{/each}}',
  [...line, { data: 'order.lines.0.tags.1' }],
  'order.lines.0.price',
);
checkData('the number of the turn is no data', '{{#each lines as |l i|}}{{i}}{{/each}}', line, undefined);
checkData('a name that a helper gives', '{{#every lines as |l|}}{{l}}{{/every}}', line, undefined);

/** `|` is the place that is asked for. */
function checkMarks(
  rule: string,
  text: string,
  printed: readonly Omit<Printed, 'file'>[],
  expected: readonly string[],
): void {
  test(rule, () => {
    const at = text.indexOf('|');
    const plain = text.replace('|', '');
    const map = mapOf(
      { [a]: plain },
      printed.map((each) => ({ ...each, file: a })),
    );
    const found = map.marksAt(a, at).map(({ mark }) => {
      const { start, end } = map.placeOf(mark) ?? { start: 0, end: 0 };
      return `${plain.slice(start, end)}${mark.context === 0 ? '' : ' in a context'}`;
    });
    expect(found).toEqual(expected);
  });
}

const hello = [{ what: '<p' }, { what: 'Hello' }, { what: '{{y}}' }, { what: 'you' }, { what: '<b>' }];
checkMarks('a place in a tag', '\n<p tit|le="{{x}}">Hello {{y}} you <b>!</b></p>', hello, ['<p title="{{x}}">']);
checkMarks('a place in a text', '\n<p>Hel|lo {{y}} you <b>!</b></p>', hello, ['Hello {{y}} you <b>!</b></p>']);
checkMarks('a place in a value', '\n<p>Hello {{|y}} you <b>!</b></p>', hello, ['{{y}}']);
checkMarks('a place in a text behind a value', '\n<p>Hello {{y}} y|ou <b>!</b></p>', hello, ['you <b>!</b></p>']);
checkMarks('a place in a text behind a tag', '\n<p>Hello {{y}} you <b>!|</b></p>', hello, ['you <b>!</b></p>']);
checkMarks('nothing is there: the last one before', '\n<p>Hello {{y}} you <b>!</b></p>\n |', hello, ['<b>']);
checkMarks('nothing is before', '|\n<p>Hello {{y}} you <b>!</b></p>', hello, []);
checkMarks(
  'all turns of a loop',
  '{{#each a}}\n<p>{{|b}}</p>{{/each}}',
  [
    { what: '{{b', steps: [{ data: '0' }] },
    { what: '{{b', steps: [{ data: '1' }] },
  ],
  ['{{b}} in a context', '{{b}} in a context'],
);

test('what shows a value of the data', () => {
  const text = '<a href="{{url}}">{{name}}</a>\n<p>{{total}}</p>';
  const steps = (data: string): readonly Step[] => [{ data }];
  const map = mapOf({ [a]: text }, [
    { file: a, what: '<a', steps: steps('links.0') },
    { file: a, what: '{{name', steps: steps('links.0') },
    { file: a, what: '<a', steps: steps('links.1') },
    { file: a, what: '{{name', steps: steps('links.1') },
    { file: a, what: '<p' },
    { file: a, what: '{{total' },
  ]);
  const of = (path: string): readonly number[] =>
    map.marksOfData(path).map(({ htmlOffset }) => map.marks.findIndex((each) => each.htmlOffset === htmlOffset));
  expect(of('links.0.url')).toEqual([0]);
  expect(of('links.1.name')).toEqual([3]);
  expect(of('links.1')).toEqual([2, 3]);
  expect(of('link')).toEqual([]);
  expect(of('total')).toEqual([5]);
  expect(of('')).toEqual([0, 1, 2, 3, 5]);
});

test('the lines of a file that are shown', () => {
  const map = mapOf({ [a]: '<p>\r\n<b>a <i>\r\nb' }, [
    { file: a, what: 'b' },
    { file: a, what: '<i' },
    { file: a, what: '<p' },
  ]);
  expect(map.anchors(a).map(({ line: each, mark }) => `${each} ${markText(mark).split('.')[1] ?? ''}`)).toEqual([
    '0 0',
    '1 1',
  ]);
});

test('marks of other renders and what looks like marks lead nowhere', () => {
  const map = new SourceMap({
    html: '<i data-mailproof-at="9.0"></i><!--mailproof:1.zzzzz--><!--mailproof:..--><!--mailproof:1-->',
    tables: { files: ['/a'], segments: [{ id: 1, file: 0, start: 0, length: 1 }], contexts: [{ id: 2, parent: 2 }] },
    textOf: (file) => (file === '/a' ? 'a' : undefined),
  });
  expect(map.marks.map(({ mark }) => map.placeOf(mark))).toEqual([undefined]);
  expect(map.placeOf({ segment: 1, offset: 0, context: 2 })?.file).toBe('/a');
  expect(map.marksAt('/b', 3)).toEqual([]);
  expect(map.anchors('/b')).toEqual([]);
});
