import { describe, expect, test } from 'vitest';
import { plainDetail, plainMessage } from '../../src/host/plainMessage.ts';

describe('foreign text in a notification', () => {
  test('cannot make a link, however it is nested', () => {
    for (const attack of [
      '[Click](command:evil)',
      '[a](b)](command:evil)',
      '[[x]](command:evil)',
      '[x]\n(command:evil)',
    ]) {
      expect(plainMessage(attack)).not.toMatch(/\]\(/);
      expect(plainDetail(attack)).not.toMatch(/\]\(/);
    }
  });

  test('loses control characters and direction overrides', () => {
    expect(plainMessage('a\u0000b\u001b[31mc\u202ed')).toBe('ab[31mcd');
  });

  test('is one line in a message and keeps its lines in a detail', () => {
    expect(plainMessage('one\r\n  two\n\nthree')).toBe('one two three');
    expect(plainDetail('one\r\ntwo')).toBe('one\ntwo');
  });

  test('is cut where it gets too long', () => {
    expect(plainMessage('x'.repeat(10_000)).length).toBeLessThanOrEqual(600);
    expect(plainDetail('x'.repeat(10_000)).length).toBeLessThanOrEqual(2000);
  });

  test('keeps what people wrote', () => {
    expect(plainMessage('Đơn hàng "Trà [xanh]" (2) 🎉')).toBe('Đơn hàng "Trà [xanh]" (2) 🎉');
  });
});
