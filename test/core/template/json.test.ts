import { expect, test } from 'vitest';
import { parseJson } from '../../../src/core/template/json.ts';

/** The value, or the blamed place as `offset+length` with what is said. */
function check(rule: string, text: string, expected: string): void {
  test(rule, () => {
    const json = parseJson(text);
    const said = json.kind === 'value' ? JSON.stringify(json.value) : `${json.offset}+${json.length} ${json.message}`;
    expect(said).toBe(expected);
  });
}

check('a value', '{"a":[1,null]}', '{"a":[1,null]}');
check('empty', ' \n', '0+2 The file is empty; the least it needs is {}');
check('a missing comma, behind the value', '{"a":1\n"b":2}', '5+1 A "," is missing after this value');
check('a missing colon, behind the name', '{"a" 1}', '3+1 A ":" is missing after this name');
check('a comma too much in an object', '{"a":1,}', '7+1 There is a comma too much before this "}"');
check('a comma too much in a list', '[1,]', '3+1 There is a comma too much before this "]"');
check('a missing value', '{"a":}', '5+1 A value is missing before this "}"');
check('a missing brace', '{"a":1', '5+1 A "}" is missing at the end');
check('a missing bracket', '[1', '1+1 A "]" is missing at the end');
check('single quotes', "{'a':1}", '1+3 "\'a\'" is no JSON value: texts need double quotes');
check('a bare word', '{"a":yes}', '5+3 "yes" is no JSON value: texts need double quotes');
check('a text without end', '{"a":"b\n}', '5+2 This text has no closing double quote');
check('a comment', '// x\n{}', '0+4 JSON has no comments');
check('more than one value', '{} {}', '3+1 There is more text after the end of the value');
check('a bad escape', '{"a":"\\x"}', '5+4 This backslash sequence is not one of JSON\'s: write "\\\\" for a backslash');
check('a tab in a text', '{"a":"\t"}', '5+3 Tabs and line breaks inside a text are written \\t and \\n');
check('keys called __proto__ are dropped', '{"__proto__":{"x":1},"a":{"__proto__":1}}', '{"a":{}}');
test('nesting without end is broken and no crash', () => {
  expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000)).kind).toMatch(/value|broken/);
  expect(parseJson('['.repeat(100_000)).kind).toBe('broken');
});
