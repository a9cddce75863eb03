import { describe, expect, test } from 'vitest';
import { webviewShell, type WebviewShell } from '../../src/host/webviewShell.ts';

const shell: WebviewShell = {
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'n0nce',
  script: 'start();',
  style: 'p{color:red}',
  title: 'Preview',
  remoteImages: false,
  language: 'en',
};

/** The policy as the browser reads it. */
function policyOf(html: string): ReadonlyMap<string, string> {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const policy = content.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return new Map(policy.split('; ').map((directive) => [directive.replace(/ .*/, ''), directive.replace(/^\S+ /, '')]));
}

describe('policy', () => {
  test('nothing may be loaded but what is listed', () => {
    expect(Object.fromEntries(policyOf(webviewShell(shell)))).toEqual({
      'default-src': `'none'`,
      'script-src': `'nonce-n0nce'`,
      'style-src': `https://*.vscode-cdn.net 'unsafe-inline'`,
      'img-src': 'https://*.vscode-cdn.net data: blob:',
      'connect-src': 'https://*.vscode-cdn.net',
      'font-src': 'https://*.vscode-cdn.net data:',
      'form-action': `'none'`,
      'base-uri': `'none'`,
      'frame-src': `'none'`,
    });
  });

  test('allowing remote images opens images and nothing else', () => {
    const blocked = policyOf(webviewShell(shell));
    const allowed = policyOf(webviewShell({ ...shell, remoteImages: true }));
    expect(allowed.get('img-src')).toBe('https://*.vscode-cdn.net data: blob: https: http:');
    expect([...allowed].filter(([name, value]) => blocked.get(name) !== value).map(([name]) => name)).toEqual([
      'img-src',
    ]);
  });
});

describe('foreign text', () => {
  test('a title cannot end its element', () => {
    expect(webviewShell({ ...shell, title: '</title><script>1</script>' })).not.toContain('<script>1');
  });

  test('a language cannot end its attribute', () => {
    expect(webviewShell({ ...shell, language: '"><x' })).not.toContain('<x');
  });

  test('code and style cannot end their elements, and mean the same', () => {
    const html = webviewShell({
      ...shell,
      script: 'a("<!-- <script>", /<\\/SCRIPT>/)',
      style: 'b::after{content:"</style>"}',
    });
    expect(html).toContain(String.raw`a("\x3C!-- <script>", /<\/SCRIPT>/)`);
    expect(html).toContain(String.raw`content:"\3C /style>"`);
    const ended = webviewShell({ ...shell, script: 'a("</script><!--")' });
    expect(ended).toContain(String.raw`a("\x3C/script>\x3C!--")`);
  });

  test('a translation cannot end the script that carries it', () => {
    const html = webviewShell({ ...shell, texts: { send: '</script><script>1</script><!--' } });
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<!--');
  });
});
