import { describe, expect, test } from 'vitest';
import { standInNames } from '../../../src/core/render/standIns/standIns.ts';
import { check, renderFiles } from './checkRender.ts';

const data = {
  n: 5,
  price: 1234.5,
  name: 'ada lovelace',
  html: '<b>x</b>',
  date: '2024-03-05T14:07:09Z',
  items: [
    { id: 'b', price: 2, kind: 'x' },
    { id: 'a', price: 10, kind: 'y' },
    { id: 'c', price: 1, kind: 'x' },
  ],
  letters: ['c', 'a', 'b'],
  none: [],
  nil: null,
};

/** Each template, and what it shows with the data above. */
function shows(rule: string, cases: Readonly<Record<string, string>>): void {
  test.each(Object.entries(cases))(`${rule}: %s`, async (template, expected) => {
    const result = await renderFiles({ 'a.hbs': template, 'a.json': JSON.stringify(data) });
    expect(result.html).toBe(expected);
    expect(result.problems.filter((problem) => problem.severity !== 'info')).toEqual([]);
  });
}

shows('comparison', {
  '{{eq n 5}} {{eq n "5"}} {{is n "5"}}': 'true false true',
  '{{#eq n 5}}yes{{else}}no{{/eq}}': 'yes',
  '{{#if (and (gt n 4) (lt n 6) (gte n 5) (lte n "5"))}}in{{/if}}': 'in',
  '{{#ifEquals n "5"}}a{{else}}b{{/ifEquals}}': 'a',
  '{{#unlessEq n 5}}a{{else}}b{{/unlessEq}}': 'b',
  '{{#ifCond n ">" 3}}a{{/ifCond}}{{#ifCond n "!==" "5"}}b{{/ifCond}}{{#ifCond n 5}}c{{/ifCond}}': 'abc',
  '{{#compare n 4 operator=">="}}a{{/compare}}': 'a',
  '{{or "" name}} {{#or "" none}}x{{else}}y{{/or}} {{not n}}': 'ada lovelace y false',
  '{{#contains letters "a"}}a{{/contains}}{{#if (includes name "ada")}}b{{/if}}{{#if (in "z" letters)}}c{{/if}}': 'ab',
  '{{#isEmpty none}}a{{/isEmpty}}{{#if (isEmpty name)}}b{{/if}}': 'a',
  '{{ifx (eq n 5) "yes" "no"}}': 'yes',
  '{{#if (ne n 5)}}a{{else}}{{#neq n 4}}b{{/neq}}{{/if}}': 'b',
  '{{#each items}}{{#eq id "a"}}{{price}}{{else}}-{{/eq}}{{/each}}': '-10-',
});

shows('texts', {
  '{{uppercase name}} {{lower "ABC"}} {{capitalize name}} {{capitalizeAll name}}':
    'ADA LOVELACE abc Ada lovelace Ada Lovelace',
  '{{#uppercase}}a{{n}}{{/uppercase}}': 'A5',
  '{{truncate name 5}} {{ellipsis name 3}} {{truncate name 5 suffix="!"}}': 'ada l... ada... ada l!',
  '{{replace name "a" "o"}} {{concat "a" n "b"}} {{append "a" ".png"}} {{prepend "b" "a"}}':
    'odo loveloce a5b a.png ab',
  '{{join letters "-"}} {{join (split "a,b" ",") "+"}} {{trim "  a "}}': 'c-a-b a+b a',
  '{{stripTags html}} {{nl2br "a\nb<"}}': 'x a<br>\nb&lt;',
  '{{encodeURI "a b&c"}} {{urlEncode "é"}}': 'a%20b%26c %C3%A9',
  '{{default missing "x"}} {{coalesce "" nil "y"}} {{fallback n 3}}': 'x y 5',
  '{{pluralize n "item" "items"}} {{pluralize 1 "item" "items"}} {{pluralize 2 "city"}}': 'items item cities',
  '{{format-money 3}} {{to_upper "a"}}': '$3.00 A',
});

shows('numbers', {
  '{{add 1 2}} {{subtract 5 "2"}} {{multiply 2 3}} {{divide 9 3}} {{modulo 7 4}} {{add 0.1 0.2}}': '3 3 6 3 3 0.3',
  '{{#each letters}}{{plus @index 1}}{{/each}}': '123',
  '{{round 2.5}} {{ceil 2.1}} {{floor 2.9}} {{toFixed price 2}} {{round 1.256 2}}': '3 3 2 1234.50 1.26',
  '{{formatNumber price}} {{formatNumber price 2}} {{addCommas 1234567}} {{percent 12}}':
    '1,234.5 1,234.50 1,234,567 12%',
  '{{formatCurrency price}} {{formatCurrency price "EUR"}} {{formatCurrency price currency="GBP"}} {{currency price "€"}}':
    '$1,234.50 €1,234.50 £1,234.50 €1234.50',
  '{{money name}}': 'ada lovelace',
});

shows('dates', {
  '{{formatDate date}}': 'Mar 5, 2024',
  '{{formatDate date "YYYY-MM-DD HH:mm"}}': '2024-03-05 14:07',
  '{{formatDate date "MMMM Do, YYYY [at] h:mm A"}}': 'March 5th, 2024 at 2:07 PM',
  '{{formatDate date "dd.MM.yyyy HH:mm:ss"}}': '05.03.2024 14:07:09',
  '{{formatDate date "dddd, mmmm d, yyyy"}}': 'Tuesday, March 5, 2024',
  '{{formatDate date "dd/mm/yyyy HH:MM"}}': '05/03/2024 14:07',
  '{{formatDate date "%d %b %Y"}}': '05 Mar 2024',
  '{{formatDate "DD.MM.YY" date}}': '05.03.24',
  '{{moment date format="MMM D"}}': 'Mar 5',
  '{{dateFormat date "long"}} {{formatTime date}}': 'March 5, 2024 2:07 PM',
  '{{formatDate date "LL" "de"}}': '5. März 2024',
  '{{formatDate "2024-03-05" "D"}} {{formatDate 1709647629 "YYYY"}} {{formatDate "soon" "YYYY"}}': '5 2024 soon',
});

shows('lists', {
  '{{first letters}} {{last letters}} {{length letters}} {{join (first letters 2)}}': 'c b 3 c, a',
  '{{#each (limit items 2)}}{{id}}{{/each}} {{#each (sortBy items "price")}}{{id}}{{/each}} {{#each (sort letters)}}{{this}}{{/each}}':
    'ba cba abc',
  '{{#times 3}}{{this}}{{@index}}{{#if @last}}.{{/if}}{{/times}} {{times 2 4}}': '001122. 8',
  '{{#for 1 6 2}}{{this}}{{/for}} {{#each (range 2 4)}}{{this}}{{/each}}': '135 23',
  '{{#forEach items}}{{@index}}{{id}}{{else}}none{{/forEach}}{{#forEach none}}{{else}}none{{/forEach}}': '0b1a2cnone',
  '{{#eachIndex letters as |letter i|}}{{i}}{{letter}}{{/eachIndex}}': '0c1a2b',
  '{{#groupBy items "kind"}}{{key}}:{{#each items}}{{id}}{{/each}};{{/groupBy}}': 'x:bc;y:a;',
  '{{#each (slice letters 1 3)}}{{this}}{{/each}} {{#each (reverse letters)}}{{this}}{{/each}}': 'ab bac',
});

shows('objects', {
  '{{{json items.[1]}}} {{get items.[0] "id"}} {{get "id" items.[0]}}': '{"id":"a","price":10,"kind":"y"} b b',
  '{{get items "constructor.name"}}{{get name "__proto__"}}|': '|',
  '{{#with (object a=1 b=name)}}{{a}}{{b}}{{/with}}': '1ada lovelace',
});

describe('a stand-in', () => {
  check(
    'never hides a value of the same name',
    {
      'a.hbs': '{{date}} {{count}} {{#first}}{{x}}{{/first}} {{#content}}{{this}}{{/content}} {{total}}{{year}}',
      'a.json': '{"date":"D","count":0,"first":{"x":1},"content":["a","b"],"total":2,"year":1999}',
    },
    { html: ['D 0 1 ab 21999'] },
  );
  check(
    'answers with parameters although the data have its name',
    { 'a.hbs': '{{upper upper}}', 'a.json': '{"upper":"a"}' },
    { html: ['A'], problems: [`a.hbs 1:1-1:16 info helper-stand-in: ${own('upper')}`] },
  );
  check(
    'is said once, and values that are missing are still missing',
    { 'a.hbs': '{{upper x}}{{upper "b"}}{{date}}', 'a.data.json': '{"x":"a"}' },
    {
      html: ['AB'],
      problems: [
        'a.hbs 1:25-1:33 warning missing-data: date has no value in data set "default"',
        `a.hbs 1:1-1:12 info helper-stand-in: ${own('upper')}`,
      ],
    },
  );
  check(
    'that works on its block is a variable where it has none',
    { 'a.hbs': '{{title}} {{#upper}}b{{/upper}}', 'a.json': '{}' },
    {
      html: [' B'],
      problems: [
        'a.hbs 1:1-1:10 warning missing-data: title has no value in data set "default"',
        `a.hbs 1:11-1:21 info helper-stand-in: ${own('upper')}`,
      ],
    },
  );
  check(
    'of many turns is bounded',
    { 'a.hbs': '{{#times 1000000000}}x{{/times}}{{repeat "ab" 1000000000000}}' },
    { lacks: ['x'.repeat(10_001)], problems: [expectInfo('times', '1:1-1:22'), expectInfo('repeat', '1:33-1:62')] },
  );
  check(
    'for Vendure counts in cents',
    {
      'a.hbs': '{{formatMoney n}} {{formatMoney n "USD"}}',
      'a.json': '{"n":1250}',
      'package.json': '{"dependencies":{"@vendure/core":"3"}}',
    },
    { html: ['12.50 $12.50'], problems: [`a.hbs 1:1-1:18 info helper-stand-in: ${own('formatMoney')}`] },
  );
});

describe('layouts of handlebars-layouts', () => {
  const info = (name: string, place: string): string => `${place} info helper-stand-in: ${own(name)}`;
  check(
    'are filled by contents, in every mode and over several levels',
    {
      'a.hbs':
        '{{#extend "mid" title="T"}}{{#content "body" mode="append"}}!{{/content}}{{#content "head"}}H{{n}}{{/content}}{{/extend}}',
      'a.json': '{"n":1}',
      'partials/mid.hbs': '{{#extend "base"}}{{#content "body"}}mid{{/content}}{{/extend}}',
      'partials/base.hbs':
        '<{{title}}>{{#block "head"}}h{{/block}}|{{#block "body"}}b{{/block}}|{{#block "foot"}}f{{/block}}',
    },
    {
      html: ['<T>H1|mid!|f'],
      problems: [
        info('extend', 'a.hbs 1:1-1:28'),
        info('content', 'a.hbs 1:28-1:61'),
        info('block', 'partials/base.hbs 1:12-1:29'),
      ],
    },
  );
  check(
    'that call themselves are told',
    { 'a.hbs': '{{#extend "l"}}{{/extend}}', 'partials/l.hbs': '{{#extend "l"}}{{/extend}}' },
    {
      html: undefined,
      problems: [
        'partials/l.hbs 1:1-1:16 error partial-recursion: The partial "l" calls itself without end',
        info('extend', 'a.hbs 1:1-1:16'),
      ],
    },
  );
});

describe('translations', () => {
  const problems = (place: string): readonly string[] => [`a.hbs ${place} info helper-stand-in: ${own('t')}`];
  check(
    'come from the locale files, with variables and plurals',
    {
      'a.hbs':
        '{{t "mail.hello" name="Ada"}} {{t "items" count=2}} {{t "items" count=1}} {{t "no.key"}} {{t "x" defaultValue="D"}}',
      'locales/en.json':
        '{"mail":{"hello":"Hello {{name}}"},"items_one":"{{count}} item","items_other":"{{count}} items"}',
      'locales/de.json': '{"mail":{"hello":"Hallo {{name}}"}}',
    },
    { html: ['Hello Ada 2 items 1 item no.key D'], problems: problems('1:1-1:30') },
  );
  check(
    'are in the language of the data',
    {
      'a.hbs': '{{t "common.hello"}}',
      'a.json': '{"locale":"de-AT"}',
      'src/i18n/en/common.json': '{"hello":"Hello"}',
      'src/i18n/de/common.json': '{"hello":"Hallo"}',
    },
    { html: ['Hallo'], problems: problems('1:1-1:21') },
  );
});

function own(name: string): string {
  return `The helper "${name}" is Mailproof's own, because no file with helpers was found; name the file that has it as "helpers" in mailproof.json`;
}

function expectInfo(name: string, place: string): string {
  return `a.hbs ${place} info helper-stand-in: ${own(name)}`;
}

test('no stand-in stops at a value that it does not expect', async () => {
  const values = [
    'nil',
    'missing',
    'items',
    'items.[0]',
    'name',
    'html',
    '-1',
    '1e21',
    'true',
    '"%{"',
    '"[["',
    '""',
    '"en"',
  ];
  const skipped = new Set(['extend', 'embed']);
  for (const name of standInNames().filter((each) => !skipped.has(each))) {
    const calls = values.flatMap((first, index) => {
      const parameters = [first, values[(index + 5) % values.length], values[(index + 7) % values.length]].join(' ');
      return [
        `{{${name} ${first}}}`,
        `{{${name} ${parameters}}}`,
        `{{#${name} ${parameters}}}{{this}}{{else}}{{@index}}{{/${name}}}`,
      ];
    });
    const result = await renderFiles({ 'a.hbs': calls.join('\n'), 'a.json': JSON.stringify(data) });
    expect([name, result.problems.filter((problem) => problem.severity === 'error')]).toEqual([name, []]);
  }
}, 60_000);
