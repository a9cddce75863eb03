import { describe, expect, test } from 'vitest';
import fs from 'node:fs';
import path from 'node:path';
import { newDataFile } from '../../../src/core/template/dataSets.ts';
import { parseProject, projectFileKeys } from '../../../src/core/template/projectFile.ts';
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
        'mails/order.hbs 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to ../data/order/default.json, or let Create Data Set do it',
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
    { 'a.html': 'x', 'mailproof.json': '{"$schema":"s","checks":true}' },
    { problems: ['mailproof.json 1:16-1:24 info project-file: "checks" is not used by this version'] },
  );
  check(
    'with values that make no sense are errors',
    { 'a.html': 'x', 'mailproof.json': '{"templates":1,"partials":2,\n"layouts":{},"helpers":[3]}' },
    {
      problems: [
        'mailproof.json 1:14-1:15 error project-file: "templates" must be a pattern or a list of patterns',
        'mailproof.json 1:27-1:28 error project-file: "partials" must be a path, a list of paths, or an object of names and paths',
        'mailproof.json 2:11-2:13 error project-file: "layouts" must be a path or a list of paths',
        'mailproof.json 2:24-2:27 error project-file: "helpers" must be a path or a list of paths',
      ],
    },
  );
  check(
    'a partial with a name of its own, beside the others',
    {
      'a.hbs': '{{> legal}}{{> b}}',
      'mailproof.json': '{"partials":{"legal":"x/y.txt",\n"no":1}}',
      'x/y.txt': '(c)',
      'partials/b.hbs': 'b',
    },
    {
      html: ['(c)b'],
      problems: ['mailproof.json 2:6-2:7 error project-file: The partial "no" must be the path of a file'],
    },
  );
  check(
    'a single file among the folders of partials',
    { 'a.hbs': '{{> b}}{{> c}}', 'mailproof.json': '{"partials":["x/b.hbs","y"]}', 'x/b.hbs': 'b', 'y/c.hbs': 'c' },
    { html: ['bc'] },
  );

  test('are the same in the schema', () => {
    const text = fs.readFileSync('schemas/mailproof.schema.json', 'utf8');
    const schema = JSON.parse(text) as { readonly properties: object };
    expect(Object.keys(schema.properties).sort()).toEqual([...projectFileKeys].sort());
  });

  test('paths are absolute, and patterns know what they are relative to', () => {
    const text = '{"templates":"!drafts/**","layouts":"l","helpers":["./h.js","../x"]}';
    const { project, problems } = parseProject(path.resolve('/p/mailproof.json'), text);
    expect(problems).toEqual([]);
    expect(project.templates).toEqual({ folder: path.resolve('/p'), patterns: ['!drafts/**'] });
    expect([project.layouts, project.helpers].flat()).toEqual(
      ['/p/l', '/p/h.js', '/x'].map((each) => path.resolve(each)),
    );
  });
});

describe('what mailproof.json says about the mails', () => {
  const parse = (value: object): { mail: unknown; problems: readonly string[] } => {
    const { project, problems } = parseProject('/p/mailproof.json', JSON.stringify(value));
    return { mail: project.mail, problems: problems.map(({ message }) => message) };
  };

  test('is read', () => {
    expect(
      parse({
        replyTo: 'Help <help@b.test>',
        cc: 'a@b.test',
        bcc: ['c@b.test', 'd@b.test'],
        headers: { 'X-A': 'b' },
        listUnsubscribe: 'mailto:u@b.test',
        attachments: ['files/a.pdf', '../{name}.ics'],
      }),
    ).toEqual({
      mail: {
        replyTo: 'Help <help@b.test>',
        cc: ['a@b.test'],
        bcc: ['c@b.test', 'd@b.test'],
        headers: { 'X-A': 'b' },
        listUnsubscribe: ['mailto:u@b.test'],
        attachments: [path.resolve('/p/files/a.pdf'), path.resolve('/{name}.ics')],
      },
      problems: [],
    });
  });

  test.each([
    [{ replyTo: 3 }, /"replyTo" must be/],
    [{ replyTo: 'nobody' }, /"nobody" is not an email address/],
    [{ cc: ['a@b.test\r\nBcc: e@x.test'] }, /control character/],
    [{ bcc: [1] }, /"bcc" must be/],
    [{ bcc: '{{email}}' }, /template variable/],
    [{ headers: ['X'] }, /"headers" must be/],
    [{ headers: { Bcc: 'e@x.test' } }, /"Bcc" is not sent/],
    [{ headers: { 'X-A': 'a\r\nBcc: e@x.test' } }, /"X-A" is not sent/],
    [{ headers: { 'X A': 'a' } }, /not a header name/],
    [{ headers: { 'X-A': 1 } }, /must be a text/],
    [{ listUnsubscribe: 'javascript:alert(1)' }, /"listUnsubscribe" must be/],
    [{ listUnsubscribe: ['https://a.test/\r\nBcc: e@x.test'] }, /"listUnsubscribe" must be/],
    [{ listUnsubscribe: [] }, /"listUnsubscribe" must be/],
    [{ attachments: [''] }, /"attachments" must be/],
    [{ attachments: { a: 1 } }, /"attachments" must be/],
  ])('%j is reported and left out', (value, message) => {
    expect(parse(value)).toEqual({ mail: undefined, problems: [expect.stringMatching(message)] });
  });
});
