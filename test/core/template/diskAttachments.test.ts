import { expect, test } from 'vitest';
import { safeFileName } from '../../../src/core/template/diskAttachments.ts';

test.each([
  ['terms.pdf', 'terms.pdf'],
  ['Đơn hàng – 2026.pdf', 'Đơn hàng – 2026.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\r\nBcc: x.pdf', 'aBcc_ x.pdf'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['"a;b".pdf', '_a;b_.pdf'],
  ['.hidden', 'hidden'],
  ['name. . ', 'name'],
  ['', 'attachment'],
  ['...', 'attachment'],
  ['con.pdf', '_con.pdf'],
  ['LPT1', '_LPT1'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(100)}.pdf`],
])('%j becomes %j', (name, expected) => expect(safeFileName(name)).toBe(expected));
