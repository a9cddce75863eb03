// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { displayHtml, type DisplayOptions } from '../../../src/webview/mailFrame/displayHtml.ts';
import { ShownMail } from '../../../src/webview/mailFrame/shownMail.ts';

const options: DisplayOptions = {
  remoteImages: false,
  failedUrls: new Set(),
  localImage: () => ({ kind: 'missing' }),
};

const head = '<!doctype html><html><head><style>p { color: red }</style></head> <body> <div class="all">';
const foot = '</div></body></html>';

/** Mails shown one after the other, sections between `|`: each is as if it were shown alone. Gives the nodes of the container that stayed. */
function check(mails: readonly string[], stayed?: string): void {
  const shown = document.implementation.createHTMLDocument('');
  const mail = new ShownMail(shown);
  let nodes: readonly Node[] = [];
  for (const short of mails) {
    const texts = short.split('|');
    const whole = texts.length === 1 ? texts : texts.length === 2 ? [head, ...texts, foot] : texts;
    nodes = [...(shown.querySelector('.all')?.childNodes ?? [])];
    mail.update(
      whole.map((html, id) => ({ id, html })),
      options,
    );
    const alone = displayHtml(whole.join(''), options).document;
    expect(shown.documentElement.outerHTML).toBe(alone.documentElement.outerHTML);
  }
  if (stayed === undefined) return;
  const now = [...(shown.querySelector('.all')?.childNodes ?? [])];
  expect(now.map((node) => (nodes.includes(node) ? '=' : '+')).join('')).toBe(stayed);
}

describe('a mail in sections', () => {
  test('changes its own', () => check(['<p>a</p>|<p>b</p>', '<p>a</p>|<p>c</p>'], '=='));
  test('gets another one in front', () =>
    check([`${head}|<p>a</p>|<p>b</p>|${foot}`, `${head}|<i>x</i>|<p>a</p>|<p>b</p>|${foot}`], '+=='));
  test('loses one', () =>
    check([`${head}|<p>a</p>|<p>b</p>|<p>c</p>|${foot}`, `${head}|<p>a</p>|<p>c</p>|${foot}`], '=='));
  test('changes only its head', () =>
    check(
      [`${head}|<p>a</p>|${foot}`, `${head.replace('red', 'blue').replace('all', 'wide all')}|<p>a</p>|${foot}`],
      '=',
    ));
  test('has comments of Outlook from one section into the next', () =>
    check(
      [
        `${head}|<!--[if mso]><td><![endif]--><p>a</p><!--[if mso]></td>|<td><![endif]--><p>b</p>|${foot}`,
        `${head}|<!--[if mso]><td><![endif]--><p>a</p><!--[if mso]></td>|<td x><![endif]--><p>c</p>|${foot}`,
      ],
      '====',
    ));
});
