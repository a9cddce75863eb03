import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { scanMustaches } from '../../../src/core/template/mustaches.ts';

function check(rule: string, text: string, ...expected: readonly string[]): void {
  test(rule, () => {
    const found = scanMustaches(text, { recover: true }).map(
      ({ kind, name, start, end, isTerminated }) =>
        `${kind} ${name} ${text.slice(start, end)}${isTerminated ? '' : ' ...'}`,
    );
    expect(found).toEqual(expected);
  });
}

check(
  'expressions',
  '{{a.b}} {{ x "y" }} {{~z~}}',
  'expression a.b {{a.b}}',
  'expression x {{ x "y" }}',
  'expression z {{~z~}}',
);
check('triple and ampersand', '{{{a}}}{{&b}}', 'triple a {{{a}}}', 'triple b {{&b}}');
check(
  'blocks',
  '{{#if a}}{{^}}{{else}}{{else if b}}{{/if}}',
  'open if {{#if a}}',
  'else  {{^}}',
  'else  {{else}}',
  'else if {{else if b}}',
  'close if {{/if}}',
);
check('inverse blocks', '{{^a}}x{{/a}}', 'inverse a {{^a}}', 'close a {{/a}}');
check(
  'partials',
  '{{> a/b}}{{>"c d"}}{{#> e}}{{/e}}',
  'partial a/b {{> a/b}}',
  'partial c d {{>"c d"}}',
  'partialBlock e {{#> e}}',
  'close e {{/e}}',
);
check('decorators', '{{#*inline "a"}}{{* b}}', 'decoratorBlock inline {{#*inline "a"}}', 'decorator b {{* b}}');
check(
  'comments',
  '{{! a }}{{!-- }} --}}{{!--}}{{~! b ~}}',
  'comment  {{! a }}',
  'comment  {{!-- }} --}}',
  'comment  {{!--}}',
  'comment  {{~! b ~}}',
);
check('escaped mustaches are text', '\\{{a}} \\\\{{b}} \\{{c}}{{d}}', 'expression b {{b}}', 'expression d {{d}}');
check(
  'braces inside of strings and segments',
  '{{a "}}"}}{{[b}}c]}}',
  'expression a {{a "}}"}}',
  'expression b}}c {{[b}}c]}}',
);
check('raw blocks', '{{{{a}}}} {{b}} {{{{/a}}}}{{c}}', 'raw a {{{{a}}}} {{b}} {{{{/a}}}}', 'expression c {{c}}');
check('without end, up to the next mustache', '{{ a {{b}}', 'expression a {{ a  ...', 'expression b {{b}}');
check('without end, up to the end', 'x {{#if a', 'open if {{#if a ...');
check('a stray quote ends with its line', '{{a "b}}\n{{c "d"}}', 'expression a {{a "b}}', 'expression c {{c "d"}}');
check('nothing', '');

describe('what Handlebars accepts is found exactly where Handlebars finds it', () => {
  const templates = [
    'a{{b}}c{{#if d}}\n  {{e.f "g" h=1}}{{else if i}}{{{j}}}{{/if}}\n{{> k l m=n}}',
    '{{#each a as |b c|}}{{b.[x y].z}}{{@index}}{{../d}}{{/each}}',
    '\\{{no}} \\\\{{yes}} {{"quoted }} name"}} {{a (sub (expr))}}',
    '😀\r\n\t{{a}}\r{{b\n c="\n}}"}}',
    '{{!-- {{x}} --}}{{! y }}{{z}}',
  ];
  for (const template of templates) {
    test(JSON.stringify(template), () => {
      const starts = new Set(scanMustaches(template).map((mustache) => mustache.start));
      expect(locations(template).filter((offset) => !starts.has(offset))).toEqual([]);
    });
  }
});

/** Where the statements of Handlebars' own tree begin. */
function locations(template: string): readonly number[] {
  const lineStarts = [0];
  for (const match of template.matchAll(/\r\n|\r|\n/g)) lineStarts.push(match.index + match[0].length);
  const offsets: number[] = [];
  const note = (node: hbs.AST.Node): void => {
    offsets.push((lineStarts[node.loc.start.line - 1] ?? 0) + node.loc.start.column);
  };
  class Collector extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      note(node);
      super.MustacheStatement(node);
    }
    override PartialStatement(node: hbs.AST.PartialStatement): void {
      note(node);
      super.PartialStatement(node);
    }
  }
  new Collector().accept(Handlebars.parse(template));
  return offsets;
}

// Quadratic time would need a quarter of an hour for these, and the tests' own limit would end them.
for (const unit of ['{{[', '{{a.[', '{{> [', '{{"', "{{'", '{{[a]', '{{!--', '{{']) {
  test(`many ${unit} take no time`, () => {
    scanMustaches(unit.repeat(1_000_000 / unit.length));
    scanMustaches(unit.repeat(1_000_000 / unit.length), { recover: true });
  });
}
