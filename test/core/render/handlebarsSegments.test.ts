import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { HandlebarsMarking } from '../../../src/core/render/handlebarsMarks.ts';
import { type HandlebarsReport, runHandlebars } from '../../../src/core/render/handlebarsStage.ts';
import { type HelperSet, noHelpers } from '../../../src/core/render/helperSet.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { Marking, markNumbers } from '../../../src/core/sourceMap/sourceTables.ts';
import { type HandlebarsSource, parseHandlebars } from '../../../src/core/template/handlebarsSource.ts';
import { inferData } from '../../../src/core/template/inferData.ts';
import type { SourceText } from '../../../src/core/template/sourceFiles.ts';
import type { Remembering } from '../../../src/core/template/parsedSegments.ts';
import { sampleOf } from '../../../src/core/template/sampleData.ts';
import { corporaFolder } from '../../support/corpora.ts';
import { Random } from '../../support/random.ts';
import { realTemplates, syntaxSamples } from '../../support/templates.ts';

const path = '/a.hbs';

/** The text of the partial of any name: some have segments, some show their block, one calls itself. */
const partialTexts = [
  '<b>{{name}}</b>\n',
  '<p>\n  {{#> @partial-block}}none{{/@partial-block}}\n</p>\n<mj-section>\n  {{missing}}\n</mj-section>\n<mj-section>{{../x}}</mj-section>\n',
  '{{#*inline "inner"}}<i>{{name}}</i>{{/inline}}\n<mj-section>\n  {{> inner}}\n</mj-section>\n',
  '<mj-section/>\n{{#if again}}{{> loop}}{{/if}}\n<mj-section/>\n',
  '',
];

function run(
  texts: readonly string[],
  data: unknown,
  render: Remembering | undefined,
  { marking, isRunWhole = false }: RunOptions = {},
): Run {
  const read = render === undefined ? readPartial : (source: SourceText) => parseHandlebars(source, render);
  const [text = '', ...others] = texts;
  const template = parseHandlebars({ path, text }, render);
  const partials = new Map<string, HandlebarsSource>();
  for (const [index, other] of others.entries())
    partials.set(`p${index}`, read({ path: `/p${index}.hbs`, text: other }));
  const called = [template, ...partials.values()].flatMap((source) => source.partialCalls);
  for (const name of ['inner', 'loop', ...called.map((call) => call.name)]) {
    const index = name.length % partialTexts.length;
    if (!partials.has(name)) partials.set(name, read({ path: `/${index}.hbs`, text: partialTexts[index] ?? '' }));
  }
  const events: unknown[] = [];
  const output = runHandlebars(
    {
      sources: { template, partials, missing: [] },
      // A helper of it changes them.
      data: structuredClone(data),
      helpers,
      marking,
      memory: isRunWhole ? undefined : render?.memory,
    },
    recorder(events),
  );
  const { faults, partialCalls, inlinePartials, hasDynamicPartials, unknownDecorators } = template;
  const found = { faults, partialCalls, inlinePartials, hasDynamicPartials, unknownDecorators };
  return { result: { output, events, found }, program: template.program };
}

interface RunOptions {
  readonly marking?: HandlebarsMarking;
  /** Of what was read by segments, every one runs. */
  readonly isRunWhole?: boolean;
}

interface Run {
  readonly result: { readonly output: string | undefined; readonly events: unknown; readonly found: unknown };
  /** Of the template. */
  readonly program: hbs.AST.Program | undefined;
}

const knownPartials = new Map<string, HandlebarsSource>();

/** As a whole, but only once: in a round of edits, these stay the same. */
function readPartial(source: SourceText): HandlebarsSource {
  const key = `${source.path} ${source.text}`;
  const known = knownPartials.get(key) ?? parseHandlebars(source);
  knownPartials.set(key, known);
  return known;
}

const helpers: HelperSet = {
  ...noHelpers,
  own: new Map(
    Object.entries({
      shout: (value: unknown) => String(value).toUpperCase(),
      place: (options: { readonly loc: hbs.AST.SourceLocation }) => JSON.stringify(options.loc),
      twice(this: unknown, options: { readonly fn: (context: unknown) => string }) {
        return options.fn(this) + options.fn({ name: 'second' });
      },
      rename: (name: string, options: { readonly data: { readonly root: { name: string } } }) => {
        options.data.root.name = name;
      },
      fails: () => {
        throw new Error('no');
      },
    }).map(([name, helper]) => [name, { run: helper as () => unknown, files: [], isIncomplete: false }]),
  ),
};

/** What is told, in its order, as it is when it is told. */
function recorder(events: unknown[]): HandlebarsReport {
  const record =
    (name: string) =>
    (...values: readonly unknown[]): void => {
      events.push([name, JSON.stringify(values.slice(0, 2), (key, value: unknown) => (key === 'tree' ? 0 : value))]);
    };
  return {
    step: () => undefined,
    syntaxError: (source) => events.push(['syntaxError', source.path, source.faults]),
    missingPartial: record('missingPartial'),
    unknownDecorator: record('unknownDecorator'),
    missingValue: record('missingValue'),
    unknownHelper: (call) => events.push(['unknownHelper', JSON.stringify(call)]),
    standIn: record('standIn'),
    helperFailure: record('helperFailure'),
    asyncHelper: record('asyncHelper'),
    failure: record('failure'),
  };
}

function dataFor(text: string): object {
  const sources = [parseHandlebars({ path, text })];
  return sampleOf(inferData({ sources, partials: new Map(), includes: [], helpers: new Set(), answered: new Map() }));
}

function expectSameTree(bySegments: hbs.AST.Program | undefined, whole: hbs.AST.Program | undefined, of: string): void {
  const [cut, uncut] = [bySegments, whole].map((each) => JSON.stringify(joinedContents(each)) ?? 'null');
  // Members may be in another order.
  if (cut !== uncut) expect(JSON.parse(cut ?? ''), of).toEqual(JSON.parse(uncut ?? ''));
}

/** The tree with contents that stand side by side as one, as segments divide them. */
function joinedContents(program: hbs.AST.Program | undefined): unknown {
  if (program === undefined) return undefined;
  const body: hbs.AST.Statement[] = [];
  for (const node of program.body) {
    const last = body.at(-1);
    if (isContent(last) && isContent(node)) {
      body[body.length - 1] = Object.assign({}, node, last, {
        ...('leftStripped' in node ? { leftStripped: node.leftStripped } : {}),
        value: last.value + node.value,
        original: last.original + node.original,
        loc: { ...last.loc, end: node.loc.end },
      });
    } else {
      body.push(node);
    }
  }
  return { ...program, body };
}

/** The types say that the text is something else. */
interface Content extends hbs.AST.Statement {
  readonly value: string;
  readonly original: string;
}

function isContent(node: hbs.AST.Statement | undefined): node is Content {
  return node?.type === 'ContentStatement';
}

const snippets = [
  ...Array.from('abc <>"\'{}~\n\t/#^!-[]\\=.@|'),
  '\n',
  '\r\n',
  '  ',
  '{{name}}',
  '{{{name}}}',
  '{{~name~}}',
  '{{#if name}}',
  '{{/if}}',
  '{{else}}\n',
  '{{#if name}}\nyes\n{{else}}\nno\n{{/if}}\n',
  '{{~#each items~}}\n{{@index}}{{this}}\n{{~/each~}}\n',
  '\n    {{> part}}\n',
  '\n  {{#> partial1}}\n  block {{name}}\n  {{/partial1}}\n',
  '{{#*inline "part"}}<u>{{name}}</u>{{/inline}}\n',
  '{{* unknown}}',
  '{{! a comment }}\n',
  '\n{{!-- <mj-section> --}}\n',
  '<!-- {{name}}\n<mj-section> -->\n',
  '\\{{name}}\n',
  '\\\\{{name}}\n',
  '{{{{raw}}}}\n<mj-section>{{x}}\n{{{{/raw}}}}\n',
  '{{shout "a }} b"}}',
  '{{place}}',
  '{{rename "Ann"}}',
  '\n<mj-section>{{rename "Bob"}}</mj-section>\n<mj-section>{{name}}\n',
  '{{unknown 1 a=2}}',
  '{{fails}}',
  '{{> (lookup . "dynamic")}}',
  '{{#twice}}<td>{{name}}{{../name}}</td>{{/twice}}\n',
  '{{#each items as |item at|}}{{item}}{{at}}{{@root.name}}{{/each}}\n',
  '{{~> part~}}\n',
  '\n<mj-section>\n',
  '\n    <mj-section>\n      <td>{{missing.value}}</td>\n    </mj-section>\n',
  '</mj-section>\n<mj-section {{#if a}}css-class="{{b}}"{{/if}}\n>\n',
  '\u2028',
  '\0',
  '{{name',
  '}}',
];

function edit(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(text.length + 1);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(6));
    case 1: {
      const line = random.below(lines.length);
      return [...lines.slice(0, line), random.pick(snippets), ...lines.slice(line)].join('\n');
    }
    case 2: {
      const moved = lines.splice(random.below(lines.length), 1 + random.below(3));
      lines.splice(random.below(lines.length + 1), 0, ...moved);
      return lines.join('\n');
    }
    case 3: {
      const line = random.below(lines.length);
      lines.splice(random.below(lines.length + 1), 0, ...lines.slice(line, line + 1 + random.below(8)));
      return lines.join('\n');
    }
    case 4:
      return text.slice(0, at) + random.pick(snippets) + text.slice(at);
    default: {
      const start = text.lastIndexOf('\n', at) + 1;
      return text.slice(0, start) + random.pick(snippets) + text.slice(start);
    }
  }
}

const marks = [
  ['all', '<!--mailproof:'],
  ['outside-helpers', '<!--mailproof:'],
  ['elements', 'data-mailproof-at'],
] as const;

const longest = 3_000;

function samples(): readonly string[] {
  const files = realTemplates(corporaFolder).map((file) => fs.readFileSync(file, 'utf8'));
  const whole = snippets.filter((text) => text.includes('{{') && isValid(text));
  const generated = Array.from({ length: 12 }, (_, index) => whole.slice(index).join(`\n<mj-section>${index}`));
  return [...files, ...syntaxSamples, ...generated].filter(
    (text) => text.includes('{{') && text.length <= longest && isValid(text),
  );
}

function isValid(text: string): boolean {
  return parseHandlebars({ path, text }).program !== undefined;
}

describe('a template is read by segments as it is as a whole', () => {
  test('every real template has the same tree', () => {
    const memory = new RenderMemory();
    let cut = 0;
    for (const file of realTemplates(corporaFolder)) {
      const text = fs.readFileSync(file, 'utf8');
      const bySegments = parseHandlebars({ path: file, text }, { memory });
      if (bySegments.segments.length > 1) cut++;
      expectSameTree(bySegments.program, parseHandlebars({ path: file, text }).program, file);
    }
    expect(cut).toBeGreaterThan(0);
  });

  test.each([1, 2, 3])('3,000 random edits run as without memory, seed %i', { timeout: 240_000 }, (seed) => {
    const random = new Random(seed);
    const texts = samples();
    const memory = new RenderMemory();
    let valid = 0;
    let withMarks = 0;
    for (let count = 0; count < 3000;) {
      let text = random.pick(texts);
      let lastValid = text;
      const data = {
        ...dataFor(text),
        name: 'Jane',
        // It calls itself by this, until it is stopped: once in a while is enough of what takes so long.
        dynamic: random.below(60) === 0 ? 'p1' : 'inner',
        items: ['one', { name: 'two' }],
        again: random.below(60) === 0,
      };
      const others: [string, string] = [random.pick(texts), random.pick(texts)];
      for (let step = 0; step < 25 && text.length < longest; step++, count++) {
        const edited = edit(text, random);
        if (random.below(8) === 0) others[0] = edit(others[0], random);
        if (random.below(8) === 0) data.name = random.pick(['Jane', '', 'Bo <b>']);
        const sources = [`${edited}{{> p0}}\n  {{> p1}}\n`, ...others];
        const { result: warm, program: warmTree } = run(sources, data, { memory });
        const { result: whole, program: tree } = run(sources, data, undefined);
        if (!isDeepStrictEqual(warm, whole)) expect(warm, edited).toEqual(whole);
        const markings = [new Marking(memory.part(markNumbers)), new Marking(memory.part(markNumbers))] as const;
        const levels =
          whole.output !== undefined && random.below(2) === 0 ? [['none', ''] as const, random.pick(marks)] : [];
        for (const [level, mark] of levels) {
          const [marked, known] = markings.map(
            (marking) =>
              run(
                sources,
                data,
                { memory },
                { marking: { marking, level, outer: 'content' }, isRunWhole: marking === markings[0] },
              ).result,
          );
          if (!isDeepStrictEqual(known, marked)) expect(known, edited).toEqual(marked);
          if (!isDeepStrictEqual(markings[1].tables(), markings[0].tables()))
            expect(markings[1].tables(), edited).toEqual(markings[0].tables());
          const stripped = { ...marked, output: marked?.output && stripMarks(marked.output) };
          if (!isDeepStrictEqual(stripped, whole)) expect(stripped, edited).toEqual(whole);
          if (mark !== '' && marked?.output?.includes(mark) === true) withMarks++;
        }
        expectSameTree(warmTree, tree, edited);
        if (tree !== undefined) valid++;
        // A template that is broken stays so for a while, as when somebody types.
        if (tree !== undefined) lastValid = edited;
        text = tree !== undefined || random.below(4) === 0 ? edited : lastValid;
      }
    }
    expect(valid).toBeGreaterThan(1000);
    expect(withMarks).toBeGreaterThan(300);
  });
});
