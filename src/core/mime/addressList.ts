import { decodeWords } from './encodedWords.ts';

export interface ListedMailbox {
  readonly name: string;
  readonly address: string;
}

/**
 * Reads the addresses of a header as well as can be (RFC 5322, 3.4): names, comments, groups, and what programs write against the
 * rules. For showing only: whoever sends uses the strict `core/mail/address.ts`. Given byte for byte (latin1).
 */
export function parseAddressList(raw: string): readonly ListedMailbox[] {
  const list: ListedMailbox[] = [];
  for (const entry of splitEntries(raw.slice(0, maxLength))) {
    if (list.length >= maxMailboxes) break;
    list.push(...readEntry(entry));
  }
  return list;
}

interface Entry {
  words: string;
  comment: string;
  bracketed: string | undefined;
}

function readEntry({ words, comment, bracketed }: Entry): readonly ListedMailbox[] {
  const text = words.trim();
  if (bracketed !== undefined) {
    // "@relay,@other:user@host" is a route of old times.
    const bare = bracketed.replaceAll(/\([^()]*\)/g, '').trim();
    const address = decodeWords(bare.replace(/^@[^:]*:/, '')).text;
    const name = decodeWords(text === '' ? comment.trim() : text).text.trim();
    return name === '' && address === '' ? [] : [{ name: name === address ? '' : name, address }];
  }
  if (text === '') return [];
  // A lone name is shown as what it is: better a name without an address than nobody.
  if (!text.includes('@')) return [{ name: decodeWords(text).text, address: '' }];
  return bareAddresses(text).map((found) => ({ ...found, name: found.name || decodeWords(comment.trim()).text }));
}

/** `Lan lan@example.com an@example.com`: brackets and commas are forgotten. */
function bareAddresses(text: string): readonly ListedMailbox[] {
  const found: ListedMailbox[] = [];
  let name: string[] = [];
  for (const word of text.replaceAll(/\s*@\s*/g, '@').split(/\s+/)) {
    if (!word.includes('@')) {
      name.push(word);
      continue;
    }
    found.push({ name: decodeWords(name.join(' ')).text, address: decodeWords(word).text });
    name = [];
  }
  return found;
}

/** At commas, semicolons and the end of a group's name, outside of quotation marks, comments and brackets. */
function splitEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let entry: Entry = { words: '', comment: '', bracketed: undefined };
  const finish = (): void => {
    entries.push(entry);
    entry = { words: '', comment: '', bracketed: undefined };
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') {
      const found = /"((?:[^"\\]|\\.)*)"?/sy;
      found.lastIndex = at;
      const quoted = found.exec(text)?.[0] ?? '"';
      // The local part of an address keeps its quotation marks.
      const isLocalPart = text[at + quoted.length] === '@';
      entry.words += isLocalPart ? quoted : quoted.replace(/^"|"$/g, '').replaceAll(/\\(.)/gs, '$1');
      at += quoted.length - 1;
    } else if (character === '(') {
      const end = endOfComment(text, at);
      entry.comment += text.slice(at + 1, end);
      at = end;
    } else if (character === '<') {
      const end = text.indexOf('>', at);
      entry.bracketed = text.slice(at + 1, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
    } else if (character === ',' || character === ';') finish();
    // `Team: a@b.test, c@d.test;`: only the members are mailboxes.
    else if (character === ':' && !entry.words.includes('@')) entry.words = '';
    else entry.words += /\s/.test(character) ? ' ' : character;
  }
  finish();
  return entries;
}

function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

const maxLength = 512 * 1024;
const maxMailboxes = 2000;
