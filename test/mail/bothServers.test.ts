import { createHash } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { silentLogger } from '../../src/core/log.ts';
import type { Attachment, InlineImage } from '../../src/core/mail/compose.ts';
import { sendMessages } from '../../src/core/mail/transport.ts';
import { eximPorts } from './exim.ts';
import { accounts, domain, postfixPorts, type PortName } from './settings.ts';
import { bob, compose, fetchByImap, profileOf, send } from './sending.ts';

const { ca } = inject('realServers');

const mechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
const servers = { Postfix: postfixPorts, Exim: eximPorts };
const ways = Object.entries(servers).flatMap(([server, { starttls, tls }]) =>
  mechanisms.flatMap((mechanism): readonly (readonly [string, string, string, PortName])[] => [
    [server, 'STARTTLS', mechanism, starttls[mechanism]],
    [server, 'TLS', mechanism, tls[mechanism]],
  ]),
);

test.each(ways)(
  '%s takes a mail over %s after %s, and refuses a wrong password',
  async (_server, _security, mechanism, port) => {
    const transcripts: string[] = [];
    const message = await compose();
    for await (const { outcome, transcript } of sendMessages(
      { profile: profileOf({ port }), password: accounts.alice, ca, log: silentLogger },
      [message],
    )) {
      expect(outcome).toMatchObject({ kind: 'sent', accepted: [bob] });
      transcripts.push(JSON.stringify(transcript));
    }
    expect(transcripts.join('')).toContain(`AUTH ${mechanism}`);
    expect(transcripts.join('')).not.toContain(accounts.alice);
    expect(await send({ port, password: 'wrong' })).toMatchObject({
      kind: 'not-sent',
      phase: 'auth',
      failure: { code: 'auth-failed' },
    });
    expect((await fetchByImap(message.messageId)).parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  },
);

/** Bytes without any pattern that a transfer encoding or a server could be lucky with. */
function bytes(name: string, length: number): Buffer {
  const block = createHash('sha512').update(name).digest();
  return Buffer.concat(Array.from({ length: Math.ceil(length / block.length) }, () => block)).subarray(0, length);
}

const images: readonly InlineImage[] = [
  { cid: 'logo@mailproof', filename: 'logo.png', contentType: 'image/png', content: bytes('logo', 4001) },
  { cid: 'photo@mailproof', filename: 'ảnh bìa.jpg', contentType: 'image/jpeg', content: bytes('photo', 70_000) },
];
const attachments: readonly Attachment[] = [
  { filename: 'hoá đơn “số 7”, bản cuối.pdf', contentType: 'application/pdf', content: bytes('pdf', 30_000) },
  { filename: 'lịch.ics', contentType: 'text/calendar', content: Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR\n') },
  { filename: 'empty.txt', contentType: 'text/plain', content: Buffer.alloc(0) },
  { filename: `${'tên rất dài '.repeat(8)}👍.bin`, contentType: 'application/octet-stream', content: bytes('b', 1) },
];
const html = `\uFEFF<p>Chào Ánh 👩‍👩‍👧‍👦 \t \r\n.\n..\nFrom here<img src="cid:logo@mailproof">${'x'.repeat(5000)}</p>\n`;
const text = 'Chào Ánh\n.\n..\nFrom here  \n-- \nhttps://example.com/?a=b&c=d=\n';

test.each(Object.entries(servers))('what %s delivers is what was composed, part by part', async (_server, ports) => {
  const message = await compose({
    subject: 'Đơn hàng “số 7”: cảm ơn bạn 🎉 و שלום, rất nhiều chữ để dòng này phải được gấp lại nhiều lần',
    from: { name: 'Nguyễn "Lan", Ánh', address: `alice@${domain}` },
    to: [{ name: 'Đỗ, Bình 👍', address: bob }],
    replyTo: { name: 'שירות', address: `reply@${domain}` },
    headers: { 'List-Unsubscribe': '<https://example.com/u>, <mailto:u@example.com>', 'X-Campaign': 'Thử' },
    html,
    text,
    images,
    attachments,
  });
  expect(await send({ port: ports.tls.PLAIN, composed: message })).toMatchObject({ kind: 'sent' });
  const { parts, source } = await fetchByImap(message.messageId);
  expect(parts.map(({ content, ...facts }) => ({ ...facts, sizeBytes: content.length }))).toEqual([
    // Mail has lines that end by CRLF; of the html, base64 keeps what it had.
    { type: 'text/plain', sizeBytes: Buffer.byteLength(text.replaceAll('\n', '\r\n')) },
    { type: 'text/html', sizeBytes: Buffer.byteLength(html) },
    ...images.map(({ cid, filename, contentType, content }) => ({
      type: contentType,
      cid: `<${cid}>`,
      disposition: 'inline',
      filename,
      sizeBytes: content.length,
    })),
    ...attachments.map(({ filename, contentType, content }) => ({
      type: contentType,
      disposition: 'attachment',
      filename,
      sizeBytes: content.length,
    })),
  ]);
  const [textPart, htmlPart, ...files] = parts.map(({ content }) => content);
  expect(textPart?.toString()).toBe(text.replaceAll('\n', '\r\n'));
  expect(htmlPart?.toString()).toBe(html);
  for (const [index, { content }] of [...images, ...attachments].entries()) {
    expect(files[index]?.equals(content)).toBe(true);
  }
  // The servers put their lines on top, and leave the message below alone.
  expect(source.subarray(-message.raw.length).equals(Buffer.from(message.raw))).toBe(true);
});

test.each(Object.entries(servers))(
  '%s takes a message of 25 MB, and it arrives as it was',
  async (_server, ports) => {
    const content = bytes('large', 25_000_000);
    const message = await compose({
      attachments: [{ filename: 'large.zip', contentType: 'application/zip', content }],
    });
    expect(message.raw.length).toBeGreaterThan(33_000_000);
    expect(await send({ port: ports.starttls.PLAIN, composed: message })).toMatchObject({ kind: 'sent' });
    const { parts } = await fetchByImap(message.messageId);
    expect(parts.at(-1)?.content.equals(content)).toBe(true);
  },
  120_000,
);

test.each(Object.entries(servers))(
  '%s takes 200 messages in a row, each of them once',
  async (_server, ports) => {
    const messages = await Promise.all(Array.from({ length: 200 }, () => compose()));
    const request = { profile: profileOf({ port: ports.tls.PLAIN }), password: accounts.alice, ca, log: silentLogger };
    const outcomes: string[] = [];
    for await (const { outcome } of sendMessages(request, messages)) outcomes.push(outcome.kind);
    expect(outcomes).toEqual(Array(200).fill('sent'));
    for (const { messageId } of [messages[0], messages[99], messages[199]].flatMap((each) => each ?? [])) {
      expect((await fetchByImap(messageId)).count).toBe(1);
    }
  },
  120_000,
);
