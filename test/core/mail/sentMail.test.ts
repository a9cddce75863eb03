import { describe, expect, test } from 'vitest';
import { inEnglish, sentence } from '../../../src/core/sentence.ts';
import { keptOutcome, parseSentMail, type SentMail } from '../../../src/core/mail/sentMail.ts';

const mail: SentMail = {
  mailproofId: '0b1c-2d',
  messageId: '<0b1c-2d@shop.vn>',
  atMs: 1_790_000_000_000,
  template: 'file:///p/order.mjml',
  dataSet: 'Ada',
  subject: 'Đơn hàng 🎉',
  profileId: 'user\n\nStaging',
  profileName: 'Staging',
  from: 'Shop <shop@shop.vn>',
  to: ['Lan <lan@shop.vn>'],
  cc: [],
  bcc: ['boss@shop.vn'],
  sizeBytes: 12_345,
  outcome: {
    kind: 'partly-sent',
    accepted: ['lan@shop.vn'],
    rejected: [{ address: 'boss@shop.vn', response: '550 no' }],
    reason: '',
  },
};

test('what was kept is read back', () => {
  expect(parseSentMail(JSON.parse(JSON.stringify(mail)))).toEqual(mail);
});

describe('what is no entry is left out', () => {
  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no id', { ...mail, mailproofId: undefined }],
    ['an id that leads elsewhere', { ...mail, mailproofId: '../../x' }],
    ['an empty id', { ...mail, mailproofId: '' }],
    ['no time', { ...mail, atMs: '1' }],
    ['a time that is none', { ...mail, atMs: Number.NaN }],
    ['another outcome', { ...mail, outcome: { kind: 'great' } }],
    ['no outcome', { ...mail, outcome: undefined }],
  ])('%s', (_name, value) => expect(parseSentMail(value)).toBeUndefined());
});

test('odd parts of an entry are left out', () => {
  const outcome = { ...mail.outcome, rejected: [{ address: 1 }, null], accepted: [1, 'a'] };
  expect(parseSentMail({ ...mail, to: 'x', cc: [1, 'a'], subject: 3, outcome })).toMatchObject({
    to: [],
    cc: ['a'],
    subject: '',
    outcome: { rejected: [], accepted: ['a'] },
  });
});

test('a send that was stopped is nothing to keep', () => {
  expect(keptOutcome({ kind: 'cancelled' }, inEnglish)).toBeUndefined();
});

test('why it was refused, and of whom, is kept', () => {
  const failure = {
    code: 'recipients-refused',
    message: sentence('{0} is full.', 'lan@shop.vn'),
    remedy: undefined,
    actions: [],
    detail: '',
  } as const;
  const rejected = [{ address: 'lan@shop.vn', response: '552 full' }];
  expect(keptOutcome({ kind: 'rejected', permanent: true, phase: 'rcpt', failure, rejected }, inEnglish)).toEqual({
    kind: 'rejected',
    accepted: [],
    rejected,
    reason: 'lan@shop.vn is full.',
  });
});
