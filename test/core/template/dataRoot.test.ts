import { expect, test } from 'vitest';
import { dataRootOf } from '../../../src/core/template/dataRoot.ts';

function check(rule: string, text: string, entry: string | number | undefined, expected: unknown): void {
  test(rule, () => {
    const set = { name: 'a', file: '/mails/order.data.json', ...(entry === undefined ? {} : { entry }) };
    expect(dataRootOf(text, set, '/mails/order.hbs')).toEqual(expected);
  });
}

check('a file that is one set', '{"a": 1}', undefined, { path: [], value: { a: 1 } });
check('a text that is being typed', '{"a": 1, "b', undefined, { path: [], value: { a: 1 } });
check('a text without anything', '', undefined, { path: [], value: {} });
check('a set of a list', '[{"a": 1}, {"a": 2}]', 1, expect.objectContaining({ path: [1], value: { a: 2 } }));
check('a set that is gone', '[{"a": 1}]', 3, undefined);
