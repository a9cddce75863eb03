/** What became of decoding: the text, and what was wrong with the bytes or with the name of their character set. */
export interface DecodedText {
  readonly text: string;
  /** `unknown`: nobody knows the name. `refused`: UTF-7. `wrong`: bytes it does not have. `undeclared`: beyond ASCII, but no name. */
  readonly fault?: 'unknown' | 'refused' | 'wrong' | 'undeclared';
  /** What it was read as. */
  readonly readAs: string;
}

/** Never throws. Without a name, or with one that says ASCII, bytes beyond it are UTF-8 if they can be. */
export function decodeCharset(bytes: Uint8Array, name: string | undefined): DecodedText {
  const label = normalLabel(name ?? '');
  if (utf7.test(label)) return { text: latin1(bytes), fault: 'refused', readAs: 'ASCII' };
  if (isUndeclared(label)) return decodeUndeclared(bytes);
  const strict = decode(bytes, label, true);
  if (strict !== undefined) return { text: composed(strict, label), readAs: label };
  const lenient = decode(bytes, label, false);
  if (lenient !== undefined) return { text: composed(lenient, label), fault: 'wrong', readAs: label };
  const guess = decodeUndeclared(bytes);
  return { text: guess.text, fault: 'unknown', readAs: guess.readAs };
}

function decodeUndeclared(bytes: Uint8Array): DecodedText {
  const text = decode(bytes, 'utf-8', true);
  if (text !== undefined && text.length === bytes.length) return { text, readAs: 'ASCII' };
  return text === undefined
    ? { text: decode(bytes, 'windows-1252', false) ?? latin1(bytes), fault: 'undeclared', readAs: 'windows-1252' }
    : { text, fault: 'undeclared', readAs: 'UTF-8' };
}

function decode(bytes: Uint8Array, label: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    // Not a name that the platform knows, or bytes it does not have.
    return undefined;
  }
}

/** windows-1258 writes the tones of Vietnamese as marks behind the letter: in one piece they can be searched and compared. */
function composed(text: string, label: string): string {
  return label === 'windows-1258' ? text.normalize('NFC') : text;
}

function normalLabel(name: string): string {
  const label = name
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  return aliases.get(label) ?? label;
}

function isUndeclared(label: string): boolean {
  return (
    label === '' ||
    /^(?:us-ascii|ascii|ansi_x3\.4-1968|unknown.*|x-unknown|x-user-defined|default|none|binary|7bit|8bit)$/.test(label)
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A `+ADw-` of UTF-7 is a `<` that no filter for html sees; browsers gave it up for that. */
const utf7 = /utf-?7/;

/** Names that mail programs use and the Encoding Standard does not have. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['cp1258', 'windows-1258'],
  ['x-cp1258', 'windows-1258'],
  ['8859_1', 'iso-8859-1'],
  ['latin-1', 'iso-8859-1'],
  ['iso-8859-8-e', 'iso-8859-8'],
  ['cp932', 'shift_jis'],
  ['ms_kanji', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['ms949', 'euc-kr'],
  ['cp950', 'big5'],
  ['cp1250', 'windows-1250'],
  ['win-1251', 'windows-1251'],
  ['cp65001', 'utf-8'],
  ['utf-8-mac', 'utf-8'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['iso-2022-jp-ms', 'iso-2022-jp'],
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
]);
