import { expect, test } from 'vitest';
import { cssInScheme, mediaInScheme, rewriteCss } from '../../../src/webview/mailFrame/displayCss.ts';

/** `ok:` addresses are shown as `shown`, all others are not. */
function check(css: string, wanted: string): void {
  expect(rewriteCss(css, (raw) => (raw.startsWith('ok:') ? `shown${raw.slice(3)}` : undefined))).toBe(wanted);
}

test('an address in any kind of quotes is replaced', () => {
  check('a{background:url(ok:1)}', 'a{background:url("shown1")}');
  check('a{background:URL( "ok:1" ) no-repeat}', 'a{background:url("shown1") no-repeat}');
  check(`a{background:url('ok:1'),url(ok:2)}`, `a{background:url('shown1'),url("shown2")}`);
});

test('what may not be shown becomes an empty image', () => {
  check('a{background:url(https://x)}', 'a{background:url("data:,")}');
});

test('an address cannot end its own quotes', () => {
  check(`a{background:url('ok:"),url(https://x')}`, `a{background:url('shown%22),url(https://x')}`);
});

test('imports are dropped, rules after them stay', () => {
  check('@import url("https://x;y.css") screen;a{color:red}', 'a{color:red}');
  check('@import "x.css";@import url(y.css);b{}', 'b{}');
});

test('fonts from the network are dropped, embedded ones stay', () => {
  check('@font-face{src:url(https://x/f.woff2) format("woff2")}', '@font-face{src:url("data:,") format("woff2")}');
  check(
    '@font-face{src:url(data:font/woff2;base64,AA) format("woff2")}',
    '@font-face{src:url(data:font/woff2;base64,AA) format("woff2")}',
  );
});

test('comments and fragments are left alone', () => {
  check('/* url(https://x) @import "y"; */a{fill:url(#g)}', '/* url(https://x) @import "y"; */a{fill:url(#g)}');
});

test('a style sheet that is cut off in a comment or an address does not hang', () => {
  check('/* url(ok:1)', '/* url(ok:1)');
  check('a{background:url("ok:1', 'a{background:url("ok:1');
  expect(rewriteCss(`@import ${'('.repeat(50_000)}`, () => undefined)).not.toContain('@import');
  expect(rewriteCss('url('.repeat(20_000), () => undefined)).not.toContain('https');
});

/** `yes` and `no` stand for conditions that always and never hold. */
function checkScheme(css: string, wanted: { readonly light: string; readonly dark: string }): void {
  const shown = (scheme: 'light' | 'dark'): string =>
    cssInScheme(css, scheme).replaceAll('(min-width: 0px)', 'yes').replaceAll('(max-width: 0px)', 'no');
  expect({ light: shown('light'), dark: shown('dark') }).toEqual(wanted);
}

test('the scheme of the operating system does not choose the version of the mail', () => {
  checkScheme('@media (prefers-color-scheme:dark){} @media screen and ( PREFERS-color-scheme : light ){}', {
    light: '@media no{} @media screen and yes{}',
    dark: '@media yes{} @media screen and no{}',
  });
});

test('a condition on the scheme keeps its place among others', () => {
  checkScheme(
    '@media not all and (prefers-color-scheme: dark),only screen and (prefers-color-scheme: dark) and (max-width:480px){}',
    {
      light: '@media not all and no,only screen and no and (max-width:480px){}',
      dark: '@media not all and yes,only screen and yes and (max-width:480px){}',
    },
  );
  checkScheme('@media (not (prefers-color-scheme:/* x */dark)){@media(prefers-color-scheme:dark){a{}}}', {
    light: '@media (not no){@media no{a{}}}'.replace('@media no{', '@mediano{'),
    dark: '@media (not yes){@mediayes{a{}}}',
  });
});

test('where both schemes are supported, color-scheme names the one that is shown', () => {
  checkScheme(':root{color-scheme: light dark;color:light-dark(#000,#fff)}', {
    light: ':root{color-scheme:only light;color:light-dark(#000,#fff)}',
    dark: ':root{color-scheme:dark;color:light-dark(#000,#fff)}',
  });
  checkScheme('a{color-scheme:dark}b{supported-color-schemes:light dark}', {
    light: 'a{color-scheme:dark}b{supported-color-schemes:light dark}',
    dark: 'a{color-scheme:dark}b{supported-color-schemes:light dark}',
  });
});

test('comments, strings and texts are no conditions', () => {
  const css = '/* @media (prefers-color-scheme:dark){} */a{content:"@media (prefers-color-scheme:dark)"}';
  checkScheme(css, { light: css, dark: css });
});

test('a style sheet that is cut off inside a condition does not hang', () => {
  for (const part of ['@media ', '@media(', '/*', '"', 'color-scheme:', '(prefers-color-scheme:']) {
    expect(cssInScheme(`prefers-color-scheme${part.repeat(50_000)}`, 'dark').length).toBeGreaterThan(0);
    expect(mediaInScheme(part.repeat(50_000), 'dark').length).toBeGreaterThan(0);
  }
});
