import { expect, test } from 'vitest';
import { SendMemory, type SendOrder } from '../../../src/features/send/sendMemory.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';

const order = (template: string, ...to: string[]): SendOrder => ({
  template,
  profile: 'user\n\nStaging',
  to,
  cc: [],
  bcc: ['b@x.test'],
  dataSets: ['vi'],
  attachments: ['/a.pdf'],
});

test('the last send and the last of each template are known in another window', async () => {
  const memento = new FakeMemento();
  const memory = new SendMemory(memento);
  for (const each of [order('a', 'one@x.test'), order('b', 'two@x.test'), order('a', 'three@x.test')])
    await memory.remember(each);
  const again = new SendMemory(memento);
  expect([again.last, again.lastOf('a'), again.lastOf('b'), again.lastOf('c')]).toEqual([
    order('a', 'three@x.test'),
    order('a', 'three@x.test'),
    order('b', 'two@x.test'),
    undefined,
  ]);
});

test('recipients are kept as lists, newest first, each once, and not without end', async () => {
  const memory = new SendMemory(new FakeMemento());
  for (const to of [['a@x.test', 'B <b@x.test>'], ['c@x.test'], [], ['a@x.test', 'B <b@x.test>']])
    await memory.remember(order('t', ...to));
  expect(memory.recipients).toEqual(['a@x.test, B <b@x.test>', 'c@x.test']);
  for (let index = 0; index < 60; index++) await memory.remember(order(`t${index}`, `${index}@x.test`));
  expect([memory.recipients.length, memory.recipients[0]]).toEqual([20, '59@x.test']);
  expect([memory.lastOf('t9'), memory.lastOf('t10')?.to]).toEqual([undefined, ['10@x.test']]);
});

test('what another version or a stranger stored is left out', async () => {
  const memento = new FakeMemento();
  await memento.update('sendOrders', [null, 7, { template: 'x' }, { ...order('y'), to: ['a@x.test', 7], cc: 'c' }]);
  await memento.update('recentRecipients', { a: 1 });
  const memory = new SendMemory(memento);
  expect([memory.last, memory.recipients]).toEqual([{ ...order('y', 'a@x.test') }, []]);
});

test('forgetting leaves nothing', async () => {
  const memento = new FakeMemento();
  const memory = new SendMemory(memento);
  await memory.remember(order('t', 'a@x.test'));
  await memory.forget();
  expect([memory.last, memory.recipients, memento.keys()]).toEqual([undefined, [], []]);
});
