import { expect, test } from 'vitest';
import { composeMessage } from '../../../src/core/mail/compose.ts';
import { biggestParts, estimateSize, formatSize } from '../../../src/core/mail/messageSize.ts';

const file = (filename: string, length: number): { filename: string; contentType: string; content: Uint8Array } => ({
  filename,
  contentType: 'application/pdf',
  content: Buffer.alloc(length, 'x'),
});

test.each([0, 1, 56, 57, 58, 10_000, 1_000_000])(
  'a file of %i bytes is estimated within 2 percent and 1 KB',
  async (length) => {
    const content = { html: '<p>Chào</p>'.repeat(300), text: 'Chào bạn\n'.repeat(100), files: [file('a.pdf', length)] };
    const composed = await composeMessage({
      from: { name: '', address: 'a@b.test' },
      to: [{ name: '', address: 'c@d.test' }],
      subject: 's',
      html: content.html,
      text: content.text,
      images: [],
      attachments: content.files,
      messageId: '<a@b.test>',
      date: new Date(0),
      mailproofId: 'a',
    });
    const real = composed.kind === 'composed' ? composed.message.raw.length : 0;
    expect(Math.abs(estimateSize(content).totalBytes - real)).toBeLessThan(real * 0.02 + 1000);
  },
);

test('the biggest parts come first', () => {
  const size = estimateSize({ html: 'x'.repeat(3000), text: '', files: [file('a.pdf', 2_000_000), file('b.pdf', 9)] });
  expect(biggestParts(size, 2)).toBe('a.pdf (2.7 MB), HTML (4 KB)');
});

test('sizes as people read them', () => {
  expect([0, 999, 1000, 1499, 999_000, 1_000_000, 25_340_000].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1 KB',
    '1 KB',
    '999 KB',
    '1.0 MB',
    '25.3 MB',
  ]);
});
