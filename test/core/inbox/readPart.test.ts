import { expect, test } from 'vitest';
import { comparableText } from '../../../src/core/inbox/comparableText.ts';
import { parseMessage } from '../../../src/core/inbox/parseMessage.ts';
import { readPart } from '../../../src/core/inbox/readPart.ts';
import { decodeSourceBlock } from '../../../src/core/inbox/sourceBlock.ts';

const message = Buffer.from(
  [
    'From: a@b.test',
    'Subject: x',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=windows-1252',
    '',
    '<p>caf\u00e9</p><p>x</p>',
    '--b',
    'Content-Type: application/x-msdownload; name="../../setup.exe"',
    'Content-Transfer-Encoding: base64',
    '',
    'AAEC/w==',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: inner',
    '',
    'y',
    '--b--',
  ].join('\r\n'),
  'latin1',
);

test('a part is given byte for byte, under a safe name', () => {
  const part = readPart(message, 2, { asText: false });
  expect(part).toMatchObject({ fileName: 'setup.exe', type: 'application/x-msdownload', isDangerous: true });
  expect([...(part?.content ?? [])]).toEqual([0, 1, 2, 255]);
});

test('a text is given in UTF-8 for reading, and as it is for saving', () => {
  const content = (asText: boolean): string =>
    Buffer.from(readPart(message, 1, { asText })?.content ?? []).toString(asText ? 'utf8' : 'latin1');
  expect([content(true), content(false)]).toEqual(['<p>café</p><p>x</p>', '<p>caf\u00e9</p><p>x</p>']);
  expect(readPart(message, 1, { asText: false })?.fileName).toBe('part-1.html');
});

test('a message in the message is a message', () => {
  const part = readPart(message, 3, { asText: false });
  expect(part?.fileName).toBe('inner.eml');
  expect(parseMessage(part?.content ?? new Uint8Array())).toMatchObject({ subject: 'inner', text: 'y' });
});

test('there is no part of another number', () => {
  expect(readPart(message, 99, { asText: false })).toBeUndefined();
});

test('a comparison leaves out what is different each time, and has an element on each line', () => {
  const text = comparableText(parseMessage(message));
  expect(text).toContain('Subject: x\nFrom: a@b.test\nAttachment: ../../setup.exe');
  expect(text).toContain('<p>café</p>\n<p>x</p>');
  expect(text).not.toContain('boundary');
});

test('pictures are compared by kind and size', () => {
  const html = (data: string): string =>
    comparableText(
      parseMessage(
        Buffer.from(`From: a@b\r\nContent-Type: text/html\r\n\r\n<img src="data:image/png;base64,${data}">`),
      ),
    );
  expect(html('AAAA')).toBe(html('BBBB'));
  expect(html('AAAA')).toContain('cid:image/png-3');
});

test('blocks of a source end with a line, and never inside of a character', () => {
  expect(decodeSourceBlock(Buffer.from('a\r\nb\r\nhal'), false)).toEqual({ text: 'a\nb\n', length: 6 });
  expect(decodeSourceBlock(Buffer.from('a\r\nhal'), true)).toEqual({ text: 'a\nhal', length: 6 });
  expect(decodeSourceBlock(Buffer.from('xxđ').subarray(0, 3), false)).toEqual({ text: 'xx', length: 2 });
  expect(decodeSourceBlock(Buffer.from('xxđ'), false)).toEqual({ text: 'xx', length: 2 });
  expect(decodeSourceBlock(Buffer.from([0x80, 0x80, 0x80]), false).length).toBe(3);
});
