import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readZip } from '../support/readZip.ts';

/** What is shipped: the VSIX that `npm test` packaged just before. */
const root = path.join(import.meta.dirname, '..', '..');
const vsix = path.join(root, 'dist', 'mailproof.vsix');
const entries = readZip(fs.readFileSync(vsix));
const names = [...entries.keys()].map((name) => name.replace(/^extension\//, ''));
const megabyte = 1024 * 1024;
const textOf = (name: string): string => entries.get(`extension/${name}`)?.toString('utf8') ?? '';

describe('the packaged extension', () => {
  test('is at most 3 MB and 60 files', () => {
    expect(fs.statSync(vsix).size).toBeLessThanOrEqual(3 * megabyte);
    expect(names.length).toBeLessThanOrEqual(60);
  });

  test('holds the entries of every process and every page', () => {
    const needed = [
      'package.json',
      'package.nls.json',
      'package.nls.vi.json',
      'l10n/bundle.l10n.vi.json',
      'l10n/pages.l10n.vi.json',
      'dist/extension.js',
      'dist/mail.js',
      'dist/inbox.js',
      'dist/inboxServer.js',
      'dist/source.js',
      'dist/profiles.js',
      'dist/export.js',
      'dist/send.js',
      'dist/viewer.js',
      'dist/discovery.js',
      'dist/delivery.js',
      'dist/profileForm.js',
      'dist/oauth.js',
      'dist/renderer.js',
      'dist/renderEngine.js',
      ...['sucrase', 'yaml', 'messageParser'].map((name) => `dist/${name}.js`),
      'dist/cli.js',
      'dist/examples.json',
      ...['preview', 'profileEditor', 'message'].flatMap((page) => [
        `dist/webview/${page}.js`,
        `dist/webview/${page}.css`,
      ]),
      'media/icon.png',
      'schemas/mailproof.schema.json',
      'syntaxes/mjml.tmLanguage.json',
    ];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
    // vsce renames these two.
    expect(names.some((name) => /^readme\.md$/i.test(name))).toBe(true);
    expect(names.some((name) => /^changelog\.md$/i.test(name))).toBe(true);
    expect(names.some((name) => name.startsWith('THIRD-PARTY-NOTICES'))).toBe(true);
  });

  test('holds no source, test, map or key', () => {
    expect(
      names.filter((name) => /\.(ts|mts|map|pem|key|tsbuildinfo)$|^(src|test|node_modules|scripts)\//.test(name)),
    ).toEqual([]);
  });

  test('activates from at most 200 KB', () => {
    expect(entries.get('extension/dist/extension.js')?.length).toBeLessThanOrEqual(200 * 1024);
  });

  test('loads none of the heavy libraries at activation', () => {
    const activation = textOf('dist/extension.js');
    for (const mark of [
      'SMTPConnection',
      'ImapFlow',
      'mjml-column',
      'mj-section',
      'PostalMime',
      'HandlebarsEnvironment',
      'parseWithoutProcessing',
    ]) {
      expect([mark, activation.includes(mark)]).toEqual([mark, false]);
    }
  });

  test('leaves out what MJML could do and Mailproof never asks for', () => {
    for (const bundle of ['dist/renderer.js', 'dist/renderEngine.js', 'dist/cli.js']) {
      for (const mark of ['postcss-discard-comments', 'js_beautify', 'removeComments: "safe"']) {
        expect([bundle, mark, textOf(bundle).includes(mark)]).toEqual([bundle, mark, false]);
      }
    }
  });

  test('makes no web request but to look up a mail server and to sign in: no other bundle contains a way to make one', () => {
    const bundles = names.filter((name) => /^dist\/\w+\.js$/.test(name));
    expect(bundles.length).toBeGreaterThanOrEqual(8);
    const ways =
      /require\(["'](?:node:)?(?:https?|http2|undici)["']\)|(?<![.*])\bfetch\(|\b(?:globalThis|global|window|self)\.fetch\b|\bXMLHttpRequest\b|\bWebSocket\(/;
    expect(bundles.filter((bundle) => ways.test(textOf(bundle))).sort()).toEqual([
      'dist/discovery.js',
      'dist/oauth.js',
    ]);
    // It is loaded in one place, behind the user's consent (src/features/profiles/lookUpServer.ts).
    const loads = /require\(["']\.\/discovery\.js["']\)/g;
    expect(bundles.filter((bundle) => loads.test(textOf(bundle)))).toEqual(['dist/profileForm.js']);
    expect(textOf('dist/profileForm.js').match(loads)).toHaveLength(1);
    // The pattern finds what it looks for: the page of the preview fetches local images from VS Code.
    expect(ways.test(textOf('dist/webview/preview.js'))).toBe(true);
  });

  test('renders without any access to the network', () => {
    const network = /require\(["'](?:node:)?(?:net|tls|dgram|dns)["']\)/;
    // The command line loads the bundle for mail when it sends, and has no other way out.
    const bundles = ['renderer', 'renderEngine', 'sucrase', 'yaml', 'messageParser', 'cli'];
    expect(bundles.filter((name) => network.test(textOf(`dist/${name}.js`)))).toEqual([]);
    expect(network.test(textOf('dist/mail.js'))).toBe(true);
    expect(network.test(textOf('dist/delivery.js'))).toBe(true);
  });

  test('shows a page without pictures that are not in the package', () => {
    const page = [...entries.keys()].find((name) => /readme\.md$/i.test(name)) ?? '';
    const images = [...(entries.get(page)?.toString('utf8') ?? '').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
      (found) => found[1] ?? '',
    );
    expect(images.filter((image) => !image.startsWith('https:'))).toEqual([]);
  });

  test('names no machine: no absolute path of the build is in a bundle', () => {
    const home = path.dirname(root);
    expect([...entries].filter(([, content]) => content.includes(home)).map(([name]) => name)).toEqual([]);
  });

  test('names the licence of every package that is bundled', () => {
    const result = execFileSync(process.execPath, [path.join(root, 'scripts', 'notices.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect(result).toContain('up to date');
  });
});
