import { describe, expect, test } from 'vitest';
import { newDataFile } from '../../../src/core/template/dataSets.ts';
import { check } from './checkRender.ts';

describe('{name} in "data" stands for the name of the template', () => {
  check(
    'as a folder',
    {
      'mails/order.hbs': '{{x}}',
      'mailproof.json': '{"data":["data/{name}"]}',
      'data/order/first.json': '{"x":"1"}',
      'data/other/second.json': '{"x":"2"}',
    },
    { html: ['1'], dataSet: 'first' },
  );
  check(
    'as a file, before a folder without it',
    {
      'mails/order.mjml.hbs': '{{x}}',
      'mailproof.json': '{"data":["samples/{name}.json","all"]}',
      'samples/order.json': '{"x":"1"}',
      'all/second.json': '{"x":"2"}',
    },
    { html: ['1'], dataSet: 'order' },
    { engine: 'handlebars' },
  );
  check(
    'without any data, the file to make is named',
    { 'mails/order.hbs': '{{x}}', 'mailproof.json': '{"data":"data/{name}"}' },
    {
      problems: [
        'mails/order.hbs 1:1-1:6 warning missing-data: x has no value because there is no data file (../data/order/default.json)',
      ],
      dependencies: ['mails/order.hbs', 'mails/mailproof.json', 'mailproof.json', 'data/order/default.json'],
    },
  );

  const files: readonly [data: readonly string[] | undefined, setName: string | undefined, expected: string][] = [
    [undefined, undefined, '/p/mails/order.data.json'],
    [undefined, 'two', '/p/mails/order.data/two.json'],
    [[], undefined, '/p/mails/order.data.json'],
    [['/p/data/{name}'], undefined, '/p/data/order/default.json'],
    [['/p/data/{name}'], 'two', '/p/data/order/two.json'],
    [['/p/samples/{name}.json'], undefined, '/p/samples/order.json'],
    [['/p/samples/{name}.json'], 'two', '/p/samples/order.json'],
    [['/p/samples/{name}.json', '/p/data'], 'two', '/p/data/two.json'],
  ];
  for (const [data, setName, expected] of files) {
    test(`new data go to ${expected} for ${JSON.stringify([data, setName])}`, () =>
      expect(newDataFile('/p/mails/order.mjml', data === undefined ? {} : { data }, setName)).toBe(expected));
  }
});

describe('keys', () => {
  check(
    'that nothing reads are said to be unused',
    {
      'a.html': 'x',
      'mailproof.json': '{"$schema":"s","templates":1,"layouts":[],"checks":true}',
    },
    {
      problems: [
        'mailproof.json 1:16-1:27 info project-file: "templates" is not used by this version',
        'mailproof.json 1:30-1:39 info project-file: "layouts" is not used by this version',
        'mailproof.json 1:43-1:51 info project-file: "checks" is not used by this version',
      ],
    },
  );
});
