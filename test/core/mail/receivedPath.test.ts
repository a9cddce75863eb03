import { expect, test } from 'vitest';
import { isPublicHost, parseReceived, receivedPath } from '../../../src/core/mail/receivedPath.ts';

const received = (...values: readonly string[]) => values.map((value) => ({ name: 'Received', value }));

test('the path is read from the oldest hop, with the delay of each', () => {
  const path = receivedPath(
    received(
      'by 2002:a05:7010::1 with SMTP id x; Fri, 2 Jan 2026 10:00:31 +0000 (UTC)',
      'from mail.shop.test (mail.shop.test [192.0.2.7]) by mx.example.com with ESMTPS id abc for <lan@example.com> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Fri, 2 Jan 2026 10:00:30 +0000',
      'from app (localhost [127.0.0.1]) by mail.shop.test (Postfix) with ESMTP id 1; Fri, 2 Jan 2026 17:00:00 +0700',
    ),
  );
  expect(path).toEqual([
    {
      from: 'app',
      fromNote: 'localhost [127.0.0.1]',
      by: 'mail.shop.test',
      protocol: 'ESMTP',
      isEncrypted: false,
      date: '2026-01-02T10:00:00.000Z',
    },
    {
      from: 'mail.shop.test',
      fromNote: 'mail.shop.test [192.0.2.7]',
      by: 'mx.example.com',
      protocol: 'ESMTPS',
      isEncrypted: true,
      tlsVersion: 'TLS 1.3',
      recipient: 'lan@example.com',
      date: '2026-01-02T10:00:30.000Z',
      delaySeconds: 30,
    },
    { by: '2002:a05:7010::1', protocol: 'SMTP', isEncrypted: false, date: '2026-01-02T10:00:31.000Z', delaySeconds: 1 },
  ]);
});

test('a hop without a date has no delay, and the next one counts from the hop before it', () => {
  const path = receivedPath(
    received('by c; Fri, 2 Jan 2026 10:00:09 +0000', 'by b; sometime', 'by a; Fri, 2 Jan 2026 10:00:00 +0000'),
  );
  expect(path.map(({ by, delaySeconds }) => [by, delaySeconds])).toEqual([
    ['a', undefined],
    ['b', undefined],
    ['c', 9],
  ]);
});

test('clocks that disagree give a delay below zero', () => {
  const path = receivedPath(received('by b; 2 Jan 2026 10:00:00 +0000', 'by a; 2 Jan 2026 10:00:05 +0000'));
  expect(path[1]?.delaySeconds).toBe(-5);
});

test.each([
  ['from a by b (Postfix) with ESMTPSA id 1; x', true, undefined],
  [
    'from [192.168.4.253] (x [1.2.3.4]) (using TLSv1.2 with cipher AES128-SHA (128/128 bits)) by b with SMTP',
    true,
    'TLS 1.2',
  ],
  ['from a by b (8.14.2/Submit) id 1', undefined, undefined],
  ['from a by b with SMTP', false, undefined],
  ['from a by b with UTF8SMTPS', true, undefined],
  ['from a by b with HTTP', undefined, undefined],
  ['from a by b with LMTP', undefined, undefined],
])('%s: encrypted is %s', (value, isEncrypted, version) => {
  const hop = parseReceived(value);
  expect([hop.isEncrypted, hop.tlsVersion]).toEqual([isEncrypted, version]);
});

test.each([
  '',
  ';',
  '(qmail 28454 invoked by uid 48); 14 Oct 2010 23:25:06 -0400',
  'from',
  'by by by',
  '('.repeat(50_000),
  '\\'.repeat(50_000),
])('nothing is made up from %j', (value) => {
  const { by, from } = parseReceived(value);
  expect([from, by === undefined || by === 'by']).toEqual([undefined, true]);
});

test.each([
  ['mx.example.com', true],
  ['mx.example.com.', true],
  ['localhost', false],
  ['192.0.2.1', false],
  ['[192.0.2.1]', false],
  ['[IPv6:2001:db8::1]', false],
  ['2002:a05:7010::1', false],
  ['mail.local', false],
  [undefined, false],
])('%s is a public host: %s', (host, wanted) => {
  expect(isPublicHost(host)).toBe(wanted);
});

test('ten thousand hops are a loop', () => {
  expect(receivedPath(received(...Array.from({ length: 10_000 }, () => 'by a'))).length).toBe(200);
});
