import { parse, serialize } from 'parse5';
import { describe, expect, test } from 'vitest';
import type { ProjectCode } from '../../../src/core/render/projectCode.ts';
import { renderJob } from '../../../src/core/render/render.ts';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { hasMisplacedMarks, stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

const root = '/project';

async function render(files: Readonly<Record<string, string>>, main: string, memory?: RenderMemory) {
  const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
  const request = {
    path: `${root}/${main}`,
    root,
    engine: 'auto',
    overrides: {},
    wantsMarks: true,
    wantsText: false,
  } as const;
  const result = await renderJob({
    request,
    files: memoryFileReader(texts),
    ...(memory === undefined ? {} : { memory }),
  });
  return { html: result.html ?? '', marked: result.marked?.html ?? '', level: result.marked?.level, result };
}

const mail = (content: string): string =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

/** What a browser reads, without what the marks add. */
const read = (html: string): string =>
  serialize(parse(html)).replaceAll(/<!--mailproof:[^>]*-->| data-mailproof-at="[^"]*"/g, '');

describe('a mark changes nothing of what a browser reads', () => {
  const data = JSON.stringify({ nl: '\nx', name: 'n', items: ['a', 'b'] });
  for (const content of [
    '<mj-text><pre>{{#if nl}}{{nl}}{{/if}}</pre></mj-text>',
    '<mj-text><pre>{{> p}}</pre><listing>{{nl}}</listing></mj-text>',
    '<mj-text><table><b>x</b> {{name}}</table></mj-text>',
    '<mj-text><table>{{#each items}}{{this}} {{/each}}<tr><td>{{name}}</td></tr></table></mj-text>',
    '<mj-table><b>x</b> {{name}}</mj-table>',
    '<mj-image alt=\'"> x\' src="a" />',
    "<mj-button title='\">x'>b</mj-button>",
  ]) {
    test(content, async () => {
      const { html, marked, level } = await render(
        { 'a.mjml.hbs': mail(content), 'a.data.json': data, 'partials/p.hbs': '{{nl}}' },
        'a.mjml.hbs',
      );
      expect(level).toBe('all');
      expect(stripMarks(marked)).toBe(html);
      expect(read(marked)).toBe(read(html));
    });
  }

  test('what is in the cells of a table is marked, also in <mj-table>', async () => {
    const content =
      '<mj-table><tr><td>one {{name}}</td></tr></mj-table><mj-text><table><tr><td>two</td></tr></table></mj-text>';
    const { marked } = await render({ 'a.mjml.hbs': mail(content), 'a.data.json': data }, 'a.mjml.hbs');
    expect(marked).toMatch(/<!--mailproof:[^>]*-->one <!--mailproof:[^>]*-->n/);
    expect(marked).toMatch(/<!--mailproof:[^>]*-->two/);
  });
});

describe('a mark that a helper has put where html reads no comment', () => {
  const mark = '<!--mailproof:3.16-->';
  test.each([
    `<p>a<!--[if mso]>${mark}only Outlook<![endif]--> b</p>`,
    `<p style="${mark}color:red">x</p>`,
    `<style>${mark}p {}</style>`,
    `<title>${mark}x</title>`,
    `<p>ok ${mark}x</p><a title='${mark}'>y</a>`,
  ])('is found: %s', (html) => expect(hasMisplacedMarks(html)).toBe(true));

  test.each([
    `<p>${mark}a < b ${mark}c</p>`,
    `<!-- a -->${mark}<b>x</b>`,
    `<!--[if !mso]><!-->${mark}x<!--<![endif]-->`,
    '<p>x',
  ])('is none: %s', (html) => expect(hasMisplacedMarks(html)).toBe(false));
});

describe('the tags of another language', () => {
  test.each([
    'Hi{% if a < b %}\nthere{% endif %}',
    'Hi<% if (a < b) { %>\n\nthere<% } %>',
    '<pre>Hi{% if a\n < b %}\n  there{% endif %}</pre>',
    'Hi{% if a < b %}mailproof-kept-tag-0-{% endif %}',
  ])('leave the lines behind them alone: %j', async (content) => {
    const { html } = await render({ 'a.mjml': mail(`<mj-text>${content}</mj-text>`) }, 'a.mjml');
    expect(html).toContain(content);
  });
});

test('equal sections with random ids stay what they are, however many there are', async () => {
  const carousel =
    '<mj-section><mj-column><mj-carousel><mj-carousel-image src="a.png" /></mj-carousel></mj-column></mj-section>';
  const files = { 'a.mjml': `<mjml><mj-body>${carousel.repeat(7)}</mj-body></mjml>` };
  const memory = new RenderMemory();
  const first = await render(files, 'a.mjml', memory);
  const again = await render(files, 'a.mjml', memory);
  expect(again.html).toBe(first.html);
  expect(again.result.pieces?.map(({ id }) => id)).toEqual(first.result.pieces?.map(({ id }) => id));
});

test('another value than the item of the loop has not its path', async () => {
  const text = '<p>{{#each list}}{{#with ../n}}[{{this}}]{{/with}}{{this}}{{/each}}</p>';
  const { result } = await render({ 'a.hbs': text, 'a.data.json': '{"list":[1],"n":1}' }, 'a.hbs');
  const paths = result.marked?.tables.contexts.map(({ data }) => data);
  expect(paths?.filter((path) => path === 'list.0')).toHaveLength(1);
});

test('behind another value, the item of a loop has its path again', async () => {
  const files = {
    'a.hbs': '<p>{{#each list}}{{#> wrap}}y{{/wrap}}{{/each}}</p>',
    'partials/wrap.hbs': '{{#with @root.one}}x{{/with}}<b>{{this}}</b>',
    'a.data.json': '{"one":{"two":1},"list":["a"]}',
  };
  const { result } = await render(files, 'a.hbs');
  const paths = result.marked?.tables.contexts.map(({ data }) => data);
  // Of the call, and of what stands behind the other value.
  expect(paths?.filter((path) => path === 'list.0')).toHaveLength(2);
});

test.each(['{{> p ../n}}', '{{#> p ../n}}{{/p}}'])('nor has what a partial is given: %s', async (call) => {
  const files = {
    'a.hbs': `<p>{{#each list}}${call}{{/each}}</p>`,
    'partials/p.hbs': '<b>{{this}}</b>',
    'a.data.json': '{"list":["a"],"n":"a"}',
  };
  const { result, marked } = await render(files, 'a.hbs');
  expect(marked).toMatch(/<!--mailproof:[^>]*-->a/);
  const inPartial = result.marked?.tables.contexts.filter((context) => context.call !== undefined);
  expect(inPartial?.map(({ data }) => data)).toEqual([undefined]);
});

test('what a partial is called with by itself keeps its path', async () => {
  const files = {
    'a.hbs': '<p>{{#each list}}{{> p}}{{/each}}</p>',
    'partials/p.hbs': '<b>{{this}}</b>',
    'a.data.json': '{"list":["a"]}',
  };
  const { result } = await render(files, 'a.hbs');
  expect(result.marked?.tables.contexts.map(({ data }) => data)).toContain('list.0');
});

describe("the project's own helpers", () => {
  const codeOf = (helpers: Readonly<Record<string, unknown>>): ProjectCode =>
    ({
      loadHelpers: () =>
        Promise.resolve({
          kind: 'loaded',
          helpers: new Map(Object.entries(helpers)),
          environments: [],
          isIncomplete: false,
          dependencies: [],
        }),
      loadValue: () => Promise.resolve({ kind: 'failed', message: '', dependencies: [] }),
      loadMjml: () => Promise.resolve({ kind: 'failed', message: '' }),
    }) as unknown as ProjectCode;

  const renderWith = (name: string, text: string, helpers: Readonly<Record<string, unknown>>) => {
    const files = { [name]: text, 'mailproof.json': '{"helpers":"helpers.js"}', 'helpers.js': 'x' };
    const texts = Object.fromEntries(Object.entries(files).map(([file, content]) => [`${root}/${file}`, content]));
    const request = { path: `${root}/${name}`, root, engine: 'auto', overrides: {}, wantsText: false } as const;
    return renderJob({
      request: { ...request, mayRunCode: true, wantsMarks: true },
      files: memoryFileReader(texts),
      code: codeOf(helpers),
    });
  };

  test.each([
    ['a.mjml.hbs', mail('<mj-text>a {{#mso}}only Outlook{{/mso}} b</mj-text>')],
    ['a.hbs', '<p>a {{#mso}}only Outlook{{/mso}} b</p>'],
  ])('carry no mark into a comment: %s', async (name, text) => {
    const mso = function (this: unknown, options: { readonly fn: (context: unknown) => string }): string {
      return `<!--[if mso]>${options.fn(this)}<![endif]-->`;
    };
    const { html = '', marked } = await renderWith(name, text, { mso });
    expect(html).toContain('<!--[if mso]>only Outlook<![endif]-->');
    expect(marked?.level).not.toBe('none');
    expect(marked?.html).toContain('<!--[if mso]>only Outlook<![endif]-->');
    expect(read(marked?.html ?? '')).toBe(read(html));
  });
});
