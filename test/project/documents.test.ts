import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** A document that names a file or a script which does not exist is a defect. */
const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...fs
    .readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`),
];
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('names only files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|scripts|media|docs|bench|examples|schemas|\.ci)\/[\w./-]+)`/g)];
    const missing = named
      .map((found) => found[1] ?? '')
      .filter((file) => !file.includes('...') && !fs.existsSync(path.join(root, file)));
    expect(missing).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|command:|mailto:)([^)\s#]+)/g)].map((found) => found[1] ?? '');
    const missing = links.filter((link) => !fs.existsSync(path.resolve(root, path.dirname(document), link)));
    expect(missing).toEqual([]);
  });

  test('names only scripts of package.json', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map((found) => found[1] ?? '');
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('names no path of a machine', () => {
    expect(/(?:\/home\/|\/Users\/|C:\\Users|\/work\/)/.test(text)).toBe(false);
  });
});
