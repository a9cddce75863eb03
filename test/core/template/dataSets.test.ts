import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDataSets } from '../../../src/core/template/dataSets.ts';
import { SourceFiles } from '../../../src/core/template/sourceFiles.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

const root = '/p';

/** Finds the sets of the first file; each is told as `name: file` or `name: file#entry`, shared files as `shared: file`. */
function check(
  rule: string,
  files: readonly string[] | Readonly<Record<string, string>>,
  expected: readonly string[],
): void {
  test(rule, async () => {
    const texts = Array.isArray(files) ? Object.fromEntries(files.map((file) => [file, '{}'])) : files;
    const paths = Object.fromEntries(Object.entries(texts).map(([file, text]) => [`${root}/${file}`, String(text)]));
    const [template = ''] = Object.keys(paths);
    const sources = new SourceFiles(memoryFileReader(paths));
    const { sets, shared } = await findDataSets(template, { root, configured: undefined }, sources);
    expect([
      ...sets.map(
        ({ name, file, entry }) => `${name}: ${relative(root, file)}${entry === undefined ? '' : `#${entry}`}`,
      ),
      ...shared.map((file) => `shared: ${relative(root, file)}`),
    ]).toEqual(expected);
    expect(sources.dependencies).toEqual([]);
  });
}

describe('beside the template', () => {
  for (const name of ['order.data.json', 'order.json', 'order-data.json', 'order.yaml', 'order.data.yml'])
    check(`${name} is the first set`, ['order.mjml.hbs', name], [`default: ${name}`]);
  for (const name of ['sample', 'preview', 'mock', 'example', 'context', 'vars', 'fixture', 'fixtures', 'dummydata'])
    check(
      `order.${name}.json is a set of that name`,
      ['order.mjml', `order.${name}.json`],
      [`${name}: order.${name}.json`],
    );
  check(
    'a folder has a set in each file',
    ['order.hbs', 'order.data/default.json', 'order.data/a.json', 'order.json'],
    ['default: order.data/default.json', 'order.json: order.json', 'a: order.data/a.json'],
  );
  check(
    'a variant before or behind',
    ['order.hbs', 'order.data.long.json', 'order.short.data.json'],
    ['long: order.data.long.json', 'short: order.short.data.json'],
  );
  check('in one word, with a capital', ['order.mjml', 'order.dummyData.json'], ['dummydata: order.dummyData.json']);
  check(
    'a name of its own for each set',
    ['order.mjml', 'order.example.json', 'order.trade-in.example.json', 'order.secret.json'],
    ['example: order.example.json', 'trade-in: order.trade-in.example.json'],
  );
  check(
    'the name of a template is no name of a set',
    ['order.mjml', 'order.gift.mjml', 'order.gift.sample.json', 'data/order.en.json'],
    [],
  );
  check(
    'beside the folder of a language',
    ['mails/de/order.mjml', 'mails/order.sample.json', 'mails/de/welcome.mjml'],
    ['sample: mails/order.sample.json'],
  );
  check(
    'the spelling of words does not matter',
    ['OrderReceipt.mjml', 'order-receipt.json'],
    ['default: order-receipt.json'],
  );
  check(
    'a template for html alone shares data with the one for text',
    ['order-html.hbs', 'order.json'],
    ['default: order.json'],
  );
  check('a locale in the name is no part of it', ['order.de.hbs', 'order.json'], ['default: order.json']);
  check('a file for all is taken when there is none of its own', ['order.hbs', 'data.json'], ['default: data.json']);
  check('and left when there is one', ['order.hbs', 'data.json', 'order.json'], ['default: order.json']);
  check('in a folder for each mail', ['order/html.mjml', 'order/order.json'], ['default: order/order.json']);
  check(
    'in a folder for each mail and language',
    ['order/en/html.mjml', 'data/order.json'],
    ['default: data/order.json'],
  );
  check(
    'files of tools and of languages are no data',
    ['package.mjml', 'package.json', 'tsconfig.json', 'data/locales/package.json'],
    [],
  );
  check('another template is another matter', ['order.hbs', 'welcome.json', 'orders.json'], []);
});

describe('in folders of data', () => {
  check(
    'beside and above, the nearer first',
    ['a/b/order.hbs', 'data/order.json', 'a/fixtures/order.json'],
    ['default: a/fixtures/order.json', 'order.json: data/order.json'],
  );
  check(
    'a name of its own for each set',
    ['src/order.mjml', 'data/order.example.json', 'data/order.trade-in.example.json', 'data/order.late.json'],
    ['example: data/order.example.json', 'late: data/order.late.json', 'trade-in: data/order.trade-in.example.json'],
  );
  check(
    'several are told apart by their folders',
    ['src/news.mjml', 'data/2021/11/news.json', 'data/2021/12/news.json', 'data/2021/12/other.json'],
    ['2021/11: data/2021/11/news.json', '2021/12: data/2021/12/news.json'],
  );
  check(
    'a folder of the name of the template',
    ['order.hbs', 'samples/order/one.json', 'samples/order/two.json', 'samples/x/one.json'],
    ['one: samples/order/one.json', 'two: samples/order/two.json'],
  );
  check(
    'where the folders are the same, that one comes first',
    ['mails/de/order.hbs', 'data/de/order.json', 'data/en/order.json'],
    ['default: data/de/order.json', 'en: data/en/order.json'],
  );
  check(
    'a set for all is the last resort',
    ['order.hbs', 'fixtures/default.json', 'fixtures/other.json'],
    ['default: fixtures/default.json'],
  );
  check(
    'variables in a folder of configuration',
    ['src/order.hbs', 'config/variables.de.json', 'config/variables.en.json'],
    ['de: config/variables.de.json', 'en: config/variables.en.json'],
  );
});

describe('several sets in a file', () => {
  check(
    'with id and values',
    { 'a/index.hbs': '', 'a/examples.json': '[{"id":"One","values":{}},{"id":"Two","values":{}}]' },
    ['One: a/examples.json#One', 'Two: a/examples.json#Two'],
  );
  check(
    'with title and context, twice the same title',
    { 'a.hbs': '', 'a.json': '[{"title":"x","context":{}},{"title":"x","context":{}}]' },
    ['x: a.json#0', 'a.json: a.json#1'],
  );
  check('plain ones', { 'a.hbs': '', 'a.json': '[{"n":1},{"n":2}]' }, ['1: a.json#0', '2: a.json#1']);
  check('a list of texts is one set', { 'a.hbs': '', 'a.json': '["x"]' }, ['default: a.json']);
  check('a set for each template', { 'order.hbs': '', 'data.json': '{"order":{"n":1},"welcome":{}}' }, [
    'default: data.json#order',
  ]);
  check('an object that only looks so', { 'order.hbs': '', 'data.json': '{"order":{"n":1},"year":1}' }, [
    'default: data.json',
  ]);
  check('a comment in the template', { 'a.mjml': '<mjml></mjml>\n<!-- vars\na: 1\n-->' }, ['vars: a.mjml#vars']);
  check('a damaged file is one set', { 'a.hbs': '', 'a.json': '[{]' }, ['default: a.json']);
});

describe('shared data', () => {
  check(
    'beside and in folders of data, the farthest first',
    ['m/a.hbs', 'm/theme.json', 'm/email-theme.json', 'data/shared.json', 'm/data/common.json'],
    ['shared: data/shared.json', 'shared: m/data/common.json', 'shared: m/theme.json', 'shared: m/email-theme.json'],
  );
  check('a template called like it has it for itself', ['brand.hbs', 'brand.json'], ['default: brand.json']);
});
