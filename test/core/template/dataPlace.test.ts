import { expect, test } from 'vitest';
import { type DataSource, findDataPlace } from '../../../src/core/template/dataPlace.ts';

interface Case extends Partial<Pick<DataSource, 'file' | 'entry'>> {
  /** `[` and `]` are around the value; without them, it is not found. */
  readonly text: string;
  readonly path: string;
}

function check(name: string, { file = '/mails/order.data.json', text, path, ...entry }: Case): void {
  test(name, async () => {
    const [start, end] = [text.indexOf('«'), text.indexOf('»') - 1];
    const source = { file, text: text.replace(/[«»]/g, ''), ...entry };
    const found = await findDataPlace(source, { template: '/mails/order.mjml.hbs', path });
    expect(found).toEqual(start < 0 ? undefined : { start, end });
  });
}

check('a value', { text: '{"a": {"b": «1»}}', path: 'a.b' });
check('an element of a list', { text: '{"a": [{"b": 1}, {"b": «"x"»}]}', path: 'a.1.b' });
check('all of it', { text: '«{"a": 1}»', path: '' });
check('of a key that is there twice, the last', { text: '{"a": 1, "a": «2»}', path: 'a' });
check('a key with a dot in it', { text: '{"a.b": {"c": «1»}}', path: 'a.b.c' });
check('a key with a dot in it beside one without', { text: '{"a": {}, "a.b": «1»}', path: 'a.b' });
check('a byte order mark counts', { text: '\uFEFF{"a": «1»}', path: 'a' });
check('nothing for a value that is not there', { text: '{"a": 1}', path: 'b' });
check('nothing for what is no part of a text', { text: '{"a": "text"}', path: 'a.length' });
check('nothing in a broken file', { text: '{"a": ', path: 'a' });
check('a value in YAML', { file: '/mails/order.data.yaml', text: 'a:\n  b:\n    - «1»\n', path: 'a.b.0' });
check('a value of one set of a list of sets', { text: '[{"a": 1}, {"a": «2»}]', entry: 1, path: 'a' });
check('a value of a set with a name', {
  text: '[{"id": "x", "values": {"a": 1}}, {"id": "y", "values": {"a": «2»}}]',
  entry: 'y',
  path: 'a',
});
check('a value of a file with a key for each template', {
  text: '{"order": {"a": «1»}, "welcome": {"a": 2}}',
  entry: 'order',
  path: 'a',
});
check('a value that the template brings along', {
  file: '/mails/order.mjml.hbs',
  entry: 'vars',
  text: '<p>\n<!-- vars\na: «1»\n-->\n',
  path: 'a',
});
