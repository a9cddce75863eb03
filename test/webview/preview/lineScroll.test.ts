import { describe, expect, test } from 'vitest';
import { lineAtY, risingPoints, yOfLine } from '../../../src/webview/preview/lineScroll.ts';

const at = (text: string): { line: number; y: number }[] =>
  text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [line = 0, y = 0] = pair.split(':').map(Number);
      return { line, y };
    });

describe('of the places of lines, those stay that lead downwards', () => {
  const check = (name: string, points: string, expected: string): void =>
    test(name, () => expect(risingPoints(at(points))).toEqual(at(expected)));

  check('none of none', '', '');
  check('all where all do', '1:0 2:10 5:10 9:40', '1:0 2:10 5:10 9:40');
  check('the longer of two columns', '1:0 2:100 3:200 4:300 5:0 6:100 9:400', '1:0 2:100 3:200 4:300 9:400');
  check('all but one that is shown far below', '1:900 2:10 3:20 4:30', '2:10 3:20 4:30');
});

describe('a line', () => {
  const check = (name: string, line: number, expected: number | undefined, points = '10:100 20:300'): void =>
    test(name, () => expect(yOfLine(at(points), line)).toBe(expected));

  check('is where it begins', 10, 100);
  check('between two others is as far between them', 15, 200);
  check('above all is at the first', 0, 100);
  check('below all is at the last', 99, 300);
  check('has no place in a mail without any', 1, undefined, '');
});

describe('a place in the mail', () => {
  const check = (name: string, y: number, expected: number | undefined, points = '10:100 20:300'): void =>
    test(name, () => expect(lineAtY(at(points), y)).toBe(expected));

  check('is that of a line', 300, 20);
  check('between two lines is between them', 150, 12.5);
  check('of several lines is that of the last', 100, 12, '10:100 11:100 12:100 20:300');
  check('above all is of no line', 99, undefined);
  check('below all is of no line', 301, undefined);
});
