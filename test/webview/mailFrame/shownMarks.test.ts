// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { elementAt, ShownMarks, type ShownMark, wordsOf } from '../../../src/webview/mailFrame/shownMarks.ts';

// Where things are drawn, and what is at a point, is tested in a real browser: test/e2e/workbench/source.test.ts.

function marksIn(html: string): ShownMarks {
  document.body.innerHTML = html;
  return new ShownMarks(document);
}

function described(shown: ShownMark): string {
  const { mark, element, text } = shown;
  return `${mark} ${element.localName}${text === undefined ? '' : ` ${wordsOf(shown)}`}`;
}

describe('what is marked', () => {
  const check = (name: string, html: string, expected: readonly string[]): void =>
    test(name, () => expect(marksIn(html).inOrder.map(described)).toEqual(expected));

  check('elements, in order', '<div data-mailproof-at="1.0"><p data-mailproof-at="1.5"></p></div>', [
    '1.0 div',
    '1.5 p',
  ]);
  check('texts of one node, each up to the next', '<p data-mailproof-texts="0:0:1.3 0:5:1.9">Dear Ada</p>', [
    '1.3 p Dear',
    '1.9 p Ada',
  ]);
  check(
    'texts around an element, in the order of reading',
    '<p data-mailproof-texts="0:0:1.3 2:0:1.z">a<b data-mailproof-at="1.4" data-mailproof-texts="0:0:1.7">b</b>c</p>',
    ['1.3 p ab', '1.4 b', '1.7 b b', '1.z p c'],
  );
  check(
    'a line that goes on behind an element',
    '<p data-mailproof-texts="0:0:1.3">Not you? Say <i>so</i>.<div>Else</div> more</p>',
    ['1.3 p Not you? Say so.'],
  );
  check('a value that is an element', '<p data-mailproof-texts="0:0:1.3"><b>x</b></p>', ['1.3 p x']);
  check(
    'of elements inside of each other with one mark, the outermost',
    '<table data-mailproof-at="1.0"><tbody><tr><td data-mailproof-at="1.0"></td></tr></tbody></table>',
    ['1.0 table'],
  );
  check('elements beside each other with one mark', '<p data-mailproof-at="1.0"></p><p data-mailproof-at="1.0"></p>', [
    '1.0 p',
    '1.0 p',
  ]);
  check(
    'nothing that only looks like it',
    '<p data-mailproof-at="../x"></p><p data-mailproof-texts="9:0:1.1 x 0:0:<b> -1:0:1.1 0">a</p>',
    [],
  );
});

describe('the nearest marked element', () => {
  test('is found from any element in it', () => {
    marksIn('<td data-mailproof-at="1.0"><b>x</b></td><div data-mailproof-at="1.5"><b>x</b></div>');
    expect(elementAt(document.querySelector('div b'))?.mark).toBe('1.5');
  });

  test('is none outside of all', () => {
    marksIn('<b>x</b>');
    expect(elementAt(document.querySelector('b'))).toBeUndefined();
  });
});

test('a new version of the document is read when the old one is forgotten', () => {
  const marks = marksIn('<p data-mailproof-at="1.0"></p>');
  expect(marks.find('1.0').length).toBe(1);
  document.body.innerHTML = '<p data-mailproof-at="2.0"></p>';
  marks.forget();
  expect([marks.find('1.0').length, marks.find('2.0').length]).toEqual([0, 1]);
});
