// @ts-check
// Compares the messages of the code with their translations. Run alone, it lists what is missing and what is left over.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ message: string, file: string, line: number }} Message `file`: relative to the root, with forward slashes
 * @typedef {{ messages: Message[], faults: string[] }} Scan
 * @typedef {{ value: string, end: number }} Literal `end`: the position after the closing quote
 */

// The second form is `l10n` handed on, which would hide its calls from this script; the third is what core says (core/sentence.ts).
// A call in a comment counts as a call: telling the two apart needs a parser, and a comment has no reason to hold one.
const callPattern = /\bl10n\s*\.\s*t\b|\bvscode\s*\.\s*l10n\b(?!\s*\.)|(?<!\bfunction |[.\w])sentence(?=\()/g;
const gapPattern = /(?:\s+|\/\/.*|\/\*[^]*?\*\/)*/y;
const escapePattern = /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[^]))/iy;
/** @type {Readonly<Record<string, string>>} */
const escapes = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0', '\n': '', '\r': '', '\r\n': '' };

/**
 * @param {string} root
 * @returns {Message[]} in the order of files and lines; a message used twice is there twice
 */
export function collectMessages(root) {
  const { messages, faults } = scanFolder(root);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return messages;
}

/**
 * @param {string} text of a TypeScript file
 * @param {string} file
 * @returns {Scan}
 */
export function scanMessages(text, file) {
  /** @type {Scan} */
  const scan = { messages: [], faults: [] };
  for (const call of text.matchAll(callPattern)) {
    const line = text.slice(0, call.index).split('\n').length;
    const open = skipGap(text, call.index + call[0].length);
    const literal = text[open] === '(' ? readLiteral(text, skipGap(text, open + 1)) : undefined;
    const next = literal === undefined ? '' : text.charAt(skipGap(text, literal.end));
    if (literal !== undefined && (next === ',' || next === ')')) {
      scan.messages.push({ message: literal.value, file, line });
    } else {
      scan.faults.push(
        `${file}:${line}: l10n.t and sentence need one string literal, without substitutions and not concatenated`,
      );
    }
  }
  return scan;
}

/**
 * @param {string} root
 * @returns {Scan}
 */
function scanFolder(root) {
  const files = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .sort();
  const scans = files.map((file) => scanMessages(fs.readFileSync(path.join(root, file), 'utf8'), file));
  return {
    messages: [...scans.flatMap((scan) => scan.messages), ...providerHints(root)],
    faults: scans.flatMap((scan) => scan.faults),
  };
}

/**
 * What providers want to know, which stands with their other facts.
 *
 * @param {string} root
 * @returns {Message[]}
 */
function providerHints(root) {
  const file = 'src/core/profiles/providers.json';
  if (!fs.existsSync(path.join(root, file))) return [];
  /** @type {readonly { readonly hint?: string }[]} */
  const providers = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
  return providers.flatMap(({ hint }) => (hint === undefined ? [] : [{ message: hint, file, line: 1 }]));
}

/**
 * @param {string} text
 * @param {number} start
 * @returns {number} where whitespace and comments end
 */
function skipGap(text, start) {
  gapPattern.lastIndex = start;
  return start + (gapPattern.exec(text)?.[0].length ?? 0);
}

/**
 * @param {string} text
 * @param {number} start
 * @returns {Literal | undefined} undefined: no string literal starts here, it has a substitution, or it never ends
 */
function readLiteral(text, start) {
  const quote = text.charAt(start);
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined;
  let value = '';
  for (let at = start + 1; at < text.length;) {
    const character = text.charAt(at);
    if (character === quote) return { value, end: at + 1 };
    if (quote === '`' ? text.startsWith('${', at) : character === '\n') return undefined;
    if (character === '\\') {
      escapePattern.lastIndex = at;
      const found = escapePattern.exec(text);
      if (found === null) return undefined;
      value += readEscape(found);
      at += found[0].length;
    } else {
      // Line ends in a template literal are \n, whatever the file has.
      if (character !== '\r') value += character;
      at++;
    }
  }
  return undefined;
}

/** @param {RegExpExecArray} found a match of `escapePattern` */
function readEscape([, braced, unicode, hex, single = '']) {
  const code = braced ?? unicode ?? hex;
  return code === undefined ? (escapes[single] ?? single) : String.fromCodePoint(Number.parseInt(code, 16));
}

/**
 * @param {string} root
 * @returns {string[]} one line for each fault
 */
function compare(root) {
  const { messages, faults } = scanFolder(root);
  const known = new Set(messages.map(({ message }) => message));
  const folder = path.join(root, 'l10n');
  for (const bundle of fs.readdirSync(folder).filter((name) => /^bundle\.l10n\..+\.json$/.test(name))) {
    /** @type {Record<string, string>} */
    const translations = JSON.parse(fs.readFileSync(path.join(folder, bundle), 'utf8'));
    const untold = new Map(messages.map((found) => [found.message, found]));
    for (const message of Object.keys(translations)) untold.delete(message);
    for (const { message, file, line } of untold.values()) {
      faults.push(`${file}:${line}: not in l10n/${bundle}: ${JSON.stringify(message)}`);
    }
    for (const message of Object.keys(translations).filter((text) => !known.has(text))) {
      faults.push(`l10n/${bundle}: no code has this message: ${JSON.stringify(message)}`);
    }
  }
  return faults;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = path.dirname(import.meta.dirname);
  const faults = compare(root);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${collectMessages(root).length} uses of messages, all translated`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
