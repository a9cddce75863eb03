import { describe, expect, test } from 'vitest';
import { check, type Files, mail, renderFiles } from './checkRender.ts';

describe('made-up values', () => {
  check(
    'only where there are none: what is missing in a data file is missing',
    { 'a.hbs': '{{city}}{{none}}', 'a.json': '{"city":"Hue"}' },
    { html: ['Hue'], problems: ['a.hbs 1:9-1:17 warning missing-data: none has no value in data set "default"'] },
  );
  check(
    'lie below what is shared',
    { 'a.hbs': '{{theme.color}}{{theme.name}} {{city}}', 'theme.json': '{"color":"red"}' },
    {
      html: ['red', ' Berlin'],
      problems: [
        'a.hbs 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to a.data.json, or let Create Data Set do it',
      ],
    },
  );
  check('a template that asks for nothing needs none', { 'a.hbs': '{{! nothing }}x' }, { html: ['x'] });
  check(
    'the subject asks too',
    { 'a.mjml': mail('<mj-text>x</mj-text>'), 'a.subject.hbs': 'News for {{firstName}}' },
    {
      subject: 'News for Jane',
      problems: [
        'a.mjml 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to a.data.json, or let Create Data Set do it',
      ],
    },
  );
  check(
    'a helper that only repeats needs none',
    { 'a.hbs': '{{#times 2}}x{{/times}}' },
    {
      html: ['xx'],
      problems: [
        `a.hbs 1:1-1:13 info helper-stand-in: The helper "times" is Mailproof's own, because no file with helpers was found; name the file that has it as "helpers" in mailproof.json`,
      ],
    },
  );
  check('MJML alone asks for nothing', { 'a.mjml': mail('<mj-text>{{x}}</mj-text>') }, {}, { engine: 'mjml' });
  check('html alone asks for nothing', { 'a.html': '<p>{{x}}</p>' }, {}, { engine: 'html' });
  test('are told in the result', async () => {
    expect((await renderFiles({ 'a.hbs': '{{x}}' })).isSampleData).toBe(true);
    expect((await renderFiles({ 'a.hbs': '{{x}}', 'a.json': '{}' })).isSampleData).toBeUndefined();
  });
  check(
    'with MJML first, included files ask at their place',
    {
      'a.mjml': mail('<mj-raw>{{#each items}}</mj-raw><mj-include path="./row.mjml" /><mj-raw>{{/each}}</mj-raw>'),
      'row.mjml': '<mj-text>{{city}}</mj-text>',
    },
    {
      engine: 'mjml-handlebars',
      html: ['Berlin', 'Paris', 'Hanoi'],
      problems: [
        'a.mjml 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to a.data.json, or let Create Data Set do it',
      ],
    },
  );
});

describe('a name that a stand-in answers to', () => {
  const year = String(new Date().getFullYear());
  const standIn =
    'info helper-stand-in: The helper "year" is Mailproof\'s own, because no file with helpers was found; name the file that has it as "helpers" in mailproof.json';
  check('is not made up', { 'a.hbs': '{{year}}' }, { html: [year], problems: [`a.hbs 1:1-1:9 ${standIn}`] });
  check('is used when the data have it', { 'a.hbs': '{{year}}', 'a.json': '{"year":1999}' }, { html: ['1999'] });
});

describe('layers', () => {
  check(
    'objects are merged, lists replaced',
    {
      'a.hbs': '{{x.a}}{{x.b}}{{#each list}}{{this}}{{/each}}',
      'a.json': '{"x":{"b":"2"},"list":["3"]}',
      'shared.json': '{"x":{"a":"1","b":"-"},"list":["-","-"],"other":1}',
    },
    { html: ['123'] },
  );
  check(
    'the nearest shared file wins',
    {
      'm/a.hbs': '{{x}}',
      'm/a.json': '{}',
      'm/shared.json': '{"x":"near"}',
      'data/shared.json': '{"x":"far"}',
    },
    { html: ['near'] },
  );
  check(
    'values from outside lie over the shared ones',
    { 'a.hbs': '{{x}}{{y}}', 'shared.json': '{"x":"1","y":"-"}' },
    { html: ['12'] },
    {
      data: { name: 'given.json', text: '{"y":"2"}' },
    },
  );
  check(
    'a broken shared file is an error at its place',
    { 'a.hbs': '{{x}}', 'a.json': '{"x":1}', 'shared.json': '{' },
    {
      problems: ['shared.json 1:1-1:2 error data-syntax: A "}" is missing at the end'],
    },
  );
});

describe('sets in a file', () => {
  const files = {
    'a.hbs': '{{x}}',
    'a.json': '[\n{"id":"one","values":{"x":"1"}},\n{"id":"two","values":{"x":"2","y":0}}]',
  };
  check('the first', files, { html: ['1'], dataSet: 'one' });
  check(
    'another',
    files,
    { html: ['2'], problems: ['a.json 3:31-3:34 info unused-data: The template does not use y'] },
    { dataSet: 'two' },
  );
});

check(
  'data outside of the root are told at the template',
  {
    'a.hbs': 'x',
    'mailproof.json': '{"data":"../b.json"}',
    '../b.json': { refused: 'it is outside of the folder that may be read' },
  },
  {
    html: undefined,
    problems: [
      'a.hbs 1:1-1:1 error unreadable-data: The data cannot be read: it is outside of the folder that may be read',
      'mailproof.json 1:1-1:1 warning refused-file: "../b.json" is not used: it is outside of the folder that may be read',
    ],
  },
);

describe('YAML', () => {
  check(
    'is read',
    { 'a.hbs': '{{x.y}}', 'a.yaml': 'x:\n  y: 5\n  z: 1\n' },
    {
      html: ['5'],
      problems: ['a.yaml 3:3-3:4 info unused-data: The template does not use x.z'],
    },
  );
  check(
    'that is broken is told at its place',
    { 'a.hbs': '{{x}}', 'a.yml': 'x: 1\ny: [\n' },
    {
      html: undefined,
      problems: [
        'a.yml 3:1-3:1 error data-syntax: This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    },
  );
  check(
    'nested too deeply is refused before its parser runs out of stack',
    { 'a.hbs': '{{x}}', 'a.yml': `x: ${'['.repeat(1000)}${']'.repeat(1000)}` },
    {
      html: undefined,
      problems: ['a.yml 1:1-1:2 error data-syntax: This YAML is nested too deeply, or its aliases stand for too much'],
    },
  );
  for (const opener of ['- ', '? ', '- ? '])
    check(
      `nested too deeply with ${opener}is refused`,
      { 'a.hbs': '{{x}}', 'a.yml': opener.repeat(1000) },
      {
        html: undefined,
        problems: [
          'a.yml 1:1-1:2 error data-syntax: This YAML is nested too deeply, or its aliases stand for too much',
        ],
      },
    );
  check(
    'may have brackets and dashes in its texts, and many on one level',
    { 'a.hbs': '{{x}}{{y.[299]}}', 'a.yml': `x: |\n  ${'[ - '.repeat(300)}\ny: [${'{a: "["},'.repeat(299)}5]\n` },
    { html: ['[ - [ - ', '5'] },
  );
  check(
    'whose aliases stand for too much is refused',
    {
      'a.hbs': '{{x}}',
      'a.yml': Array.from(
        { length: 20 },
        (_each, level) => `a${level}: &a${level} [${level === 0 ? '1' : `*a${level - 1},`.repeat(9)}]\n`,
      ).join(''),
    },
    {
      html: undefined,
      problems: ['a.yml 1:1-1:2 error data-syntax: This YAML is nested too deeply, or its aliases stand for too much'],
    },
  );
  check(
    'in a comment of the template',
    { 'a.mjml': `${mail('<mj-text>{{x}}</mj-text>')}\n<!-- vars\nx: five\nz: 1\n-->` },
    {
      html: ['five'],
      dataSet: 'vars',
      problems: ['a.mjml 4:1-4:2 info unused-data: The template does not use z'],
    },
  );
});

describe('what nobody uses', () => {
  const unused = (key: string): string => `info unused-data: The template does not use ${key}`;
  check(
    'is told at the key, with the name that was meant',
    { 'a.hbs': '{{total}}', 'a.json': '{\n  "totl": 1\n}' },
    {
      problems: [
        'a.hbs 1:1-1:10 warning missing-data: total has no value in data set "default"',
        `a.json 2:3-2:9 ${unused('totl')}; did you mean "total"?`,
      ],
    },
  );
  check(
    'once for all items',
    { 'a.hbs': '{{#each list}}{{x}}{{/each}}', 'a.json': '{"list":[{"x":1,"y":1},{"x":2,"y":1}]}' },
    {
      problems: [`a.json 1:17-1:20 ${unused('list[].y')}`],
    },
  );
  check(
    'is not told of what a helper gets as a whole',
    { 'a.hbs': '{{show x}}', 'a.json': '{"x":{"y":1}}' },
    {
      problems: [
        'a.hbs 1:1-1:11 warning unknown-helper: The helper "show" is not known; its arguments are shown instead; name the file that has it as "helpers" in mailproof.json',
      ],
    },
  );
  check(
    'is not told of what a dynamic lookup can reach',
    { 'a.hbs': '{{lookup x key}}', 'a.json': '{"key":"y","x":{"y":1,"z":2}}' },
    {},
  );
  check(
    'is not told when the partial shows only at run time',
    { 'a.hbs': '{{> (lookup . "p")}}', 'partials/q.hbs': '{{x}}', 'a.json': '{"p":"q","x":1,"y":1}' },
    {
      html: ['1'],
    },
  );
  check('is not told of files for all templates', { 'a.hbs': '{{x}}', 'data.json': '{"x":1,"y":1}' }, {});
  check('is not told of shared data', { 'a.hbs': '{{x}}', 'a.json': '{"x":1}', 'shared.json': '{"y":1}' }, {});
  check(
    'is not told of notes and of what the sender reads',
    { 'a.hbs': '{{x}}', 'a.json': '{"x":1,"$schema":"s","_note":1,"subject":"s"}' },
    {},
  );
  check(
    'counts what a section finds beside itself',
    { 'a.hbs': '{{#paid}}{{amount}}{{/paid}}', 'a.json': '{"paid":true,"amount":1}' },
    { html: ['1'] },
  );
  check(
    'is used by the subject as well',
    { 'a.hbs': '{{x}}', 'a.subject.hbs': '{{y}}', 'a.json': '{"x":1,"y":1}' },
    { subject: '1' },
  );
});

describe('each', () => {
  check(
    'over a text shows nothing, which is told',
    { 'a.hbs': '{{#each x}}{{y}}{{/each}}', 'a.json': '{"x":"y"}' },
    {
      problems: [
        'a.hbs 1:9-1:10 warning data-type: {{#each x}} shows nothing: x is a text in data set "default", not a list',
      ],
    },
  );
  check(
    'over nothing is as it should be',
    { 'a.hbs': '{{#each x}}{{/each}}{{#each y}}{{/each}}', 'a.json': '{"x":null,"y":false}' },
    {},
  );
});

describe('a description of the data, when it is wanted', () => {
  const describeData = async (files: Files) => (await renderFiles(files, { wantsSample: true })).sample;
  test('is not given otherwise', async () => expect((await renderFiles({ 'a.hbs': '{{x}}' })).sample).toBeUndefined());
  test('has values for all that is asked for and not shared', async () => {
    const sample = await describeData({ 'a.hbs': '{{city}}{{theme.x}}{{theme.city}}', 'theme.json': '{"x":1}' });
    expect(JSON.parse(sample?.text ?? '')).toEqual({ city: 'Berlin', theme: { city: 'Berlin' } });
    expect(sample?.own).toBeUndefined();
  });
  test('has the values of one of several sets in a file', async () => {
    const sample = await describeData({ 'a.hbs': '{{x}}', 'a.json': '[{"id":1,"values":{"x":5}}]' });
    expect(JSON.parse(sample?.own ?? '')).toEqual({ x: 5 });
  });
  test('tells what is missing and what is too much', async () => {
    const sample = await describeData({
      'a.hbs': '{{x.y}}{{#each z}}{{a}}{{b}}{{/each}}{{#if c}}{{d}}{{/if}}',
      'a.json': '{"z":[{"a":1}],"e":1}',
    });
    expect(sample).toMatchObject({ missing: ['x.y', 'z[].b'], unused: ['e'] });
  });
  test('has a schema', async () => {
    const sample = await describeData({
      'a.hbs': '{{#each z}}{{a}}{{/each}}{{#if c}}{{#if (eq d 3)}}x{{/if}}{{/if}}',
      'a.json': '{}',
    });
    expect(sample?.schema).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        z: {
          type: 'array',
          items: {
            type: 'object',
            properties: { a: { type: ['string', 'number', 'boolean', 'null'] } },
            required: ['a'],
          },
        },
        c: {},
        d: { type: ['string', 'number', 'boolean', 'null'], examples: [3] },
      },
      required: ['z', 'c'],
    });
  });
});
