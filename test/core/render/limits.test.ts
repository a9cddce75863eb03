import { describe, expect, test } from 'vitest';
import type { RenderRequest } from '../../../src/core/render/renderResult.ts';
import { check, mail, renderFiles } from './checkRender.ts';

describe('templates that repeat themselves', () => {
  check(
    'a partial that calls itself',
    { 'a.hbs': '{{> p}}', 'partials/p.hbs': 'x\n{{> p}}' },
    {
      html: undefined,
      problems: ['partials/p.hbs 2:1-2:8 error partial-recursion: The partial "p" calls itself without end'],
    },
  );
  check(
    'an inline partial that calls itself',
    { 'a.hbs': '{{#*inline "i"}}{{> i}}{{/inline}}{{> i}}' },
    {
      html: undefined,
      problems: ['a.hbs 1:17-1:24 error partial-recursion: The partial "i" calls itself without end'],
    },
  );
  check(
    'two partials that call each other',
    { 'a.hbs': '{{> p}}', 'partials/p.hbs': '{{> q}}', 'partials/q.hbs': '{{> p}}' },
    {
      html: undefined,
      problems: ['partials/q.hbs 1:1-1:8 error partial-recursion: The partial "p" calls itself without end'],
    },
  );
  check(
    'a tree of data is no endless recursion',
    {
      'a.hbs': '{{> p}}',
      'partials/p.hbs': '({{#each c}}{{> p}}{{/each}})',
      'a.data.json': '{"c":[{"c":[{"c":[{}]}]}]}',
    },
    { html: ['(((())))'] },
  );
  test('output beyond five megabytes is cut off with a reason', async () => {
    const list = JSON.stringify({ l: Array.from({ length: 300 }, () => 1) });
    const { html, problems } = await renderFiles({
      'a.hbs': `{{#each l}}{{#each @root.l}}${'x'.repeat(100)}{{/each}}{{/each}}`,
      'a.data.json': list,
    });
    expect(html).toBeUndefined();
    expect(problems.map((problem) => problem.message)).toEqual(['The template makes more than 5 MB of output']);
  });
  test('blocks nested deeper than any stack are a problem and no crash', async () => {
    const depth = 20_000;
    const { problems } = await renderFiles({ 'a.hbs': '{{#if a}}'.repeat(depth) + '{{/if}}'.repeat(depth) });
    expect(problems.map((problem) => problem.message)).toEqual(['Blocks are nested deeper than 200 levels']);
  });
  test('elements nested deeper than any stack are a problem and no crash', async () => {
    const depth = 20_000;
    const { problems } = await renderFiles({
      'a.mjml': mail('<mj-column>'.repeat(depth) + '</mj-column>'.repeat(depth)),
    });
    expect(problems.map((problem) => problem.message)).toEqual(['The elements are nested too deeply']);
  });
  test('a list of problems ends somewhere', async () => {
    const { problems } = await renderFiles({
      'a.hbs': Array.from({ length: 1000 }, (_, index) => `{{v${index}}}`).join(''),
      'a.data.json': '{}',
    });
    expect(problems).toHaveLength(200);
  });
});

describe('templates that reach for more than the data', () => {
  const reaches = [
    '{{constructor}}',
    '{{constructor.constructor}}',
    '{{__proto__}}',
    '{{__proto__.polluted}}',
    '{{toString}}',
    '{{lookup this "constructor"}}',
    '{{#with (lookup this "constructor")}}{{this}}{{/with}}',
    '{{a.constructor.prototype}}',
    '{{#with "s" as |string|}}{{#with "e"}}{{#with split as |c|}}{{this.pop}}{{#with string.split}}{{this}}{{/with}}{{/with}}{{/with}}{{/with}}',
    '{{valueOf.call}}',
    '{{__defineGetter__}}',
    '{{[\u0000mailproof] 0 1}}',
    '{{#each (lookup this "__proto__")}}{{@key}}{{/each}}',
  ];
  for (const template of reaches) {
    test(`${JSON.stringify(template)} shows nothing`, async () => {
      const { html } = await renderFiles({ 'a.hbs': `[${template}]`, 'a.data.json': '{"a":{}}' });
      expect(html).toMatch(/^\[(0 1|s)?\]$|^undefined$/);
    });
  }

  check(
    'data named __proto__ changes nothing',
    {
      'a.hbs': '[{{polluted}}{{x.polluted}}{{x.own}}]',
      'a.data.json': '{"__proto__":{"polluted":"P"},"x":{"__proto__":{"polluted":"P"},"own":1}}',
    },
    {
      html: ['[1]'],
      problems: [
        'a.hbs 1:2-1:14 warning missing-data: polluted has no value in data set "default"',
        'a.hbs 1:14-1:28 warning missing-data: x.polluted has no value in data set "default"',
      ],
    },
  );
  check(
    'partials called like parts of objects are ordinary names',
    { 'a.hbs': '{{> constructor}}{{> toString}}', 'partials/constructor.hbs': 'C' },
    {
      html: ['C'],
      problems: ['a.hbs 1:18-1:32 error missing-partial: The partial "toString" was not found in ., partials'],
    },
  );
  test('partials cannot lead out of the project', async () => {
    const { problems } = await renderFiles({
      'a.hbs': '{{> ../../etc/passwd}}{{> "../../../etc/passwd"}}{{> [/etc/passwd]}}',
    });
    expect(problems.map((problem) => problem.code)).toEqual(['missing-partial', 'missing-partial', 'missing-partial']);
  });
});

test('rendering one template does not change how the next one is rendered', async () => {
  const normal = { 'a.hbs': '{{#if a}}x{{/if}}{{log "q"}}', 'a.data.json': '{"a":1}' };
  const before = await renderFiles(normal);
  await renderFiles({ 'b.hbs': '{{#*inline "if"}}{{/inline}}{{* log}}{{helperMissing 1}}{{blockHelperMissing}}' });
  const after = await renderFiles(normal);
  expect(after.html).toBe(before.html);
});

test('hostile bytes of any kind give a result', async () => {
  const pieces = [
    '{{',
    '}}',
    '{{{',
    '<mj-text',
    '>',
    '</mj-text>',
    '"',
    "'",
    '\0',
    '\\',
    '{{#if',
    '{{/if}}',
    '<!--',
    '-->',
    '<mjml>',
    '<mj-body>',
    '\u2028',
    '😀',
    '{{>',
    '{{!--',
    '<mj-include path="',
    '{{{{',
    ' ',
    '\r\n',
    '<style>',
    '[',
    '{{else}}',
  ];
  let seed = 42;
  const next = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % limit;
  };
  const engines: readonly RenderRequest['engine'][] = ['auto', 'handlebars-mjml', 'mjml-handlebars', 'mjml'];
  for (let round = 0; round < 400; round++) {
    const text = Array.from({ length: 1 + next(25) }, () => pieces[next(pieces.length)]).join('');
    const result = await renderFiles({ 'a.mjml': text }, { engine: engines[round % engines.length] ?? 'auto' });
    const lines = text.split(/\r\n|\r|\n/).length;
    for (const { start, end } of result.problems) {
      expect(start.line).toBeLessThan(lines);
      expect(end.line * 1e6 + end.character).toBeGreaterThanOrEqual(start.line * 1e6 + start.character);
    }
    if (result.html === undefined) expect(result.problems.length).toBeGreaterThan(0);
  }
});

test('a loop that outgrows what a string can hold is too much output and no recursion', async () => {
  const data = JSON.stringify({ a: Array.from({ length: 900 }, () => 1), s: 'x'.repeat(1000) });
  const { problems } = await renderFiles({
    'a.hbs': '<html><body>{{#each @root.a}}{{#each @root.a}}{{@root.s}}{{/each}}{{/each}}</body></html>',
    'a.data.json': data,
  });
  expect(problems.map((problem) => problem.code)).toEqual(['output-limit']);
});
