import { expect, test } from 'vitest';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import type { ProjectCode } from '../../../src/core/render/projectCode.ts';
import { renderJob } from '../../../src/core/render/render.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { root } from './checkRender.ts';

type Files = Readonly<Record<string, string>>;

/**
 * Renders `a.mjml.hbs` of one state of a project after the other in one process, and each again in a process that knows
 * nothing: there must be no difference.
 */
function check(rule: string, states: readonly Files[], code?: ProjectCode): void {
  test(rule, async () => {
    const memory = new RenderMemory();
    // Back to where it began, because what is known of that may be the worst.
    for (const files of [...states, ...states, ...states]) {
      expect(await renderWith(memory, files, code)).toEqual(await renderWith(new RenderMemory(), files, code));
    }
  });
}

/** The result, but for the time that it took and the numbers of its pieces: these go on counting. */
async function renderWith(memory: RenderMemory, files: Files, code: ProjectCode | undefined): Promise<object> {
  const path = `${root}/mails/a.mjml.hbs`;
  const paths = Object.entries(files).map(([name, text]) => [`${root}/mails/${name}`, text]);
  const mayRunCode = code !== undefined;
  const request = { path, root, engine: 'auto', overrides: {}, mayRunCode, wantsSample: true } as const;
  const result = await renderJob({ request, files: memoryFileReader(Object.fromEntries(paths)), code, memory });
  return { ...result, pieces: result.pieces?.map(({ html }) => html), durationMs: 0 };
}

const body = (content: string): string => `<mjml>\n  <mj-body>\n    ${content}\n  </mj-body>\n</mjml>\n`;
const section = (content: string): string =>
  `<mj-section>\n<mj-column>\n<mj-text>${content}</mj-text>\n</mj-column>\n</mj-section>`;
const template = { 'a.mjml.hbs': body(section('{{name}} {{#each list}}{{this}}{{/each}}')) };

check('the template is edited', [
  template,
  { 'a.mjml.hbs': body(section('{{names}}')) },
  { 'a.mjml.hbs': body(section('{{#if') + section('{{/if}}')) },
  { 'a.mjml.hbs': body(`{{#if x}}\n${section('a')}\n{{/if}}`) },
  { 'a.mjml.hbs': body(`<mj-raw>{{#if x}}</mj-raw>\n${section('a')}\n<mj-raw>{{/if}}</mj-raw>`) },
  { 'a.mjml.hbs': body(`<!-- {{#if x}}\n${section('a')}\n{{/if}}`) },
]);
check('data change on disk', [
  template,
  { ...template, 'a.json': '{"name":"Ann"}' },
  { ...template, 'a.json': '{"name":"Bob","list":"no list","more":1}' },
  { ...template, 'a.json': '{"name":' },
  { ...template, 'a.json': '[{"id":"x","values":{"name":"X"}},{"id":"y","values":{"name":"Y"}}]' },
]);
check('data in YAML change on disk', [
  { ...template, 'a.yaml': 'name: Ann\nlist: [1, 2]' },
  { ...template, 'a.yaml': 'name: Ann\nlist: [1, 2, 3]\nmore: 1' },
  { ...template, 'a.yaml': 'name: {' },
]);
check('the same text is JSON in one file and YAML in another', [
  { ...template, 'a.json': 'name: Ann' },
  { ...template, 'a.yaml': 'name: Ann' },
]);
check('mailproof.json comes and goes', [
  template,
  { ...template, 'mailproof.json': '{"engine":"mjml-handlebars","subject":"{{name}}"}' },
  { ...template, 'mailproof.json': '{"engin":"mjml"}' },
]);
const calling = { 'a.mjml.hbs': body(`{{> part}}\n${section('x')}`) };
check('a partial is added, changed, and hidden by a nearer one', [
  calling,
  { ...calling, '../partials/part.hbs': section('far') },
  { ...calling, '../partials/part.hbs': section('other') },
  { ...calling, '../partials/part.hbs': section('far'), 'partials/part.hbs': section('near') },
  { ...calling, 'partials/port.hbs': section('a misspelling') },
]);
check('a subject and a text of their own come', [
  template,
  { ...template, 'a.subject.hbs': 'Hello {{name}}' },
  { ...template, 'a.txt': 'Hello {{name}}', 'a.subject.hbs': '{{#if' },
]);

const nothing = { kind: 'failed', message: 'it is not there', dependencies: [] } as const;
const changing: ProjectCode = {
  loadHelpers: () =>
    Promise.resolve({
      kind: 'loaded',
      helpers: new Map([['reversed', (list: unknown) => (Array.isArray(list) ? list.reverse().join() : '')]]),
      environments: [],
      dependencies: [],
      isIncomplete: false,
    }),
  loadValue: () => Promise.resolve(nothing),
  loadMjml: () => Promise.resolve(nothing),
};
const reversing = {
  'a.mjml.hbs': body(section('{{reversed list}}')),
  'helpers.js': 'module.exports = { reversed() {} }',
};
check(
  'a helper changes the data that it is given',
  [
    { ...reversing, 'a.json': '{"list":[1,2]}' },
    { ...reversing, 'a.yml': 'list: [1, 2]' },
  ],
  changing,
);

test('a carousel that is new has the same marks as one that was rendered before', async () => {
  const images = '<mj-carousel-image src="a.png" />\n<mj-carousel-image src="b.png" />';
  const text = body(`<mj-section><mj-column><mj-carousel>\n${images}\n</mj-carousel></mj-column></mj-section>`);
  const path = `${root}/mails/a.mjml`;
  const request = { path, root, engine: 'auto', overrides: {}, wantsMarks: true } as const;
  const { marked } = await renderJob({
    request,
    files: memoryFileReader({ [path]: text }),
    memory: new RenderMemory(),
  });
  expect(marked?.level).toBe('all');
});
