import { describe, expect, test } from 'vitest';
import { htmlToText } from '../../../src/core/render/text.ts';
import { withoutHidden } from '../../../src/core/render/withoutHidden.ts';

function check(name: string, html: string, expected: string): void {
  test(name, () => expect(htmlToText(html)).toBe(expected));
}

describe('links are kept', () => {
  check(
    'with their address behind them',
    '<p>See <a href="https://a.test/x?a=1&amp;b=2">our page</a>.</p>',
    'See our page (https://a.test/x?a=1&b=2).',
  );
  check(
    'once where the text is the address',
    '<a href="https://a.test/">https://a.test/</a> <a href="mailto:u@b.test">u@b.test</a>',
    'https://a.test/ u@b.test',
  );
  check(
    'of a picture, by what it shows',
    '<a href="https://a.test/"><img src="x.png" alt="Logo"></a>',
    'Logo (https://a.test/)',
  );
  check('of a picture that says nothing', '<a href="https://a.test/"><img src="x.png"></a>', 'https://a.test/');
  check('not where they lead to a place in the mail', '<a href="#top">Top</a>', 'Top');
  check(
    'of a button that Outlook draws by itself',
    '<!--[if mso]><v:roundrect href="https://a.test/go"><center>Go</center></v:roundrect><![endif]--><a href="https://a.test/go" style="color:#fff;mso-hide:all;">Go</a>',
    'Go (https://a.test/go)',
  );
  test('and long ones are not broken', () => {
    const href = `https://a.test/${'x'.repeat(300)}`;
    expect(htmlToText(`<p>${'word '.repeat(30)}<a href="${href}">Go</a></p>`)).toContain(`(${href})`);
  });
});

describe('tables are read row by row', () => {
  check(
    'a receipt',
    '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Coffee</td><td>180.000 ₫</td></tr><tr><td>Total</td><td>180.000 ₫</td></tr></table>',
    'Item Price\nCoffee 180.000 ₫\nTotal 180.000 ₫',
  );
  check(
    'columns of a layout, from left to right',
    '<table><tr><td><table><tr><td><p>Left</p></td></tr></table></td><td><table><tr><td><p>Right</p></td></tr></table></td></tr></table>',
    'Left\n\nRight',
  );
});

describe('what nobody sees is left out', () => {
  const hidden = [
    'style="display:none"',
    'style="DISPLAY : NONE !important"',
    "style='color:red;display:none;mso-hide:all'",
    'style="visibility:hidden"',
    'style="opacity:0"',
    'style="max-height:0;overflow:hidden"',
    'style="font-size:1px;max-height:0px;max-width:0px;overflow: hidden;"',
    'style="mso-hide:all;font-size:0;line-height:0"',
    'style="font-size: 1px; color: #fff; mso-hide: all"',
    'hidden',
  ];
  for (const attribute of hidden) {
    check(attribute, `<div ${attribute}>No<div>no</div>no</div><p>Yes</p>`, 'Yes');
  }
  check('fillers behind a preheader', '<div>&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#8203;</div><p>Yes</p>', 'Yes');
  check(
    'styles, scripts, titles',
    '<head><title>No</title><style>no</style></head><script>no</script><template>no</template><noscript>no</noscript>Yes',
    'Yes',
  );
  check(
    'what is for Outlook only',
    '<!--[if mso]><p>No</p><![endif]--><!--[if !mso]><!--><p>Yes</p><!--<![endif]-->',
    'Yes',
  );
});

describe('what is seen stays', () => {
  const shown = [
    'style="display:nonesuch"',
    'style="opacity:0.5"',
    'style="opacity:.9;height:10px;overflow:hidden"',
    'style="max-height:0"',
    'style="line-height:0;font-size:0"',
    'style="mso-hide:all;font-size:13px"',
    'style="mso-hide:all;font-size:1.5em"',
    'style="overflow:hidden;height:0.5em"',
    'data-hidden',
    'class="hidden"',
  ];
  for (const attribute of shown) check(attribute, `<div ${attribute}>Yes</div>`, 'Yes');
  check('behind a hidden element that is never closed', '<div style="display:none">No<p>Yes</p>', 'No\n\nYes');
  check('behind one that holds the same elements', '<div style="display:none"><div></div><br></div><p>Yes</p>', 'Yes');
  check('behind a hidden picture', '<img style="display:none" alt="No"><p>Yes</p>', 'Yes');
  check('joiners in words and emoji', '<p>می\u200cخواهم 👩\u200d💻</p>', 'می\u200cخواهم 👩\u200d💻');
});

describe('the rest reads as it looks', () => {
  check(
    'lists',
    '<ul><li>One</li><li>Two<ul><li>a</li></ul></li></ul><ol start="3"><li>c</li></ol>',
    '* One\n * Two\n   * a\n\n 3. c',
  );
  check(
    'headings, lines, quotations',
    '<h1>Title</h1><p>a<br>b</p><hr><blockquote>q</blockquote>',
    `Title\n\na\nb\n\n${'-'.repeat(40)}\n\n> q`,
  );
  check('characters', '<p>Tom &amp; Jerry &lt;x&gt; 5&nbsp;kg &copy;</p>', 'Tom & Jerry <x> 5 kg ©');
  check('lines of eighty', `<p>${'word '.repeat(20)}</p>`, `${'word '.repeat(16).trim()}\n${'word '.repeat(4).trim()}`);
});

test('a hostile text takes time in proportion to its length', { timeout: 60_000 }, () => {
  const started = process.cpuUsage();
  for (const unit of [
    '<p hidden>',
    '<p hidden></a>',
    '</p>',
    '<p hidden></p>',
    '<a style="display:none',
    '<p style="opacity:0">x</p><b>',
  ]) {
    withoutHidden(unit.repeat(200_000 / unit.length));
  }
  const used = process.cpuUsage(started);
  expect((used.user + used.system) / 1000).toBeLessThan(5000);
});
