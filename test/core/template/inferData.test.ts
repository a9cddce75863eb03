import { describe, expect, test } from 'vitest';
import { parseHandlebars } from '../../../src/core/template/handlebarsSource.ts';
import { inferData } from '../../../src/core/template/inferData.ts';
import { sampleOf } from '../../../src/core/template/sampleData.ts';

/** Infers from a template and its partials, and shows the sample with texts as their kinds. */
function check(
  rule: string,
  template: string,
  expected: unknown,
  partials: Readonly<Record<string, string>> = {},
): void {
  test(rule, () => expect(outlineOf(sampleFor(template, partials))).toEqual(expected));
}

function sampleFor(template: string, partials: Readonly<Record<string, string>> = {}) {
  const parsed = Object.entries(partials).map(
    ([name, text]) => [name, parseHandlebars({ path: `/${name}.hbs`, text })] as const,
  );
  const sources = [parseHandlebars({ path: '/a.hbs', text: template })];
  return sampleOf(
    inferData({
      sources,
      partials: new Map(parsed),
      includes: [],
      helpers: new Set(['known']),
      answered: new Map([['year', 'anywhere']]),
    }),
  );
}

/** Values by their types, lists by their first item: the shape, without what the names made of it. */
function outlineOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [outlineOf(value[0])];
  if (typeof value !== 'object' || value === null)
    return typeof value === 'boolean' ? value : typeof value === 'number' ? 0 : '';
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, outlineOf(each)]));
}

describe('paths', () => {
  check('a name is a value', '{{note}}', { note: '' });
  check('a path is an object', '{{a.b.c}}{{a.d}}', { a: { b: { c: '' }, d: '' } });
  check('brackets name what is no identifier', '{{[a b].c}}', { 'a b': { c: '' } });
  check('this and ./ are the context', '{{this.a}}{{./b}}', { a: '', b: '' });
  check('@root is the outermost context', '{{#with a}}{{@root.b}}{{c}}{{/with}}', { a: { c: '' }, b: '' });
  check('other @-names are no data', '{{@index}}{{@first}}', {});
  check('a number is an item', '{{a.0.b}}', { a: [{ b: '' }] });
  check('length is no property of its own', '{{a.length}}', { a: [''] });
  check('a path longer than any data is cut', `{{${'a.'.repeat(500)}b}}`, expect.anything());
});

describe('helpers', () => {
  check('without parameters are no data', '{{known}}{{#known}}{{x}}{{/known}}', { x: '' });
  check('names that something answers to are left to it', '{{year}}{{#year}}{{x}}{{/year}}', { x: '' });
  check('such a name with more below it is data', '{{year.start}}', { year: { start: '' } });
  check('a name that begins with this is one', '{{thisNote}}', { thisNote: '' });
});

describe('blocks', () => {
  check('if keeps the context', '{{#if a}}{{b}}{{else}}{{c}}{{/if}}', { a: true, b: '', c: '' });
  check('what is only asked for by unless is not there', '{{#unless a}}{{b}}{{/unless}}', { a: false, b: '' });
  check('each is a list', '{{#each a}}{{b}}{{../c}}{{/each}}', { a: [{ b: '' }], c: '' });
  check('each over the context itself', '{{#each this}}{{b}}{{/each}}', {
    first: { b: '' },
    second: { b: '' },
    third: { b: '' },
  });
  check('each over texts', '{{#each a}}{{this}}{{/each}}', { a: [''] });
  check('each with @key is a map', '{{#each a}}{{@key}}{{b}}{{/each}}', {
    a: { first: { b: '' }, second: { b: '' }, third: { b: '' } },
  });
  check('@../key is that of the list around', '{{#each a}}{{#each b}}{{@../key}}{{this}}{{/each}}{{/each}}', {
    a: { first: { b: [''] }, second: { b: [''] }, third: { b: [''] } },
  });
  check('if adds no level to ../', '{{#each a}}{{#if b}}{{../c}}{{/if}}{{/each}}', { a: [{ b: true }], c: '' });
  check('with is an object', '{{#with a}}{{b}}{{../c}}{{/with}}', { a: { b: '' }, c: '' });
  check('block parameters name the item', '{{#each a as |x i|}}{{x.b}}{{i}}{{c}}{{/each}}', { a: [{ b: '', c: '' }] });
  check('block parameters of with', '{{#with a as |x|}}{{x.b}}{{/with}}', { a: { b: '' } });
  check(
    'block parameters reach into inner blocks, not into this.x',
    '{{#each a as |x|}}{{#each x.b}}{{x.c}}{{this.x}}{{/each}}{{/each}}',
    {
      a: [{ b: [{ x: '' }], c: '' }],
    },
  );
  check('a section over a plural is a list', '{{#items}}{{a}}{{/items}}', { items: [{ a: '' }] });
  check('a section with names is an object', '{{#offer}}{{a}}{{/offer}}', { offer: { a: '' } });
  check('a section without names is a condition', '{{#offer}}yes{{/offer}}', { offer: true });
  check('a section that claims something is a condition', '{{#isPaid}}{{a}}{{/isPaid}}', { isPaid: true, a: '' });
  check('an inverted section', '{{^a}}{{b}}{{/a}}', { a: false, b: '' });
  check('the block of an unknown helper keeps the context', '{{#box a}}{{b}}{{/box}}', { a: '', b: '' });
  check('a known helper is no data', '{{known}}{{#known}}{{b}}{{/known}}', { b: '' });
});

describe('helpers', () => {
  check('arguments are data', '{{box a (tell b c=d)}}', { a: '', b: '', d: '' });
  test('a literal that a value is compared with is its value', () =>
    expect(sampleFor('{{#if (eq status "paid")}}x{{/if}}{{#ifEquals kind 3}}{{/ifEquals}}')).toEqual({
      status: 'paid',
      kind: 3,
    }));
  test('a limit is passed', () => expect(sampleFor('{{#if (gt stock 4)}}x{{/if}}')).toEqual({ stock: 5 }));
  test('an operator in the middle', () =>
    expect(sampleFor('{{#compare a "===" "x"}}{{/compare}}{{#compare b ">" 2}}{{/compare}}')).toEqual({
      a: 'x',
      b: 3,
    }));
  check('lookup with a literal is a property', '{{lookup a "b"}}', { a: { b: '' } });
  check('lookup with @index is a list', '{{#each a}}{{lookup ../b @index}}{{/each}}', { a: [''], b: [''] });
  test('lookup with a value: the key is one that is there', () =>
    expect(sampleFor('{{lookup labels kind}}')).toEqual({ kind: 'first', labels: { first: expect.any(String) } }));
  check('a list stays one behind a helper', '{{#each (limit a 3)}}{{b}}{{/each}}', { a: [{ b: '' }] });
});

describe('partials', () => {
  check('see the context', '{{#with a}}{{> p}}{{/with}}', { a: { b: '' } }, { p: '{{b}}' });
  check('may get a context', '{{> p a.b}}', { a: { b: { c: '' } } }, { p: '{{c}}' });
  check('arguments hide the context', '{{> p title=a.b x="1"}}', { a: { b: '' }, c: '' }, { p: '{{title}}{{x}}{{c}}' });
  check('an argument can be an object', '{{> p user=a.b}}', { a: { b: { name: '' } } }, { p: '{{user.name}}' });
  check('../ leads out of a partial with a context', '{{> p a}}', { a: { b: '' }, c: '' }, { p: '{{b}}{{../c}}' });
  check('inline', '{{#*inline "p"}}{{b}}{{/inline}}{{#with a}}{{> p}}{{/with}}', { a: { b: '' } });
  check(
    'inline for the layout',
    '{{#> l}}{{#*inline "p"}}{{b}}{{/inline}}{{/l}}',
    { a: { b: '' } },
    { l: '{{#with a}}{{> p}}{{/with}}' },
  );
  check('the block of a partial', '{{#> l}}{{b}}{{/l}}', { b: '', c: '' }, { l: '{{c}}{{> @partial-block}}' });
  check(
    'the block sees the context of where it is shown',
    '{{#> l}}{{b}}{{/l}}',
    { a: { b: '' } },
    { l: '{{#with a}}{{> @partial-block}}{{/with}}' },
  );
  check('a missing partial with a block shows the block', '{{#> l}}{{b}}{{/l}}', { b: '' });
  check('a missing partial asks for nothing', '{{> l}}{{b}}', { b: '' });
  check(
    'that call themselves come to an end',
    '{{> p a}}',
    { a: { name: '', children: [{ name: '', children: [] }] } },
    {
      p: '{{name}}{{#each children}}{{> p}}{{/each}}',
    },
  );
  test('of which the data say which: one that is there', () =>
    expect(sampleFor("{{> (lookup . 'kind')}}", { p: '{{city}}' })).toEqual({ kind: 'p', city: 'Berlin' }));
  check('that call themselves for nothing', '{{> p}}', { b: '' }, { p: '{{b}}{{> p}}' });
});

describe('hostile templates', () => {
  test('partials that double at each level end soon', () => {
    const partials = Object.fromEntries(
      Array.from({ length: 60 }, (_each, level) => [`p${level}`, `{{> p${level + 1} x=a}}{{> p${level + 1} y=b}}`]),
    );
    expect(sampleFor('{{> p0}}', partials)).toEqual(expect.any(Object));
  });
  test('__proto__ is a name like any other', () => {
    const sample = sampleFor('{{__proto__.polluted}}{{constructor.prototype.x}}');
    expect(Object.keys(sample)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  test('lists in lists make no flood', () => {
    const depth = 60;
    const text = `${Array.from({ length: depth }, (_each, level) => `{{#each a${level}}}`).join('')}{{b}}${'{{/each}}'.repeat(depth)}`;
    expect(JSON.stringify(sampleFor(text)).length).toBeLessThan(200_000);
  });
  test('a damaged template asks for nothing', () => expect(sampleFor('{{#if a}}')).toEqual({}));
});
