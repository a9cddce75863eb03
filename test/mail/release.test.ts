import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { silentLogger } from '../../src/core/log.ts';
import { resendMessage } from '../../src/core/mail/resend.ts';
import { sendMessage } from '../../src/core/mail/transport.ts';
import { bob, fetchByImap, profileOf } from './sending.ts';
import { accounts, domain } from './settings.ts';

const { ca } = inject('realServers');

test('a message that is released keeps its bytes, its sender and its recipients in the headers', async () => {
  const id = randomUUID();
  const caught = [
    'From: "An application" <app@customer.test>',
    'To: somebody@customer.test',
    `Message-ID: <${id}@customer.test>`,
    'Date: Tue, 01 Dec 2026 08:00:00 +0700',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    '<p>Xin chào 🎉</p>',
    '.',
    '..two ',
    '',
  ].join('\r\n');
  const released = { from: `alice@${domain}`, to: [bob], mailproofId: randomUUID(), date: new Date() };
  const message = resendMessage({ ...released, source: Buffer.from(caught) });
  const profile = profileOf({});
  const sending = { profile, password: accounts.alice, message, ca, log: silentLogger };
  const { outcome } = await sendMessage(sending);
  expect(outcome).toMatchObject({ kind: 'sent', messageId: `<${id}@customer.test>` });
  const { source } = await fetchByImap(message.messageId);
  const arrived = source.toString();
  expect(arrived.slice(arrived.indexOf('From: "An'))).toBe(caught);
  expect(arrived).toContain(`Resent-From: alice@${domain}\r\nResent-To: ${bob}\r\n`);
});
