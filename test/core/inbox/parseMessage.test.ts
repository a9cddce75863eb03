import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseMessage } from '../../../src/core/inbox/parseMessage.ts';
import { withCorpora } from '../../support/corpora.ts';
import type { MessageView } from '../../../src/core/inbox/messageView.ts';

const parse = (text: string): Promise<MessageView> => parseMessage(Buffer.from(text.replaceAll('\n', '\r\n')));

test('a message of html, text and an image', async () => {
  const view = await parse(`From: =?utf-8?Q?L=C3=A0n?= <lan@example.com>
To: A <a@b.test>, Team: c@d.test, e@f.test;
Subject: =?utf-8?B?xJDGoW4=?=
Date: Fri, 2 Jan 2026 10:04:05 +0700
Content-Type: multipart/related; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain

plain
--y
Content-Type: text/html

<img src="cid:pic%40x"><td background='cid:pic@x'><p style="background:url(cid:pic@x)">text cid:pic@x</p><img src="cid:none">
--y--
--x
Content-Type: image/png; name="p.png"
Content-ID: <pic@x>
Content-Disposition: inline
Content-Transfer-Encoding: base64

AAAA
--x--
`);
  expect(view).toMatchObject({
    subject: 'Đơn',
    from: [{ name: 'Làn', address: 'lan@example.com' }],
    to: [{ address: 'a@b.test' }, { address: 'c@d.test' }, { address: 'e@f.test' }],
    date: '2026-01-02T03:04:05.000Z',
    text: 'plain\n',
    attachments: [{ name: 'p.png', type: 'image/png', sizeBytes: 3, isInline: true }],
  });
  const image = 'data:image/png;base64,AAAA';
  expect(view.html).toContain(
    `<img src="${image}"><td background='${image}'><p style="background:url(${image})">text cid:pic@x</p><img src="cid:none">`,
  );
  expect(view.notes).toEqual(['The html refers to an inline image that is not in the message.']);
});

test('inline parts that are no pictures stay out of the page', async () => {
  const view = await parse(`From: a@b.test
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html

<img src="cid:s">
--x
Content-Type: image/svg+xml
Content-ID: <s>

<svg onload="alert(1)"/>
--x--
`);
  expect(view.html).toContain('src="cid:s"');
  expect(view.notes).toHaveLength(1);
});

test('what is missing or broken is noted', async () => {
  expect((await parse('Date: yesterday\n\nx')).notes).toEqual([
    'The Date header cannot be read.',
    'The message has no sender: the From header is missing or cannot be read.',
  ]);
});

for (const [name, raw] of [
  ['nothing', ''],
  ['no headers', '\r\n\r\nx'],
  ['bytes', Buffer.alloc(10_000, 0xff).toString('latin1')],
  ['zeros', '\0'.repeat(10_000)],
  ['an endless header', `Subject: ${'x'.repeat(3_000_000)}`],
  [
    'deep nesting',
    Array.from({ length: 500 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(''),
  ],
  ['200 000 parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(200_000)}`],
  ['a half encoded word', 'Subject: =?utf-8?B?xJ?= =?utf-8?Q?=\r\n\r\n'],
] as const) {
  test(`${name} gives a view in less than two seconds`, async () => {
    const started = performance.now();
    const view = await parseMessage(Buffer.from(raw, 'latin1'));
    expect(view.sizeBytes).toBe(Buffer.byteLength(raw, 'latin1'));
    expect(performance.now() - started).toBeLessThan(2000);
  });
}

test('a long source is cut', async () => {
  const view = await parse(`Subject: x\n\n${'y'.repeat(2_000_000)}`);
  expect([view.sourceIsCut, view.source.length]).toEqual([true, 1024 * 1024]);
});

withCorpora('messages of many producers', (corpora) => {
  test('every message of the corpora gives a view', async () => {
    const files = readdirSync(path.join(corpora, 'mime'), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(corpora, 'mime', name))
      .filter((file) => statSync(file).isFile());
    const slow: string[] = [];
    for (const file of files) {
      const started = performance.now();
      const view = await parseMessage(readFileSync(file));
      expect(view.sizeBytes).toBeGreaterThanOrEqual(0);
      if (performance.now() - started > 2000) slow.push(file);
    }
    expect([files.length > 100, slow]).toEqual([true, []]);
  }, 60_000);
});
