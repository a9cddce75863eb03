import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { minifyConditionals } from '../../../../src/core/render/mjmlSpeed/outlookConditionals.ts';
import { usedFonts } from '../../../../src/core/render/mjmlSpeed/usedFonts.ts';
import { Random } from '../../../support/random.ts';

const require = createRequire(import.meta.url);
// MJML's own functions, to compare with; neither has types.
const stockMinify = require('mjml-core/lib/helpers/minifyOutlookConditionnals.js') as (html: string) => string;
const { buildFontsTags } = require('mjml-core/lib/helpers/fonts.js') as {
  readonly buildFontsTags: (html: string, styles: readonly string[], fonts: Readonly<Record<string, string>>) => string;
};

const random = new Random(4);
const textOf = (parts: readonly string[]): string =>
  Array.from({ length: random.below(14) }, () => random.pick(parts)).join('');

describe('conditional comments are minified as MJML does it', () => {
  const parts = [
    '<!--[if mso | IE]>',
    '<!--[if',
    '<!--[if ',
    '<!--[if !mso]><!-->',
    ']>',
    ']',
    '<![endif]-->',
    '>',
    '<b>',
    '  ',
    '\n',
    '\r\n ',
    ' ',
    'x',
    '\u2028',
    '$1',
  ];

  test.each(Array.from({ length: 2_000 }, () => textOf(parts)))('%j', (html) => {
    expect(minifyConditionals(html)).toBe(stockMinify(html));
  });
});

describe('fonts are found as MJML finds them', () => {
  const parts = [
    '"',
    "'",
    'font-family:',
    'FONT-FAMILY:',
    'font-family',
    'Lato',
    'lATO',
    'Open Sans',
    'A.b',
    'Axb',
    ' ',
    ';',
    '}',
    '\n',
    'ſ',
    '\u212a',
  ];
  const fonts = { Lato: '1', 'Open Sans': '2', 'A.b': '3', '': '4', k: '5', s: '6', Open: '7' };
  const cases = Array.from(
    { length: 2_000 },
    () => [textOf(parts), random.below(3) === 0 ? textOf(parts) : ''] as const,
  );

  test.each(cases)('%j %j', (body, style) => {
    const loaded = Object.values(fonts).filter((font) => buildFontsTags(body, [style], fonts).includes(`"${font}"`));
    expect(usedFonts(body, [style], fonts)).toEqual(loaded);
  });
});

test('texts that are quadratic for regular expressions are looked through once', () => {
  const long = 50_000;
  for (const text of ['<!--[if ', '<!--[if a', '<!--[if a]>', 'font-family:', '"font-family:', 'font-family:Lato;']) {
    const html = text.repeat(long);
    expect(minifyConditionals(html)).toBe(html);
    expect(usedFonts(html, [], { Lato: '1' })).toEqual([]);
  }
});
