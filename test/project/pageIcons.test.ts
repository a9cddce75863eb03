import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { iconsIn, iconsOf } from '../../scripts/pageIcons.mjs';

const root = path.join(import.meta.dirname, '..', '..');
const all = iconsOf(fs.readFileSync(path.join(root, 'node_modules/@vscode/codicons/dist/codicon.css'), 'utf8'));
const namesIn = (code: string): readonly string[] => [...iconsIn(code, all).keys()];

test('every icon of the font is known by its name', () => {
  expect(all.size).toBeGreaterThan(500);
  expect(all.get('send')).toBe('\uec0f');
});

describe('the icons of a page', () => {
  test('are those that its code names, in any kind of string', () => {
    expect(namesIn(`icon("send"),i('mail'),\`table\``).toSorted()).toEqual(['mail', 'send', 'table']);
  });

  test('with a modifier behind the name, as part of a class, and in the style', () => {
    expect(namesIn('icon("loading codicon-modifier-spin")')).toEqual(['loading']);
    expect(namesIn('x.className="codicon codicon-trash"')).toEqual(['trash']);
    expect(namesIn('.bar .codicon-chevron-down::before{}')).toEqual(['chevron-down']);
  });

  test('are no others', () => {
    expect(namesIn('function send(){return mailbox.table}')).toEqual([]);
  });
});

describe.each(['preview', 'profileEditor', 'message'])('the built page %s', (page) => {
  const style = fs.readFileSync(path.join(root, `dist/webview/${page}.css`), 'utf8');
  const code = fs.readFileSync(path.join(root, `dist/webview/${page}.js`), 'utf8');

  test('brings its icons along, and loads nothing', () => {
    expect(style.match(/url\((?!["']?data:)[^)]*\)/g)).toBeNull();
    expect(style.startsWith('@font-face{font-family:codicon;src:url(data:font/woff2;base64,')).toBe(true);
  });

  test('has a rule for each icon that its code asks for', () => {
    const asked = namesIn(code);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !style.includes(`.codicon-${name}:before{`))).toEqual([]);
  });
});
