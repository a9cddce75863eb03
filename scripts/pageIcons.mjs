// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

const codicons = 'node_modules/@vscode/codicons/dist';
const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Puts into the style of each page the icons that its code names, and a font of these alone. A font that is fetched keeps a webview
 * from being loaded, and VS Code neither shows one that is not nor hands on what was posted to it: measured, a fifth of the time that
 * a preview takes to open. One that is part of the style is there with it, and 500 icons that nobody shows are not sent.
 *
 * @param {string} folder with `NAME.js` and `NAME.css` of each page, which is changed
 * @param {readonly string[]} pages their names
 * @returns {Promise<readonly string[]>} what went into them, relative to the project, as esbuild names its inputs
 */
export async function addPageIcons(folder, pages) {
  const style = fs.readFileSync(path.join(projectRoot, codicons, 'codicon.css'), 'utf8');
  const font = fs.readFileSync(path.join(projectRoot, codicons, 'codicon.ttf'));
  for (const page of pages) {
    const file = path.join(folder, `${page}.css`);
    const own = fs.readFileSync(file, 'utf8');
    const used = iconsIn(`${fs.readFileSync(path.join(folder, `${page}.js`), 'utf8')}\n${own}`, iconsOf(style));
    const subset = await subsetFont(font, [...used.values()].join(''), { targetFormat: 'woff2' });
    fs.writeFileSync(file, `${iconStyle(style, used, subset)}\n${own}`);
  }
  return ['codicon.css', 'codicon.ttf'].map((name) => `${codicons}/${name}`);
}

/**
 * @param {string} style of the whole font
 * @returns {Map<string, string>} the character of each icon, by its name
 */
export function iconsOf(style) {
  const rules = style.matchAll(/\.codicon-([a-z0-9-]+)::?before\s*\{\s*content:\s*"\\([0-9a-f]+)"\s*\}/g);
  return new Map([...rules].map(([, name = '', code = '']) => [name, String.fromCodePoint(parseInt(code, 16))]));
}

/**
 * Those whose name is a word in a text of the code, or a class in the style: more than are shown, and none less.
 *
 * @param {string} code
 * @param {ReadonlyMap<string, string>} icons
 * @returns {Map<string, string>}
 */
export function iconsIn(code, icons) {
  const words = code.match(/(?<=["'`\s.])[a-z][a-z0-9-]*(?=["'`\s:,{.])/g) ?? [];
  const names = new Set(words.map((word) => word.replace(/^codicon-/, '')));
  return new Map([...icons].filter(([name]) => names.has(name)));
}

/**
 * @param {string} style of the whole font
 * @param {ReadonlyMap<string, string>} used
 * @param {Buffer} font woff2
 */
function iconStyle(style, used, font) {
  const common = style
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/@font-face\s*\{[^}]*\}/, '')
    .replace(/\.codicon-[a-z0-9-]+::?before\s*\{[^}]*\}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const rules = [...used].map(([name, character]) => `.codicon-${name}:before{content:"${character}"}`);
  const face = `@font-face{font-family:codicon;src:url(data:font/woff2;base64,${font.toString('base64')}) format("woff2")}`;
  return [face, common, ...rules].join('');
}
