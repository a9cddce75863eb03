import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { maxBlockDepth, parseTolerant } from '../../../src/core/template/parseTolerant.ts';
import { LineIndex } from '../../../src/core/text/lineIndex.ts';

/** The statements of the tree, each as its name and the text at its location; then what is wrong. */
function check(rule: string, text: string, statements: readonly string[], ...faults: readonly string[]): void {
  test(rule, () => {
    const parsed = parseTolerant({ path: 'a.hbs', text });
    const program = parsed.kind === 'valid' ? parsed.program : parsed.recovered;
    expect(statementsOf(program, text)).toEqual(statements);
    const found = parsed.kind === 'valid' ? [] : parsed.faults;
    expect(found.map(({ start, end, message }) => `${text.slice(start, end)} -> ${message}`)).toEqual(faults);
  });
}

describe('what is damaged keeps its place in the tree when its kind and name can be made out', () => {
  check(
    'a value',
    'a {{b c=}} {{d}}',
    ['b {{b c=}}', 'd {{d}}'],
    '{{b c=}} -> {{b c=}} cannot be read: something is missing before }}',
  );
  check(
    'a partial that is being typed',
    '{{> header\n<p>{{x}}',
    ['header {{> header', 'x {{x}}'],
    '{{> header -> {{> header is never closed: add }}',
  );
  check(
    'a block that is being typed',
    '{{#each items\n  {{name}}\n{{/each}}',
    ['each {{#each items\n  {{name}}\n{{/each}}', 'name {{name}}'],
    '{{#each items -> {{#each items is never closed: add }}',
  );
  check(
    'a block without end, up to the end of the one around it',
    '{{#each a}}{{#if b}}{{c}}{{/each}}{{d}}',
    ['each {{#each a}}{{#if b}}{{c}}{{/each}}', 'if {{#if b}}{{c}}', 'c {{c}}', 'd {{d}}'],
    '{{#if b}} -> {{#if}} is not closed before {{/each}}: add {{/if}}',
  );
  check(
    'an end with another name',
    '{{#if a}}{{b}}{{/fi}}{{c}}',
    ['if {{#if a}}{{b}}{{/fi}}', 'b {{b}}', 'c {{c}}'],
    '{{/fi}} -> {{/fi}} does not fit the open block {{#if}}: write {{/if}}',
  );
  check('nothing of a value without name', 'a {{ {{b}}', ['b {{b}}'], '{{ -> {{ is never closed: add }}');
});

describe('a block is matched as its author sees it', () => {
  check(
    'the one whose end is missing is told by its indentation',
    '{{#if a}}\n  {{#if b}}\n  {{x}}\n{{/if}}',
    ['if {{#if a}}\n  {{#if b}}\n  {{x}}\n{{/if}}', 'if {{#if b}}\n  {{x}}\n', 'x {{x}}'],
    '{{#if b}} -> {{#if}} is not closed before {{/if}}: add {{/if}}',
  );
  check(
    'the one whose beginning is missing too',
    '{{#if a}}\n    {{x}}\n  {{/if}}\n{{/if}}',
    ['if {{#if a}}\n    {{x}}\n  {{/if}}\n{{/if}}', 'x {{x}}'],
    '{{/if}} -> {{/if}} closes a block that was not opened',
  );
  check(
    'a beginning with one brace',
    '{{#if a}}{#if b}}x{{/if}}{{/if}}',
    ['if {{#if a}}{#if b}}x{{/if}}{{/if}}', 'if {#if b}}x{{/if}}'],
    '{#if b}} -> {#if b}} opens with too few braces: write {{#if b}}',
  );
  check(
    'an end that is escaped',
    '{{#if a}}x\\{{/if}}',
    ['if {{#if a}}x\\{{/if}}'],
    '\\{{/if}} -> The backslash makes {{/if}} plain text: remove it',
  );
  check(
    'a wrong name inside of a block of that name',
    '{{#each a}}\n{{#if b}}\n{{/each}}\n{{/each}}',
    ['each {{#each a}}\n{{#if b}}\n{{/each}}\n{{/each}}', 'if {{#if b}}\n{{/each}}'],
    '{{/each}} -> {{/each}} does not fit the open block {{#if}}: write {{/if}}',
  );
  check(
    'an else whose block has no end belongs to the block around it',
    '{{#if a}}{{#each b}}x{{else}}y{{else}}z{{/if}}',
    ['if {{#if a}}{{#each b}}x{{else}}y{{else}}z{{/if}}', 'each {{#each b}}x{{else}}y'],
    '{{#each b}} -> {{#each}} is not closed before {{else}}: add {{/each}}',
  );
  check(
    'an else whose beginning is missing keeps its end',
    '{{#if a}}\n<p x{{else}}y{{/if}}>\n{{else}}\n{{/if}}',
    ['if {{#if a}}\n<p x{{else}}y{{/if}}>\n{{else}}\n{{/if}}', 'if {{else}}y{{/if}}'],
    '{{else}} -> {{else}} stands in no block of its own',
  );
  check(
    'blocks that can have no else',
    '{{#> a}}{{else}}{{/a}}',
    ['a {{#> a}}{{else}}{{/a}}'],
    '{{else}} -> {{#> a}} can have no {{else}}',
  );
  check(
    'else if in an inverse block',
    '{{^a}}{{else if b}}{{/a}}',
    ['a {{^a}}{{else if b}}{{/a}}'],
    '{{else if b}} -> {{^a}} can have no {{else if}}',
  );
});

describe('one mistake is told once', () => {
  check(
    'a quote without partner leaves the next mustaches alone',
    '{{t "a}} b {{u "c"}}{{#if x}}{{/if}}',
    ['t {{t "a}}', 'u {{u "c"}}', 'if {{#if x}}{{/if}}'],
    '{{t "a}} -> {{t "a}} cannot be read: ""a}}" was not expected here',
  );
  check(
    'a mustache without end leaves the attributes of html alone',
    '<a href="{{b" title="{{c}}">{{d}}',
    ['b {{b', 'c {{c}}', 'd {{d}}'],
    '{{b -> {{b is never closed: add }}',
  );
  check(
    'a comment whose end lost a brace ends there',
    '{{#if b}}{{!-- a --}\n{{/if}}{{!-- c --}}',
    ['if {{#if b}}{{!-- a --}\n{{/if}}'],
    '{{!-- a --} -> This comment is never closed: add --}}',
  );
  check(
    'braces before a mustache',
    '{{{{#if a}}b{{/if}}',
    ['if {{#if a}}b{{/if}}'],
    '{{ -> {{ is never closed: add }}',
  );
  check(
    'a block with three braces',
    '{{{#if a}}b{{/if}}',
    ['if {{{#if a}}b{{/if}}'],
    '{{{#if a}} -> {{{#if a}} opens with a brace too many: remove {',
  );
  check(
    'a NUL',
    'a\0{{b}}',
    ['b {{b}}'],
    '\0 -> There is a NUL character here, which Handlebars cannot read: remove it',
  );
});

describe('limits', () => {
  const nested = (opener: string, closer: string, depth: number): string =>
    opener.repeat(depth) + 'x' + closer.repeat(depth);
  const deep = [
    ['blocks', nested('{{#a}}', '{{/a}}', maxBlockDepth + 1)],
    ['else if', `{{#if a}}${'{{else if b}}'.repeat(100_000)}{{/if}}`],
    ['subexpressions', `{{a ${nested('(b ', ')', 100_000)}}}`],
  ] as const;
  for (const [what, text] of deep) {
    test(`${what} nested too deeply`, () => {
      const parsed = parseTolerant({ path: 'a.hbs', text });
      expect(parsed).toMatchObject({
        kind: 'damaged',
        faults: [{ message: 'Blocks are nested deeper than 200 levels' }],
      });
    });
  }
  test('as deep as may be', () => {
    expect(parseTolerant({ path: 'a.hbs', text: nested('{{#a}}', '{{/a}}', maxBlockDepth) }).kind).toBe('valid');
  });
  test('no more than twenty faults are told, and the tree ends with them', () => {
    const text = '{{a b=}}{{#if c}}'.repeat(50);
    const parsed = parseTolerant({ path: 'a.hbs', text });
    expect(parsed.kind === 'damaged' && parsed.faults.length).toBe(20);
    expect(parsed.kind === 'damaged' && parsed.faults.every((fault) => text.startsWith('{{a b=}}', fault.start))).toBe(
      true,
    );
  });
});

// The text at a location begins with the statement, whatever stands before it.
describe('locations are counted as an editor counts them', () => {
  const before = [
    '',
    '\n',
    '\r\n\r\n',
    '\r',
    'a\r\rb',
    '\t',
    '😀',
    '\u2028',
    '\n\u2028',
    'x\u2029y\n\u2028z',
    '{{q "\u2028"}} ',
  ];
  for (const lead of before) {
    test(JSON.stringify(lead), () => {
      for (const text of [`${lead}{{#if x}}{{y}}{{/if}}`, `${lead}{{#if x}}{{y}}`]) {
        const parsed = parseTolerant({ path: 'a.hbs', text });
        const program = parsed.kind === 'valid' ? parsed.program : parsed.recovered;
        expect(statementsOf(program, text).slice(-2)).toEqual([`if ${text.slice(text.indexOf('{{#'))}`, 'y {{y}}']);
      }
    });
  }
});

function statementsOf(program: hbs.AST.Program, text: string): readonly string[] {
  const lines = new LineIndex(text);
  const offset = ({ line, column }: hbs.AST.Position): number => lines.offsetAt({ line: line - 1, character: column });
  const found: string[] = [];
  const note = (node: hbs.AST.Node, path: hbs.AST.Node): void => {
    const name = 'original' in path ? String(path.original) : '()';
    found.push(`${name} ${text.slice(offset(node.loc.start), offset(node.loc.end))}`);
  };
  class Collector extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      note(node, node.path);
    }
    override BlockStatement(node: hbs.AST.BlockStatement): void {
      note(node, node.path);
      super.BlockStatement(node);
    }
    override PartialStatement(node: hbs.AST.PartialStatement): void {
      note(node, node.name);
    }
    override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
      note(node, node.name);
      super.PartialBlockStatement(node);
    }
  }
  new Collector().accept(program);
  return found;
}
