import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { collectMessages, scanMessages } from '../../scripts/l10n.mjs';

const root = path.join(import.meta.dirname, '..', '..');
const readTexts = (file: string): Record<string, string> =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;
const english = readTexts('package.nls.json');

describe('messages of the code', () => {
  test('each is one literal, not concatenated and not a variable', () => {
    expect(() => collectMessages(root)).not.toThrow();
    expect(collectMessages(root).length).toBeGreaterThan(100);
  });

  test('no bundle for English: it is in the code', () => {
    expect(fs.existsSync(path.join(root, 'l10n', 'bundle.l10n.json'))).toBe(false);
  });
});

describe('texts of the pages', () => {
  const sources = fs
    .readdirSync(path.join(root, 'src/webview'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, code: fs.readFileSync(path.join(root, 'src/webview', name), 'utf8') }));

  test('are in files called text.ts, where the test of translations finds them', () => {
    const found = sources.filter(({ code }) => /\blocalise\(/.test(code)).map(({ name }) => path.basename(name));
    expect(new Set(found)).toEqual(new Set(['text.ts']));
  });

  test('are nowhere else', () => {
    const written = sources
      .filter(({ name }) => path.basename(name) !== 'text.ts')
      .flatMap(({ name, code }) =>
        [...code.matchAll(/(?:title|'aria-label'|placeholder): '([^']*)'|setText\([^,]+, '([^']+)'\)/g)].map(
          ([found]) => `${name}: ${found}`,
        ),
      );
    expect(written).toEqual([]);
  });
});

describe('the scanner reads', () => {
  const check = (name: string, source: string, messages: readonly string[]): void =>
    test(name, () => {
      const scan = scanMessages(source, 'a.ts');
      expect([scan.messages.map(({ message }) => message), scan.faults]).toEqual([messages, []]);
    });

  check('each kind of quote', 'vscode.l10n.t(\'a\'); l10n.t("b"); vscode.l10n.t(`c`)', ['a', 'b', 'c']);
  check('arguments, calls inside them too', "vscode.l10n.t('a {0}', vscode.l10n.t('b'))", ['a {0}', 'b']);
  check('quotes of the other kinds', `vscode.l10n.t('"a" \`b\`'); vscode.l10n.t("it's")`, ['"a" `b`', "it's"]);
  check('escapes', String.raw`l10n.t('\'a\'\n\\\x41\u0042\u{1f4e7}\q')`, ["'a'\n\\AB📧q"]);
  check('a continued line', "l10n.t('a \\\n b')", ['a  b']);
  check('lines of a template literal', 'l10n.t(`a\r\nb`)', ['a\nb']);
  check('a call over several lines, with comments', "vscode.l10n\n.t(\n// why\n'a', /* what */\n)", ['a']);
  check('what core says', "sentence('a {0}', sentence('b'))\nexport function sentence(text: string) {}", [
    'a {0}',
    'b',
  ]);
  check('other names that end alike not at all', 'input.t(name); l10nt(name); vscode.l10n.bundle', []);

  test('the line of the call', () => {
    expect(scanMessages("\n\nvscode.l10n.t(\n'a')", 'a.ts').messages).toEqual([
      { message: 'a', file: 'a.ts', line: 3 },
    ]);
  });
});

describe('the scanner refuses', () => {
  test.each([
    ['a variable', 'vscode.l10n.t(message)'],
    ['a concatenation', "vscode.l10n.t('a' + name)"],
    ['a concatenation of literals', "vscode.l10n.t('a' +\n'b')"],
    ['a concatenation with a substitution', "vscode.l10n.t(name + 'b')"],
    ['a substitution', 'vscode.l10n.t(`a ${name}`)'],
    ['a choice', "vscode.l10n.t(isOne ? 'a' : 'b')"],
    ['a method of a literal', "vscode.l10n.t('a'.trim())"],
    ['an object', "vscode.l10n.t({ message: 'a', comment: 'b' })"],
    ['a literal that never ends', "vscode.l10n.t('a"],
    ['a broken escape', String.raw`vscode.l10n.t('\u{}`],
    ['no argument', 'vscode.l10n.t()'],
    ['the function handed on', 'const t = vscode.l10n.t;'],
    ['a variable of core', 'sentence(text)'],
    ['the object handed on', 'const { t } = vscode.l10n;'],
  ])('%s', (_name, source) => {
    const { messages, faults } = scanMessages(source, 'a.ts');
    expect([messages, faults.length]).toEqual([[], 1]);
    expect(faults[0]).toMatch(/^a\.ts:1: /);
  });
});

// Another language is one more line here.
describe.each(['vi'])('the language %s', async (language) => {
  const inPages = await textsOfPages();
  const pages = readTexts(`l10n/pages.l10n.${language}.json`);
  const bundle = readTexts(`l10n/bundle.l10n.${language}.json`);
  const manifest = readTexts(`package.nls.${language}.json`);
  const pairs = [
    ...Object.entries(bundle),
    ...Object.entries(pages),
    ...Object.entries(english).map(([key, text]) => [text, manifest[key] ?? ''] as const),
  ];
  /** Texts whose parts that match, in any order, are not those of their translation. */
  const differing = (pattern: RegExp): (readonly [string, string])[] =>
    pairs.filter(([text, translation]) => partsOf(text, pattern) !== partsOf(translation, pattern));

  test('has every message, and none that the code no longer has', () => {
    const messages = [...new Set(collectMessages(root).map(({ message }) => message))];
    expect(Object.keys(bundle).sort()).toEqual(messages.sort());
  });

  test('has every text of the pages (src/webview/*/text.ts), and none that no page has', () => {
    expect(Object.keys(pages).sort()).toEqual([...inPages].sort());
  });

  test('has every text of package.nls.json, and no other', () => {
    expect(Object.keys(manifest).sort()).toEqual(Object.keys(english).sort());
  });

  // VS Code shows the English text instead of an empty one; a search does not find letters in the decomposed form.
  test('has no empty text, no outer space and only composed letters', () => {
    const wrong = pairs.filter(([, text]) => text === '' || text !== text.trim() || text !== text.normalize('NFC'));
    expect(wrong).toEqual([]);
  });

  test('has the same placeholders', () => {
    expect(differing(/\{\d+\}/g)).toEqual([]);
  });

  test('has the same links, and the same number of lines', () => {
    expect(differing(/\]\([^)]*\)|\n/g)).toEqual([]);
  });

  test('has the same code and settings', () => {
    expect(differing(/`[^`]*`|mailproof\.\w+|\.eml/g)).toEqual([]);
  });

  test('has the three dots of a command that asks for more', () => {
    expect(differing(/\.\.\.$/g)).toEqual([]);
  });

  test('calls views by the names they have', () => {
    const views = Object.keys(english).filter((key) => key.startsWith('view.'));
    for (const texts of [english, manifest]) {
      const names = new Set(views.map((key) => texts[key]));
      const called = Object.values(texts).flatMap((text) =>
        [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name),
      );
      expect(called.length).toBeGreaterThan(0);
      expect(called.filter((name) => !names.has(name))).toEqual([]);
    }
  });

  test('calls a thing of the manifest and of the code by one name', () => {
    const inCode = new Map(Object.entries(bundle));
    const two = Object.entries(english)
      .map(([key, text]) => ({ text, names: [manifest[key], inCode.get(text)] }))
      .filter(({ names: [one, other] }) => other !== undefined && one !== other);
    expect(two).toEqual([]);
  });
});

/** Pages take them from their document, which has no translations here. */
async function textsOfPages(): Promise<ReadonlySet<string>> {
  vi.stubGlobal('document', { getElementById: () => null });
  const folder = path.join(root, 'src/webview');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'text.ts');
  const modules = await Promise.all(
    files.map(
      (name) => import(pathToFileURL(path.join(folder, name)).href) as Promise<{ text: Record<string, string> }>,
    ),
  );
  vi.unstubAllGlobals();
  return new Set(modules.flatMap(({ text }) => Object.values(text)));
}

/** Sorted: word order differs between languages. */
function partsOf(text: string, pattern: RegExp): string {
  return (text.match(pattern) ?? []).sort().join(' ');
}
