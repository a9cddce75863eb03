import { expect, test } from 'vitest';
import { addToData } from '../../../src/core/template/addToData.ts';
import type { ValuePath } from '../../../src/core/template/missingPath.ts';

function check(
  rule: string,
  text: string,
  { path, root = [] }: { path: ValuePath; root?: ValuePath },
  expected: string | undefined,
): void {
  test(rule, () => {
    const change = addToData(text, { root, path, value: 'v' });
    const changed =
      change === undefined ? undefined : text.slice(0, change.start) + change.text + text.slice(change.end);
    expect(changed).toBe(expected);
    if (change !== undefined) expect(changed?.slice(change.added.start, change.added.end)).toBe('"v"');
  });
}

check('an empty object', '{}\n', { path: ['a'] }, '{\n  "a": "v"\n}\n');
check('an empty text', '', { path: ['a'] }, '{\n  "a": "v"\n}');
check('beside what is there', '{\n\t"a": 1\n}\n', { path: ['b'] }, '{\n\t"a": 1,\n\t"b": "v"\n}\n');
check('CRLF stays', '{\r\n  "a": 1\r\n}\r\n', { path: ['b'] }, '{\r\n  "a": 1,\r\n  "b": "v"\r\n}\r\n');
check(
  'the rest stays as it is written',
  '{\n  "a":  [1,2],\n  "b": {\n    "c":1\n  }\n}',
  { path: ['b', 'd'] },
  '{\n  "a":  [1,2],\n  "b": {\n    "c": 1,\n    "d": "v"\n  }\n}',
);
check('what is around it comes too', '{}', { path: ['a', 'b'] }, '{\n  "a": {\n    "b": "v"\n  }\n}');
check(
  'each item that lacks it',
  '[\n  {\n    "b": 1\n  },\n  {\n    "c": 1\n  },\n  {\n    "c": 2\n  }\n]',
  { path: [0, 'b'] },
  '[\n  {\n    "b": 1\n  },\n  {\n    "c": 1,\n    "b": "v"\n  },\n  {\n    "c": 2,\n    "b": "v"\n  }\n]',
);
check('an empty list gets an item', '{\n  "a": []\n}', { path: ['a', 0] }, '{\n  "a": [\n    "v"\n  ]\n}');
check(
  'a set of several in a file',
  '[\n  {},\n  {\n    "x": 1\n  }\n]',
  { root: [1], path: ['a'] },
  '[\n  {},\n  {\n    "x": 1,\n    "a": "v"\n  }\n]',
);
check('what is all in one line is laid out', '{"a": 1}', { path: ['b'] }, '{\n  "a": 1,\n  "b": "v"\n}');
check('nothing below a text', '{"a": "x"}', { path: ['a', 'b'] }, undefined);
check('nothing where it is there', '{"a": 1}', { path: ['a'] }, undefined);
check('a broken text is left alone', '{"a": }', { path: ['b'] }, undefined);
check('a text that is nested too deeply is left alone', '['.repeat(100_000), { path: ['b'] }, undefined);
check('a name is only a name', '{}', { path: ['__proto__'] }, '{\n  "__proto__": "v"\n}');
