import { expect, test } from 'vitest';
import { completionsAt, describeAt } from '../../../src/core/template/dataCompletions.ts';
import type { ValuePath } from '../../../src/core/template/missingPath.ts';

const printed = { type: ['string', 'number', 'boolean', 'null'] };

const schema = {
  type: 'object',
  properties: {
    name: printed,
    status: { ...printed, examples: ['paid', 'open'] },
    isGift: {},
    order: { type: 'object', properties: { total: printed }, required: ['total'] },
    lines: { type: 'array', items: { type: 'object', properties: { price: printed } } },
    byDay: { type: 'object', properties: {}, additionalProperties: { type: 'object', properties: { hours: printed } } },
    'a$}': printed,
  },
  required: ['name'],
};

/** `|` is where the cursor is; expected is what the text becomes with each, marked where it is needed. */
function check(rule: string, marked: string, expected: readonly string[], roots?: readonly ValuePath[]): void {
  test(rule, () => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const found = completionsAt(text, offset, schema, roots);
    const texts = found.map(
      ({ start, end, snippet, isNeeded }) =>
        `${text.slice(0, start)}${snippet}${text.slice(end)}${isNeeded ? ' needed' : ''}`,
    );
    expect(texts).toEqual(expected);
  });
}

check('names of an object inside', '{"order": {|}}', ['{"order": {"total": "$1"}} needed']);
check('a name in quotes is replaced', '{"order": {"to|"}}', ['{"order": {"total": "$1"}} needed']);
check('half a word is replaced', '{"order": {to|}}', ['{"order": {"total": "$1"}} needed']);
check('a name that has its value stays with it', '{"order": {"to|": 1}}', ['{"order": {"total": 1}} needed']);
check('what is there already is left out', '{"order": {"total": 1, |}}', []);
check('a comma before what follows', '{"lines": [{|"x": 1}]}', ['{"lines": [{"price": "$1","x": 1}]}']);
check('items of a list', '{"lines": [{}, {|}]}', ['{"lines": [{}, {"price": "$1"}]}']);
check('names that are data themselves', '{"byDay": {"monday": {|}}}', ['{"byDay": {"monday": {"hours": "$1"}}}']);
check('values that the template compares with', '{"status": |}', ['{"status": "paid"}', '{"status": "open"}']);
check('a value in quotes is replaced', '{"status": "p|"}', ['{"status": "paid"}', '{"status": "open"}']);
check('what is only looked at', '{"isGift": |}', ['{"isGift": true}', '{"isGift": false}']);
check('a list', '{"lines": |}', ['{"lines": [$0]}']);
check('nothing for what is not asked for', '{"other": {|}}', []);
check('nothing outside of the sets of a file', '{"order": {|}}', [], [['another']]);
check('one of the sets of a file', '[{}, {"order": {|}}]', ['[{}, {"order": {"total": "$1"}}] needed'], [[0], [1]]);
check('nothing in what is nested too deeply', `${'['.repeat(100_000)}|`, []);

test('a name is no syntax of snippets', () => {
  const found = completionsAt('{}', 1, schema).find(({ label }) => label === 'a$}');
  expect(found?.snippet).toBe(String.raw`"a\$\}": "$1"`);
});

test('a name says whether it is needed, and what it is compared with', () => {
  const text = '{"name": "", "status": "", "other": 1}';
  const at = (what: string): unknown => describeAt(text, text.indexOf(what) + 1, schema);
  expect(at('name')).toEqual({ name: 'name', start: 1, end: 7, isNeeded: true, examples: [] });
  expect(at('status')).toEqual({ name: 'status', start: 13, end: 21, isNeeded: false, examples: ['"paid"', '"open"'] });
  expect(at('other')).toBeUndefined();
});
