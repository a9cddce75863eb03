import { describe, expect, test } from 'vitest';
import { parseComputedColor, type Color } from '../../../src/webview/mailFrame/color.ts';
import { darkRules, type DarkClient } from '../../../src/webview/mailFrame/darkRules.ts';

type Row = readonly [original: string, text: string, underWhiteText: string];

/** Each colour as text, and as the background of a text that is white in the mail. */
function check(client: DarkClient, rows: readonly Row[]): void {
  const { text, background } = darkRules[client];
  const shown = rows.map(([original]) => {
    const color = fromHex(original);
    return [original, hex(text(color)), hex(background(color, text(fromHex('#ffffff'))))];
  });
  expect(shown).toEqual(rows);
}

describe('forced dark changes colours as', () => {
  test('Outlook.com, by contrast', () => {
    check('outlook', [
      ['#ffffff', '#ffffff', '#333333'],
      ['#000000', '#ffffff', '#000000'],
      ['#0c882a', '#5cc562', '#0c882a'],
      ['#f45e43', '#ff8e6d', '#c43320'],
    ]);
  });

  test('Apple Mail, all turned over', () => {
    check('apple', [
      ['#ffffff', '#333333', '#333333'],
      ['#000000', '#ffffff', '#ffffff'],
      ['#f45e43', '#c24a35', '#c24a35'],
    ]);
  });

  test('Gmail on iOS, dark ones become light', () => {
    check('gmailIos', [
      ['#ffffff', '#333333', '#202020'],
      ['#000000', '#f2f2f2', '#dfdfdf'],
      ['#f45e43', '#da624d', '#b13924'],
    ]);
  });

  test('Gmail on Android, dark ones stay', () => {
    check('gmailAndroid', [
      ['#ffffff', '#ffffff', '#202020'],
      ['#000000', '#f2f2f2', '#000000'],
      ['#f45e43', '#f45e43', '#b13924'],
    ]);
  });

  test.each<DarkClient>(['outlook', 'apple', 'gmailIos', 'gmailAndroid'])(
    '%s, and keeps what shines through',
    (client) => {
      const glass: Color = { red: 255, green: 255, blue: 255, alpha: 0.25 };
      const { text, background } = darkRules[client];
      expect([text(glass).alpha, background(glass, glass).alpha]).toEqual([0.25, 0.25]);
    },
  );
});

test('a computed colour is read in each way Chromium writes one that mails use', () => {
  expect(parseComputedColor('rgb(1, 2, 3)')).toEqual({ red: 1, green: 2, blue: 3, alpha: 1 });
  expect(parseComputedColor('rgba(1, 2, 3, 0.5)')).toEqual({ red: 1, green: 2, blue: 3, alpha: 0.5 });
  expect(parseComputedColor('color(srgb 1 0 0 / 0.5)')).toEqual({ red: 255, green: 0, blue: 0, alpha: 0.5 });
  expect(parseComputedColor('oklch(0.5 0.1 20)')).toBeUndefined();
});

function fromHex(text: string): Color {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  return { red, green, blue, alpha: 1 };
}

function hex({ red, green, blue }: Color): string {
  const parts = [red, green, blue].map((part) => Math.round(Math.min(Math.max(part, 0), 255)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
