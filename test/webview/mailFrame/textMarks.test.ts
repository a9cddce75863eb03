// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { noteTextMarks } from '../../../src/webview/mailFrame/textMarks.ts';

/** The html afterwards, with the number of nodes in its first element in front. */
function check(html: string, wanted: string): void {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  noteTextMarks(mail);
  expect(`${mail.body.firstElementChild?.childNodes.length}: ${mail.body.innerHTML}`).toBe(wanted);
}

test('a mark before a text is at its start', () =>
  check('<p><!--mailproof:1.2-->Hi</p>', '1: <p data-mailproof-texts="0:0:1.2">Hi</p>'));

test('texts around a mark are joined', () =>
  check(
    '<p>Dear <!--mailproof:1.2-->Jane<!--mailproof:1.9.3-->,</p>',
    '1: <p data-mailproof-texts="0:5:1.2 0:9:1.9.3">Dear Jane,</p>',
  ));

test('a mark between elements belongs to the node that follows', () =>
  check('<p>a<b>b</b><!--mailproof:1.2--><i>c</i></p>', '3: <p data-mailproof-texts="2:0:1.2">a<b>b</b><i>c</i></p>'));

test('an empty value is where it would be', () =>
  check('<p><!--mailproof:1.2--><!--mailproof:1.9--></p>', '0: <p data-mailproof-texts="0:0:1.2 0:0:1.9"></p>'));

test('other comments stay', () =>
  check('<p>a<!--[if mso]>b<![endif]-->c</p>', '3: <p>a<!--[if mso]>b<![endif]-->c</p>'));
