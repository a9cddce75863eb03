import { expect, test } from 'vitest';
import { suggestRecipients } from '../../../src/core/mail/recipientSuggestions.ts';

const known = ['Lan <lan@shop.vn>, minh@shop.vn', 'boss@other.test', '"Last, First" <lf@shop.vn>'];

function check(name: string, typed: string, expected: readonly string[]): void {
  test(name, () => expect(suggestRecipients(typed, known).map(({ completed }) => completed)).toEqual(expected));
}

check('an empty field offers whole lists, then each of them', '', [...known, 'Lan <lan@shop.vn>', 'minh@shop.vn']);
check('letters of a name or an address', 'MIN', ['Lan <lan@shop.vn>, minh@shop.vn', 'minh@shop.vn']);
check('after a comma, single mailboxes', 'x@y.test, lan', ['x@y.test, Lan <lan@shop.vn>']);
check('after a comma without letters, all that is not there yet', 'boss@other.test;', [
  'boss@other.test; Lan <lan@shop.vn>',
  'boss@other.test; minh@shop.vn',
  'boss@other.test; "Last, First" <lf@shop.vn>',
]);
check('a comma in a quoted name separates nothing', '"Last, F', ['"Last, First" <lf@shop.vn>']);
check('what is complete is not offered', 'boss@other.test', []);
check('what nobody has', 'zzz', []);

test('broken texts of an old history are no suggestions', () => {
  expect(suggestRecipients('a', ['nonsense a', '{{a}}@x.test, a@b.test']).map(({ label }) => label)).toEqual([
    'nonsense a',
    '{{a}}@x.test, a@b.test',
    'a@b.test',
  ]);
});
