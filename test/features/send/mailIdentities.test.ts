import { expect, test } from 'vitest';
import { MailIdentities } from '../../../src/features/send/mailIdentities.ts';

test('what is exported has the id of the message that is sent next, and only of that one', () => {
  const identities = new MailIdentities();
  const exported = identities.next('t', 'vi');
  expect(identities.next('t', 'vi')).toBe(exported);
  expect(identities.take('t', 'vi')).toBe(exported);
  expect(identities.take('t', 'vi')).not.toBe(exported);
});

test('each template and data set has its own', () => {
  const identities = new MailIdentities();
  const ids = [
    identities.next('t', undefined),
    identities.next('t', 'vi'),
    identities.next('u', 'vi'),
    identities.next('t', 'en'),
  ];
  expect(new Set(ids).size).toBe(4);
});

test('a message that may have arrived keeps its id for the next try', () => {
  const identities = new MailIdentities();
  const id = identities.take('t', undefined);
  identities.giveBack('t', undefined, id);
  expect(identities.take('t', undefined)).toBe(id);
});
