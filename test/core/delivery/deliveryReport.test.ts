import { expect, test } from 'vitest';
import { deliveryReport } from '../../../src/core/delivery/deliveryReport.ts';
import type { ArrivedDelivery } from '../../../src/core/delivery/keptDelivery.ts';
import { parseMessage } from '../../../src/core/inbox/parseMessage.ts';
import { authenticationTexts, meaningOf } from '../../../src/core/mail/describeAuthentication.ts';
import type { SentMail } from '../../../src/core/mail/sentMail.ts';
import { fill, inEnglish } from '../../../src/core/sentence.ts';

const id = '<1@shop.test>';
const html = '<p>Pay 5</p>\n<a href="https://shop.test/">Order</a>';
const head = `From: shop@shop.test\r\nTo: lan@example.com\r\nSubject: Order\r\nMessage-ID: ${id}\r\n`;
const content = `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n`;
const received = `Received: from mail.shop.test (mail.shop.test [192.0.2.1]) by mx.example.com with ESMTPS id 2 (version=TLS1_3); Tue, 1 Dec 2026 00:00:05 +0000\r\n`;
const earlier = `Received: from laptop by mail.shop.test with ESMTPSA id 1; Tue, 1 Dec 2026 00:00:02 +0000\r\n`;

const mail: SentMail = {
  mailproofId: 'abc',
  messageId: id,
  atMs: 0,
  template: 'file:///a.html',
  subject: 'Order',
  profileId: 'p',
  profileName: 'p',
  from: 'shop@shop.test',
  to: ['lan@example.com'],
  cc: [],
  bcc: [],
  sizeBytes: 400,
  outcome: { kind: 'sent', accepted: ['lan@example.com'], rejected: [], reason: '' },
};
const delivery: ArrivedDelivery = {
  kind: 'arrived',
  mailbox: 'lan@example.com',
  protocol: 'imap',
  folder: { path: 'INBOX', kind: 'inbox' },
  afterMs: 1200,
  matchedBy: 'message-id',
  sizeBytes: 900,
  isCut: false,
};

function report(
  arrived: string,
  change: { readonly delivery?: Partial<ArrivedDelivery>; readonly sent?: string | undefined } = {},
): string {
  const sent = 'sent' in change ? change.sent : `${head}${content}${html}`;
  return deliveryReport(
    {
      mail,
      delivery: { ...delivery, ...change.delivery },
      received: parseMessage(Buffer.from(arrived)),
      sent: sent === undefined ? undefined : parseMessage(Buffer.from(sent)),
    },
    {
      say: inEnglish,
      sayResult: (result) => fill(authenticationTexts[meaningOf(result).text], [meaningOf(result).subject]),
    },
  );
}

test('says where, how fast, who vouches, which way and that nothing was changed', () => {
  const checks =
    'Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=shop.test; dkim=fail header.d=shop.test\r\n';
  expect(report(`${checks}${received}${earlier}${head}${content}${html}`)).toMatchInlineSnapshot(`
    "Order
    lan@example.com: arrived in the inbox after 1.2 s

    This is about this one mailbox. Where the mail lands in other mailboxes is another question.

    Size: 900 B as received, 400 B as sent
    HTML: 0.0 KB, below the 102 KB after which Gmail cuts a mail off
    Message-ID: as it was sent

    == Who vouches for the sender
    According to mx.example.com:
      + SPF pass: The server that handed it over may send mail for shop.test.
      ! DKIM fail: The signature of shop.test does not fit: the message was changed after signing, or the key is another one.
      ? DMARC: The server says nothing about it.

    == The way
                laptop → mail.shop.test (ESMTPSA, encrypted)
          +3 s  mail.shop.test → mx.example.com (ESMTPS, TLS 1.3)

    == What was changed on the way
    Nothing: subject, addresses, HTML and text are as they were sent.

    == Headers that were added
    None of those that matter for where a mail lands.
    "
  `);
});

test('a forged Authentication-Results is left out, and said to be', () => {
  const forged = 'Authentication-Results: mx.example.com; dmarc=pass header.from=bank.test\r\n';
  const text = report(`${received}${head}${forged}${content}${html}`);
  expect(text).not.toContain('DMARC');
  expect(text).toContain('No server that can be believed');
  expect(text).toContain('could have written them: 1 Authentication-Results');
});

test('what was altered is shown exactly: text, links and pixels', () => {
  const altered = `<p>Pay 50</p>\n<a href="https://t.test/1">Order</a><img src="https://t.test/o" width=1 height=1>`;
  const text = report(`${received}${head}${content}${altered}`);
  expect(text.slice(text.indexOf('== What was changed'), text.indexOf('\n\n== Headers')))
    .toBe(`== What was changed on the way
Rewritten link "Order":
  - https://shop.test/
  + https://t.test/1
Added image that nobody sees, which tells when the mail is opened:
  + https://t.test/o
Changed lines: 2
  - <p>Pay 5</p>
  + <p>Pay 50</p>`);
});

test('another Message-ID, the spam folder and the headers that say why', () => {
  const spam = `X-Spam-Status: Yes, score=7.1\r\nX-Other: 1\r\n`;
  const text = report(`${spam}${received}${head.replace(id, '<9@ses.test>')}${content}${html}`, {
    delivery: { folder: { path: 'Junk\u0007\u202E\nx', kind: 'junk' } },
  });
  expect(text).toContain('arrived in Spam (Junk x) after 1.2 s');
  expect(text).toContain('rewritten on the way, from <1@shop.test> to <9@ses.test>');
  expect(text).toContain('X-Spam-Status: Yes, score=7.1');
  expect(text).not.toContain('X-Other');
});

test('what is not known is not claimed: nothing kept, cut, POP3', () => {
  const text = report(`${received}${head}${content}${html}`, { sent: undefined, delivery: { protocol: 'pop3' } });
  expect(text).toContain('not kept any more');
  expect(text).toContain('POP3 sees the inbox only');
  const cut = report(`${received}${head}${content}`, { delivery: { isCut: true } });
  expect(cut).toContain('was not read whole');
  expect(cut).not.toContain('Changed lines');
});

test('a hostile message makes a report of bounded length', () => {
  const many = Array.from(
    { length: 3000 },
    (_, index) => `X-Spam-Status: ${'x'.repeat(500)}${index}\r\n${received}`,
  ).join('');
  expect(report(`${many}${head}${content}${'<a href="https://t.test/">Order</a>\n'.repeat(3000)}`).length).toBeLessThan(
    100_000,
  );
});
