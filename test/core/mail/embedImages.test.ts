import { expect, test } from 'vitest';
import { embedImages, type ImageContent } from '../../../src/core/mail/embedImages.ts';
import { sentence } from '../../../src/core/sentence.ts';

const files: Readonly<Record<string, string>> = {
  '/img/r.png': 'R',
  '\\img\\w.png': 'W',
  'a.png': 'A',
  'img/b c.jpg': 'B',
  'same.png': 'A',
  '../up.png': 'U',
};

async function read(path: string): Promise<ImageContent> {
  const content = files[path];
  if (content === undefined) return { kind: 'missing', reason: sentence('there is no such file') };
  return {
    kind: 'image',
    content: Buffer.from(content),
    contentType: path.endsWith('.jpg') ? 'image/jpeg' : 'image/png',
  };
}

/** `‹path›` marks what is replaced. */
function check(name: string, marked: string): void {
  test(name, async () => {
    const html = marked.replaceAll(/[‹›]/g, '');
    const result = await embedImages(html, read);
    const byContent = new Map(result.images.map((image) => [Buffer.from(image.content).toString(), image.cid]));
    const expected = marked.replaceAll(/‹([^›]*)›/g, (_match, path: string) => {
      const plain = decodeURIComponent(
        path
          .trim()
          .replaceAll('&amp;', '&')
          .replace(/[?#].*$/, ''),
      );
      return `cid:${byContent.get(files[plain] ?? '')}`;
    });
    expect(result.html).toBe(expected);
    expect(result.images.length).toBe(
      new Set(marked.match(/‹[^›]*›/g)?.map((path) => files[path.slice(1, -1)] ?? path)).size,
    );
  });
}

check(
  'img src in each kind of quotation',
  `<img src="‹a.png›"><img src='‹a.png›'><img src=‹a.png›><IMG SRC = "‹a.png›" >`,
);
check('spaces in paths, encoded or not', '<img src="‹img/b%20c.jpg›">');
check('a query and entities do not matter', '<img src="‹a.png?x=1&amp;y=2›">');
check('background attributes', '<table background="‹a.png›"><td BACKGROUND=‹a.png›>');
check('url() in a style attribute', `<div style="background: url('‹a.png›') no-repeat, url(‹a.png›)">`);
check('url() with entities as quotation marks', '<div style="background:url(&quot;‹a.png›&quot;)">');
check('url() in a style element', '<style>a{background:url("‹a.png›")} b{background:url( ‹a.png› )}</style>');
check('VML in conditional comments', '<!--[if mso]><v:fill type="frame" src="‹a.png›" /><![endif]-->');
check('what is hidden from Outlook', '<!--[if !mso]><!--><img src="‹a.png›"><!--<![endif]-->');
check(
  'paths from the root of the project',
  '<img src="‹/img/r.png›"><img src="‹\\img\\w.png›"><p style="background:url(‹/img/r.png›)">',
);
check(
  'each candidate of a srcset keeps its descriptor',
  '<img srcset="‹a.png› 1x,\n ‹img/b%20c.jpg›  2x , https://x.test/a.png 3x" src="‹a.png›">',
);
check('a srcset of a source', "<picture><source SRCSET='‹a.png›, ‹/img/r.png› 2x'><img src=‹a.png›></picture>");
check('a srcset without descriptors', '<img srcset="‹a.png›"><img srcset=‹a.png›><img srcset=",‹a.png›,">');
check('commas in candidates', '<img srcset="data:image/png;base64,a.png 1x, ‹a.png› calc(1,a.png) 2x, ‹a.png› 3x">');
check('a srcset of another element stays', '<video srcset="a.png 1x"></video><img srcset="" ><img srcset=",,">');
check('folders above', '<img src="‹../up.png›">');
check('ordinary comments stay', '<!-- <img src="a.png"> --><p>');
check('scripts and titles stay', '<script>"<img src=a.png>"</script><title><img src="a.png"></title>');
check('text stays', '<p>src="a.png" url(a.png)</p>');
check('other attributes stay', '<a href="a.png"><img alt="src=a.png" data-src="a.png" title=\'src="a.png"\'>');
check(
  'other addresses stay',
  '<img src="https://x.test/a.png"><img src="//x/a.png"><img src="\\\\x\\a.png"><img src="/\\x/a.png"><img src="data:,"><img src="cid:a.png"><img src="C:\\a.png"><img src="#a.png"><img src=""><img src>',
);
check('template variables stay', '<img src="{{image}}.png">');
check('fonts and style sheets stay', '<style>@import url(a.css); @font-face{src:url(f.woff2)}</style>');
check('a broken end stays', '<img src="‹a.png›"><img src="a.png');
check('a lone bracket stays', 'a < b <img src="‹a.png›"> <');
check(
  'everything else stays byte for byte',
  '\uFEFF<!doctype html>\r\n<P  Class=x >\n\tÁ👍&nbsp;&amp;<br/ ><img\r\n  src="‹a.png›"\n/>\r',
);

test('the same content is sent once', async () => {
  const { images, html } = await embedImages('<img src="a.png"><img src="same.png"><img src="a.png">', read);
  expect(images).toHaveLength(1);
  expect(new Set(html.match(/cid:[^"]+/g)).size).toBe(1);
});

test('missing images stay and are named once', async () => {
  const html = '<img src="no.png"><img src="no.png">';
  expect(await embedImages(html, read)).toEqual({
    html,
    images: [],
    left: [{ path: 'no.png', reason: sentence('there is no such file') }],
  });
});

test('a hostile text takes time in proportion to its length', { timeout: 60_000 }, async () => {
  // Of the processor, not of the clock: other work on the machine does not count.
  const started = process.cpuUsage();
  for (const unit of [
    '<a ',
    '<a b="',
    "<a b='",
    '<style>',
    '<!--',
    '<!--[if',
    'url("',
    '<a style="url(\'',
    '<',
    '<a srcset="a, ',
    ' ',
    '\t"',
    '<img srcset="a(',
  ]) {
    await embedImages(unit.repeat(300_000 / unit.length), read);
    await embedImages(`<img ${unit.repeat(300_000 / unit.length)}"`, read);
    await embedImages(`<img srcset="${unit.repeat(300_000 / unit.length)}"`, read);
  }
  const used = process.cpuUsage(started);
  // Read again from each of its places, 300 000 characters take minutes.
  expect((used.user + used.system) / 1000).toBeLessThan(10_000);
});

check(
  'what a comment of CSS names is not there',
  '<style>/* url(no.png) */ a{background:url(‹a.png›)} /* url(no.png)</style><p style="/*url(no.png)*/background:url(‹a.png›)">',
);

test('a path with characters written as numbers is read as browsers read it', async () => {
  const asked: string[] = [];
  await embedImages('<img src="&#97;&#x2E;png"><img src="&#0;x.png">', (path) => {
    asked.push(path);
    return read(path);
  });
  expect(asked).toEqual(['a.png', '&']);
});
