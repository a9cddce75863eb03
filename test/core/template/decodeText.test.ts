import { expect, test } from 'vitest';
import { decodeText } from '../../../src/core/template/decodeText.ts';

function check(rule: string, bytes: Uint8Array, expected: string): void {
  test(rule, () => {
    const file = decodeText(bytes);
    if (file.kind !== 'refused') expect(file).toEqual({ kind: 'text', text: expected });
    else expect(`${file.place?.line ?? '-'}:${file.place?.character ?? '-'} ${file.reason}`).toBe(expected);
  });
}

const text = 'Größe 😀\r\nx';
check('UTF-8', Buffer.from(text), text);
check('UTF-8 with its mark', Buffer.from(`\uFEFF${text}`), text);
check('nothing', Buffer.alloc(0), '');
check(
  'UTF-16, as Windows writes it',
  Buffer.from(`\uFEFF${text}`, 'utf16le'),
  '0:0 it is UTF-16 and not UTF-8; save it as UTF-8',
);
check(
  'UTF-16, big endian',
  Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  '0:0 it is UTF-16 (big endian) and not UTF-8; save it as UTF-8',
);
check(
  'UTF-16 without a mark',
  Buffer.from('<mjml></mjml>', 'utf16le'),
  '0:0 it seems to be UTF-16 and not UTF-8; save it as UTF-8',
);
check(
  'Latin-1',
  Buffer.from('a\r\n\tGr\xfc\xdfe', 'latin1'),
  '1:3 it is not UTF-8 at line 2, column 4 (it looks like Windows-1252 or Latin-1); save it as UTF-8',
);
check(
  'Windows-1252',
  Buffer.from('5 \x80', 'latin1'),
  '0:2 it is not UTF-8 at line 1, column 3 (it looks like Windows-1252); save it as UTF-8',
);
check(
  'UTF-8 with a byte of Latin-1 far below',
  Buffer.concat([Buffer.from('é😀\rü'), Buffer.from([0xe9, 0x20])]),
  '1:1 it is not UTF-8 at line 2, column 2 (it looks like Windows-1252 or Latin-1); save it as UTF-8',
);
check(
  'a character cut in half',
  Buffer.from('a😀').subarray(0, 3),
  '0:1 it is not UTF-8 at line 1, column 2 (it looks like Windows-1252 or Latin-1); save it as UTF-8',
);
check(
  'a picture',
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  '2:0 it is no text, with a NUL byte at line 3, column 1',
);
check(
  'half of a pair is no character',
  Buffer.from([0x61, 0xed, 0xa0, 0x80]),
  '0:1 it is not UTF-8 at line 1, column 2 (it looks like Windows-1252 or Latin-1); save it as UTF-8',
);
