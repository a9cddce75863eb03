import { expect, test } from 'vitest';
import { domainsOf, type PlannedSend, reasonsToConfirm } from '../../../src/core/mail/reasonsToConfirm.ts';

const harmless: PlannedSend = {
  isProduction: false,
  recipients: ['lan@shop.vn'],
  fromProject: [],
  messageCount: 1,
  mayHaveArrived: false,
};

function check(
  name: string,
  change: Partial<PlannedSend>,
  usual: readonly string[],
  expected: readonly string[],
): void {
  test(name, () => {
    const reasons = reasonsToConfirm({ ...harmless, ...change }, usual);
    expect(reasons.map((reason) => (reason.kind === 'unusual' ? reason.domains.join(' ') : reason.kind))).toEqual(
      expected,
    );
  });
}

check('a usual domain needs no question', {}, ['shop.vn'], []);
check('an unusual one does', {}, [], ['shop.vn']);
check('each unusual domain once', { recipients: ['a@x.vn', 'b@x.vn', 'c@shop.vn'] }, ['shop.vn'], ['x.vn']);
check('case does not matter', { recipients: ['a@Shop.VN'] }, [' @SHOP.vn'], []);
check(
  'a star stands for what is below, and for itself',
  { recipients: ['a@shop.vn', 'b@mail.shop.vn'] },
  ['*.shop.vn'],
  [],
);
check(
  'a name that only ends alike is another',
  { recipients: ['a@evilshop.vn'] },
  ['*.shop.vn', 'shop.vn'],
  ['evilshop.vn'],
);
check(
  'names that belong to nobody are harmless',
  { recipients: ['a@b.test', 'a@example.com', 'a@x.localhost', 'a@example'] },
  [],
  [],
);
check('a name that only looks reserved is not', { recipients: ['a@notexample.com'] }, [], ['notexample.com']);
check('production always', { isProduction: true }, ['shop.vn'], ['production']);
check('recipients that the project adds', { fromProject: ['boss@shop.vn'] }, ['shop.vn'], ['from-project']);
check(
  'more than five recipients',
  { recipients: 'abcdef'.split('').map((n) => `${n}@shop.vn`) },
  ['shop.vn'],
  ['many'],
);
check('five are not many', { recipients: 'abcde'.split('').map((n) => `${n}@shop.vn`) }, ['shop.vn'], []);
check(
  'few recipients of many messages',
  { recipients: ['a@shop.vn', 'b@shop.vn'], messageCount: 11 },
  ['shop.vn'],
  ['many'],
);
check(
  'what may have arrived comes first',
  { mayHaveArrived: true, isProduction: true },
  ['shop.vn'],
  ['may-have-arrived', 'production'],
);

test('domains of whatever stands in settings', () => {
  expect(domainsOf(['Shop <a@Shop.VN>', undefined, 'apikey', 'b@x.test'])).toEqual(['shop.vn', 'x.test']);
});
