import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pageTexts } from '../../src/host/pageTexts.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-texts-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
fs.mkdirSync(path.join(folder, 'l10n'));
for (const [name, texts] of Object.entries({
  'l10n/pages.l10n.vi.json': { Send: 'Gửi' },
  'l10n/pages.l10n.pt.json': { Send: 'Enviar' },
  'l10n/pages.l10n.de.json': { Send: 7, Mail: 'Mail' },
  'pages.l10n.vi.json': { Send: 'outside' },
}))
  fs.writeFileSync(path.join(folder, name), JSON.stringify(texts));

describe('the texts of the pages', () => {
  const check = (name: string, language: string, texts: Readonly<Record<string, string>>): void =>
    test(name, () => expect(pageTexts(path.join(folder, 'l10n'), language)).toEqual(texts));

  check('are those of the language', 'vi', { Send: 'Gửi' });
  check('in whatever case it is written', 'VI', { Send: 'Gửi' });
  check('of a country are those of its language', 'pt-br', { Send: 'Enviar' });
  check('are none for English', 'en', {});
  check('are none for a language that there is none of', 'cs', {});
  check('that are no texts are left out', 'de', { Mail: 'Mail' });
  check('are not read from a path', '../l10n/pages.l10n.vi', {});
  check('of no language are none', '', {});
});

test('are those that ship', () => {
  expect(pageTexts(path.join(import.meta.dirname, '..', '..', 'l10n'), 'vi')['Send']).toBe('Gửi');
});
