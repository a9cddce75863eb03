// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { displayHtml } from '../../../src/webview/mailFrame/displayHtml.ts';

function show(body: string, rightToLeft: boolean): Document {
  const { document } = displayHtml(`<!DOCTYPE html><html lang="en" dir="ltr"><body>${body}</body></html>`, {
    baseUrl: 'https://files.test/mails/',
    remoteImages: false,
    failedUrls: new Set(),
    localImage: (url) => ({ kind: 'loaded', url, blob: new Blob() }),
    rightToLeft,
  });
  return document;
}

function check(rule: string, body: string, turned: string): void {
  test(rule, () => {
    expect(show(body, true).body.innerHTML).toBe(turned);
    expect(show(body, false).body.innerHTML).toBe(body);
  });
}

describe('seen from right to left', () => {
  test('the document and what MJML gives its direction to', () => {
    const mail = show('<div dir="auto">a</div><p>b</p>', true);
    expect(mail.documentElement.getAttribute('dir')).toBe('rtl');
    expect(mail.body.innerHTML).toBe('<div dir="rtl">a</div><p>b</p>');
  });

  check(
    'a section of MJML begins at the right',
    '<table><tbody><tr><td style="direction:ltr;font-size:0px;text-align:center;">a</td></tr></tbody></table>',
    '<table><tbody><tr><td style="direction:rtl;font-size:0px;text-align:center;">a</td></tr></tbody></table>',
  );
  check(
    'a group and a column of MJML do, with what is in them',
    '<div style="font-size:0;line-height:0;text-align:left;width:100%;direction:ltr;"><div style="font-size:0px;text-align:left;direction:ltr;">a</div></div>',
    '<div style="font-size:0;line-height:0;text-align:right;width:100%;direction:rtl;"><div style="font-size:0px;text-align:right;direction:rtl;">a</div></div>',
  );
  check(
    'a text of MJML is at the right where nobody said left',
    '<table><tbody><tr><td align="left" style="font-size:0px;padding:10px 25px;"><div style="font-size:13px;text-align:left;">a</div></td></tr></tbody></table>',
    '<table><tbody><tr><td align="right" style="font-size:0px;padding:10px 25px;"><div style="font-size:13px;text-align:right;">a</div></td></tr></tbody></table>',
  );
  for (const [rule, own] of [
    ['a direction of its author stays', '<p style="direction:ltr">+84 28 1234</p>'],
    ['a side of its author stays', '<p style="font-size:13px;text-align:left">a</p>'],
    ['a cell of its author stays', '<table><tbody><tr><td align="left">a</td></tr></tbody></table>'],
    ['what is from right to left already stays', '<div style="font-size:0px;text-align:right;direction:rtl;">a</div>'],
    ['the side of another property stays', '<div style="font-size:0px;-x-direction:ltr;mso-text-align:left;">a</div>'],
  ] as const)
    check(rule, own, own);
});
