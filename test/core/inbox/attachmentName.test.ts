import { describe, expect, test } from 'vitest';
import { extensionOf, isDangerousName, safeFileName } from '../../../src/core/inbox/attachmentName.ts';

describe('a name is saved as', () => {
  const check = (name: string, wanted: string): void =>
    test(JSON.stringify(name.slice(0, 40)), () => expect(safeFileName(name, 'attachment')).toBe(wanted));

  check('report.pdf', 'report.pdf');
  check('Đơn hàng 12.pdf', 'Đơn hàng 12.pdf');
  check('../../x', 'x');
  check('..\\..\\x.txt', 'x.txt');
  check('C:\\Windows\\system32\\a.dll', 'a.dll');
  check('/etc/passwd', 'passwd');
  check('..', 'attachment');
  check('', 'attachment');
  check('/', 'attachment');
  check('CON', 'attachment');
  check('con.txt', 'attachment.txt');
  check('NUL.tar.gz', 'attachment.gz');
  check('LPT1 .txt', 'attachment.txt');
  check('COM\u00b9.log', 'attachment.log');
  check('console.txt', 'console.txt');
  check('a.txt...', 'a.txt');
  check('a.txt ', 'a.txt');
  check('.bashrc', 'bashrc');
  check('-rf', 'rf');
  check('a\0b.txt', 'a b.txt');
  check('a\r\nb.txt', 'a b.txt');
  check('invoice\u202efdp.exe', 'invoice fdp.exe');
  check('a\u200b\u2066b.txt', 'a b.txt');
  check('a:b*c?.txt', 'a b c.txt');
  check('file.txt::$DATA', 'file.txt DATA');
  check('%APPDATA%\\x.lnk', 'x.lnk');
  check('$(reboot).sh', '(reboot).sh');
  check(`${'x'.repeat(300)}.pdf`, `${'x'.repeat(120)}.pdf`);
  check(`${'ơ'.repeat(300)}.pdf`, `${'ơ'.repeat(100)}.pdf`);
  check('😀'.repeat(200), '😀'.repeat(50));
});

test.each([
  ['a.exe', true],
  ['a.pdf', false],
  ['a.pdf.exe', true],
  ['a.exe.', true],
  ['a.ex\u200be', true],
  ['A.JS', true],
  ['macro.docm', true],
  ['a.svg', true],
  ['exe', false],
  ['', false],
])('%j could run something: %s', (name, wanted) => {
  expect(isDangerousName(name)).toBe(wanted);
});

test('an extension has no dot and no capitals', () => {
  expect([extensionOf('A.PDF'), extensionOf('a'), extensionOf('a.'), extensionOf('.a b')]).toEqual(['pdf', '', '', '']);
});
