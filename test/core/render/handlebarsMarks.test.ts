import { describe, expect, test } from 'vitest';
import type { HandlebarsMarking } from '../../../src/core/render/handlebarsMarks.ts';
import { silentReport } from '../../../src/core/render/handlebarsReport.ts';
import { runHandlebars } from '../../../src/core/render/handlebarsStage.ts';
import { HelperAnswers } from '../../../src/core/render/helperAnswers.ts';
import { type HelperSet, noHelpers } from '../../../src/core/render/helperSet.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { findMarks, stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { type MarkContext, Marking, MarkNumbers } from '../../../src/core/sourceMap/sourceTables.ts';
import { parseHandlebars } from '../../../src/core/template/handlebarsSource.ts';

interface Options {
  readonly level?: HandlebarsMarking['level'];
  readonly outer?: HandlebarsMarking['outer'];
  readonly markedText?: string;
  readonly partials?: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

const customer = { name: 'Jane' };
const data = {
  customer,
  tags: ['a', 'a'],
  orders: [{ id: 1, lines: [{ sku: 'x' }, { sku: 'y' }] }],
  titles: { de: 'Herr' },
};

let counter = 0;
const helpers: HelperSet = {
  ...noHelpers,
  own: new Map(
    Object.entries({
      count: () => ++counter,
      upper(this: unknown, options: { readonly fn: (context: unknown) => string }) {
        return options.fn(this).toUpperCase();
      },
      first: (list: readonly unknown[], options: { readonly fn: (context: unknown) => string }) => options.fn(list[0]),
      made: (options: { readonly fn: (context: unknown) => string }) => options.fn({ name: 'made' }),
    }).map(([name, helper]) => [name, { run: helper as () => unknown, files: [], isIncomplete: false }]),
  ),
};

/** Renders twice, plain and with marks, and shows each mark as `[what it leads to <- call of the partial: this]`. */
function marked(text: string, options: Options): string {
  const { level = 'all', outer = 'content', markedText, partials = {} } = options;
  const render = { memory: new RenderMemory() };
  const marking = new Marking(new MarkNumbers());
  const answers = new HelperAnswers();
  const sources = {
    template: parseHandlebars({ path: '/a.hbs', text }, render),
    partials: new Map(
      Object.entries(partials).map(([name, partial]) => [
        name,
        parseHandlebars({ path: `/${name}.hbs`, text: partial }, render),
      ]),
    ),
    missing: [],
  };
  const run = (at: HandlebarsMarking['level']): string =>
    runHandlebars(
      {
        sources,
        data: options.data ?? data,
        helpers,
        answers,
        marking: { marking, level: at, outer, ...(markedText === undefined ? {} : { markedText }) },
      },
      silentReport,
    ) ?? 'failed';
  const plain = run('none');
  const html = run(level);
  expect(stripMarks(html)).toBe(plain);
  expect(run(level)).toBe(html);
  const texts: Readonly<Record<string, string>> = { '/a.hbs': text, ...partialPaths(partials) };
  const { files, segments, contexts } = marking.tables();
  const placeOf = (id: number, offset: number): string => {
    const segment = segments.find((each) => each.id === id);
    const path = files[segment?.file ?? -1] ?? '';
    const from = (segment?.start ?? 0) + offset;
    return segment === undefined
      ? `${id}.${offset}`
      : (/^(\{\{[^}]*\}\}+|<?[\w-]+)/.exec(texts[path]?.slice(from) ?? '')?.[0] ?? '?');
  };
  const describeContext = (id: number): string => {
    const context: MarkContext | undefined = contexts.find((each) => each.id === id);
    if (context === undefined) return '';
    const call = context.call === undefined ? '' : ` <- ${placeOf(context.call.segment, context.call.offset)}`;
    return `${call}: ${context.data ?? '?'}${describeContext(context.parent)}`;
  };
  let shown = '';
  let from = 0;
  for (const { mark, htmlOffset } of findMarks(html)) {
    shown += `${html.slice(from, htmlOffset)}[${placeOf(mark.segment, mark.offset)}${describeContext(mark.context)}]`;
    from = htmlOffset + (/^(?: [^"]*"[^"]*"|<!--.*?-->)/.exec(html.slice(htmlOffset))?.[0].length ?? 0);
  }
  return shown + html.slice(from);
}

function partialPaths(partials: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(partials).map(([name, text]) => [`/${name}.hbs`, text]));
}

function check(rule: string, text: string, expected: string, options: Options = {}): void {
  test(rule, () => expect(marked(text, options)).toBe(expected));
}

describe('a mark leads to', () => {
  check('a tag', '<p>x</p>', '<p[<p]>[x]x</p>');
  check('a value', '<p>{{customer.name}}</p>', '<p[<p]>[{{customer.name}}]Jane</p>');
  check('a value without escapes', '<p>{{{customer.name}}}</p>', '<p[<p]>[{{{customer.name}}}]Jane</p>');
  check('a tag whose attributes have values', '<p id="{{customer.name}}">', '<p[<p] id="Jane">');
  check(
    'what blocks leave of their lines',
    '<p>\n  {{#if customer}}\n  yes\n  {{/if}}\n</p>',
    '<p[<p]>\n  [yes]yes\n</p>',
  );
  check('what is left of blanks', '<p> {{~#if customer~}} yes {{~/if~}} </p>', '<p[<p]>[yes]yes</p>');
  check(
    'an item of a loop that is text',
    '{{#each tags}}<b>{{this}}</b>{{/each}}',
    [0, 1].map((index) => `<b[<b: tags.${index}]>[{{this}}: tags.${index}]a</b>`).join(''),
  );
  check('no value that prints nothing', '<p>{{none}} {{{empty}}} {{list}}</p>', '<p[<p]>  </p>', {
    data: { empty: '', list: [] },
  });
  check('a value that prints as little as a zero', '<p>{{zero}}{{{no}}}</p>', '<p[<p]>[{{zero}}]0[{{{no}}}]false</p>', {
    data: { zero: 0, no: false },
  });
  check('an else', '{{#if no}}<i>{{else}}<b>{{/if}}', '<b[<b]>');
  check('an inverse block', '{{^no}}<b>{{else}}<i>{{/no}}', '<b[<b]>');
});

describe('a context has', () => {
  check('the item of a loop', '{{#each orders}}<b>{{/each}}', '<b[<b: orders.0]>');
  check(
    'the loops around it, as ../ has them',
    '{{#each orders}}{{#each lines}}<b>{{/each}}{{/each}}',
    '<b[<b: orders.0.lines.0: orders.0]><b[<b: orders.0.lines.1: orders.0]>',
  );
  check('a member by its key', '{{#each titles}}<b>{{/each}}', '<b[<b: titles.de]>');
  check('a section', '{{#customer}}<b>{{/customer}}', '<b[<b: customer]>');
  check('what a helper of the project shows', '{{#first orders}}<b>{{/first}}', '<b[<b: orders.0]>');
  check('nothing where data were made by a helper', '{{#made}}<b>{{/made}}', '<b[<b: ?]>');
  check('the call of a partial', '<p>{{> a1}}</p>', '<p[<p]><b[<b <- {{> a1}}: ]></p>', { partials: { a1: '<b>' } });
  check(
    'the call of a partial with data',
    '<p>{{> a1 customer}}</p>',
    '<p[<p]><b[<b <- {{> a1 customer}}: customer]></p>',
    {
      partials: { a1: '<b>' },
    },
  );
  check('no data where a call changes them', '<p>{{> a1 x=1}}</p>', '<p[<p]><b[<b <- {{> a1 x=1}}: ?]></p>', {
    partials: { a1: '<b>' },
  });
  check(
    'the calls and loops that lead to a call',
    '{{#each orders}}<p>{{> a1}}</p>{{/each}}',
    '<p[<p: orders.0]><i[<i <- {{> a1}}: orders.0: orders.0]><b[<b <- {{> a2}}: orders.0 <- {{> a1}}: orders.0: orders.0]></i></p>',
    { partials: { a1: '<i>{{> a2}}</i>', a2: '<b>' } },
  );
  check(
    'the partial that a block is shown by',
    '{{#> a1}}<b>{{/a1}}',
    '<i[<i <- {{#> a1}}: ]><b[<b <- {{> @partial-block}}:  <- {{#> a1}}: ]></i>',
    { partials: { a1: '<i>{{> @partial-block}}</i>' } },
  );
  check(
    'the partial that a block is shown by, and which gives it data of its own',
    '{{#> a1 x=1}}<b>{{#each orders}}<u>{{/each}}{{/a1}}',
    [
      '<b[<b <- {{> @partial-block}}: ? <- {{#> a1 x=1}}: ?]>',
      '<u[<u: orders.0 <- {{> @partial-block}}: ? <- {{#> a1 x=1}}: ?]>',
    ].join(''),
    { partials: { a1: '{{> @partial-block}}' } },
  );
  check(
    'no loop twice, around a block that a partial shows',
    '{{#each orders}}{{#> a1}}<b>{{#each lines}}<u>{{/each}}{{/a1}}{{/each}}',
    [
      '<b[<b <- {{> @partial-block}}: orders.0 <- {{#> a1}}: orders.0: orders.0]>',
      ...[0, 1].map(
        (line) => `<u[<u: orders.0.lines.${line} <- {{> @partial-block}}: orders.0 <- {{#> a1}}: orders.0: orders.0]>`,
      ),
    ].join(''),
    { partials: { a1: '{{> @partial-block}}' } },
  );
  check(
    'a block that is handed on to another partial',
    '{{#each orders}}{{#> a1 x=1}}<b>{{/a1}}{{/each}}',
    `<b[<b <- {{> @partial-block}}: ? <- {{> @partial-block}}: ? <- {{#> a2}}: ? <- {{#> a1 x=1}}: ?: orders.0]>`,
    { partials: { a1: '{{#> a2}}{{> @partial-block}}{{/a2}}', a2: '{{> @partial-block}}' } },
  );
  check(
    'a block that is called with an item',
    '{{#> a1}}<b>{{/a1}}',
    '<b[<b <- {{> @partial-block this}}: orders.0: orders.0 <- {{#> a1}}: ]>',
    { partials: { a1: '{{#each orders}}{{> @partial-block this}}{{/each}}' } },
  );
});

describe('whether a partial is marked depends on where it is called', () => {
  const partials = { a1: 'x<b>', a2: '<i>{{> a1}}</i>' };
  check('in content all of it is', '<p>{{> a1}}</p>', '<p[<p]>[x <- {{> a1}}: ]x<b[<b <- {{> a1}}: ]></p>', {
    partials,
  });
  check(
    'between elements of MJML only tags are',
    '<mj-body>{{> a1}}</mj-body>',
    '<mj-body[<mj-body]>x<b[<b <- {{> a1}}: ]></mj-body>',
    { partials },
  );
  check('in an attribute nothing is', '<p title="{{> a1}}">', '<p[<p] title="x<b>">', { partials });
  check('in an attribute nothing that it calls is', '<p title="{{> a2}}">', '<p[<p] title="<i>x<b></i>">', {
    partials,
  });
  check('outside of all elements as the template is', '{{> a1}}', 'x<b[<b <- {{> a1}}: ]>', {
    partials,
    outer: 'structure',
  });
});

describe('a level leaves out', () => {
  const text = '<p>x{{#upper}}<b>y</b>{{/upper}}</p>';
  check('what helpers change', text, '<p[<p]>[x]x<B>Y</B></p>', { level: 'outside-helpers' });
  check('texts', text, '<p[<p]>x<B>Y</B></p>', { level: 'elements' });
  check(
    'partials that are called in blocks of helpers',
    '<p>{{#first orders}}{{> a1}}{{/first}}</p>',
    '<p[<p]><b></p>',
    {
      level: 'outside-helpers',
      partials: { a1: '<b>' },
    },
  );
});

describe('marks that a text has already', () => {
  const item = '<!--mailproof:5.6-->';
  check(
    'get the context of their run',
    '{{#each tags}}<b>{{this}}</b>{{/each}}',
    [0, 1].map((index) => `<b[5.3: tags.${index}]>[5.6: tags.${index}]a</b>`).join(''),
    { markedText: `{{#each tags}}<b data-mailproof-at="5.3">${item}{{this}}</b>{{/each}}` },
  );
  check('stay in front of a block without text', '{{#if customer}}y{{/if}}', '[5.6]y', {
    markedText: `${item}{{#if customer}}y{{/if}}`,
  });
  check('leave blocks alone on their lines', '<td>\n{{#if customer}}\ny\n{{/if}}\n', '<td>\n[5.6][5.6]y\n', {
    markedText: `<td>\n${item}{{#if customer}}\n${item}y\n{{/if}}\n`,
  });
});

test('a helper that never answers the same is asked once', () => {
  expect(marked('<p>{{count}} {{count}}</p>', {})).toMatch(/^<p\[<p\]>\[\{\{count\}\}\]\d+ \[\{\{count\}\}\]\d+<\/p>$/);
});
