import { expect, test } from 'vitest';
import { asLightMedia, rewriteCss } from '../../../src/webview/mailFrame/displayCss.ts';

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

test('the scheme of the operating system does not choose the version of the mail', () => {
  expect(
    asLightMedia('@media (prefers-color-scheme:dark){} @media screen and ( prefers-color-scheme : light ){}'),
  ).toBe('@media (max-width: 0px){} @media screen and (min-width: 0px){}');
});
