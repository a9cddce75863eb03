// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { displayHtml, type DisplayOptions } from '../../../src/webview/mailFrame/displayHtml.ts';

const blocked: DisplayOptions = {
  baseUrl: 'https://files.test/mails/',
  remoteImages: false,
  failedUrls: new Set(),
  localImage: (url) => ({ kind: 'loaded', url, blob: new Blob() }),
};
const allowed: DisplayOptions = { ...blocked, remoteImages: true };

function show(html: string, options: DisplayOptions = blocked): { body: string; all: string; remote: number } {
  const { document: mail, remoteImageCount } = displayHtml(
    `<!DOCTYPE html><html><head></head><body>${html}</body></html>`,
    options,
  );
  mail.head.lastElementChild?.remove();
  return { body: mail.body.innerHTML, all: mail.documentElement.outerHTML, remote: remoteImageCount };
}

describe('what gets around the policy or acts by itself is removed', () => {
  test.each([
    '<script>1</script>',
    '<script src="https://x/a.js"></script>',
    '<link rel="preconnect" href="https://x">',
    '<link rel="stylesheet" href="https://x/a.css">',
    '<base href="https://x/">',
    '<meta http-equiv="refresh" content="0;url=https://x">',
    '<iframe src="https://x"></iframe>',
    '<iframe srcdoc="<script>1</script>"></iframe>',
    '<object data="https://x"></object>',
    '<embed src="https://x">',
    '<video src="https://x" autoplay></video>',
    '<audio src="https://x"></audio>',
    '<template><img src="https://x"></template>',
  ])('%s', (html) => {
    expect(show(`a${html}b`).body).toBe('ab');
  });

  test.each([
    ['<p onclick="1">a</p>', '<p>a</p>'],
    ['<p OnMouseOver="1" style="color:red">a</p>', '<p style="color:red">a</p>'],
    [
      '<form action="https://x" target="_top"><button formaction="https://y">a</button></form>',
      '<form target="_top"><button>a</button></form>',
    ],
    ['<input autofocus>', '<input>'],
    ['<a ping="https://x" href="https://y">a</a>', '<a href="https://y">a</a>'],
    ['<p contenteditable accesskey="s">a</p>', '<p>a</p>'],
  ])('%s', (html, wanted) => {
    expect(show(html).body).toBe(wanted);
  });

  test.each(['javascript:1', 'JavaScript:1', ' java\n\tscript:1', 'vbscript:1', '\u0001javascript:1'])(
    'a link to %j is no link',
    (href) => {
      expect(show(`<a href="${href}">a</a>`).body).toBe('<a>a</a>');
    },
  );

  test('a script in a drawing is removed', () => {
    expect(show('<svg><script>1</script><g></g></svg>').body).not.toContain('script');
  });

  test('other links stay as they are written: the extension decides', () => {
    const html =
      '<a href="https://x/?a=1&amp;b">a</a><a href="command:x">b</a><a href="mailto:a@b">c</a><a href="#d">d</a>';
    expect(show(html).body).toBe(html);
  });

  test('an event handler on the body is removed too', () => {
    const { document: mail } = displayHtml('<html onload="1"><body onload="1" bgcolor="#eee">a</body></html>', blocked);
    expect(mail.querySelectorAll('[onload]')).toHaveLength(0);
    expect(mail.body.getAttribute('bgcolor')).toBe('#eee');
  });

  test('a mail that is no html at all is shown as it is', () => {
    expect(show('').body).toBe('');
    expect(show('just text & more').body).toBe('just text &amp; more');
  });
});

describe('images', () => {
  test('a local image is found from the folder of the template', () => {
    expect(show('<img src="images/a.png" alt="A">').body).toBe(
      '<img src="https://files.test/mails/images/a.png" alt="A">',
    );
  });

  test('local addresses are found in every place that shows an image', () => {
    const body = show(
      '<table background="t.png"><tbody><tr><td background="c.png" style="background:url(s.png)">x</td></tr></tbody></table>',
    ).body;
    for (const name of ['t', 'c', 's']) expect(body).toContain(`https://files.test/mails/${name}.png`);
  });

  test('each candidate of a srcset is found, and those on the network are left out', () => {
    expect(show('<img src="a.png" srcset="a.png 1x, https://x/b.png 2x, c.png 3x">').body).toContain(
      'srcset="https://files.test/mails/a.png 1x, https://files.test/mails/c.png 3x"',
    );
  });

  test('a remote image becomes a placeholder with its text', () => {
    const { body, remote } = show('<img src="https://x/a.png" alt="A pen" width="120">');
    expect(body).toBe('<img alt="A pen" width="120" data-mailproof-image="blocked" title="https://x/a.png">');
    expect(remote).toBe(1);
  });

  test('a remote image without text keeps the place of its size', () => {
    const { body } = show('<img src="https://x/a.png" width="120" height="90">');
    expect(body).toContain(`width='120' height='90'`);
    expect(body).not.toContain('src="https');
  });

  test('a tracking pixel is counted and stays invisible', () => {
    const { body, remote } = show('<img src="https://x/t.gif" width="1" height="1">');
    expect(body).not.toMatch(/data-mailproof-image|https:/);
    expect(remote).toBe(1);
  });

  test('the same remote address counts once, in whatever place', () => {
    const html =
      '<img src="https://x/a.png"><p style="background:url(https://x/a.png)">a</p><table background="https://x/b.png"></table>';
    expect(show(html).remote).toBe(2);
    expect(show(html).body.replace(/title="[^"]*"/, '')).not.toContain('https://x');
  });

  test('allowed remote images are shown and still counted', () => {
    const { body, remote } = show('<img src="https://x/a.png">', allowed);
    expect(body).toBe('<img src="https://x/a.png">');
    expect(remote).toBe(1);
  });

  test('an image that did not load becomes a placeholder and counts as no remote one', () => {
    const { body, remote } = show('<img src="a.png" alt="A">', {
      ...blocked,
      failedUrls: new Set(['https://files.test/mails/a.png']),
    });
    expect(body).toContain('data-mailproof-image="missing"');
    expect(remote).toBe(0);
  });

  test('a file keeps its place while it loads, and is a placeholder when there is none', () => {
    const html = '<img src="a.png" alt="A" width="80" height="60"><p style="background:url(b.png)">x</p>';
    const loading = show(html, { ...blocked, localImage: () => ({ kind: 'loading' }) }).body;
    expect(loading).toContain(`width='80' height='60'`);
    expect(loading).not.toMatch(/data-mailproof-image|files\.test/);
    const missing = show(html, { ...blocked, localImage: () => ({ kind: 'missing' }) }).body;
    expect(missing).toContain('data-mailproof-image="missing small"');
    expect(missing).not.toContain('files.test');
  });

  test('an inline part that is not there is missing, not remote', () => {
    expect(show('<img src="cid:logo" alt="Logo">')).toMatchObject({ remote: 0 });
    expect(show('<img src="cid:logo" alt="Logo">').body).toContain('data-mailproof-image="missing"');
  });
});
