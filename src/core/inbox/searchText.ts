/**
 * Texts as they are compared: without case and without accents, so that "don hang" finds "Đơn hàng". The letter đ is not a d
 * with a mark in Unicode, though people leave its bar out as they leave out the accents.
 */
export function folded(text: string): string {
  // Most text, in a third of the time.
  if (isAscii(text)) return wordsOfAscii(text).join(' ');
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}

/** Each word once: what a search for words needs, in a fraction of the space. */
export function distinctWords(text: string): string {
  const words = isAscii(text) ? wordsOfAscii(text) : folded(text).split(' ');
  return [...new Set(words)].join(' ').slice(0, maxWordsLength);
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7F]/.test(text);
}

function wordsOfAscii(text: string): readonly string[] {
  return text.toLowerCase().match(/[^\0-\x20\x7F]+/g) ?? [];
}

/** What people type into the search box. All parts must be met. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  readonly isUnread?: boolean;
  readonly isFlagged?: boolean;
  readonly hasAttachments?: boolean;
}

export interface SearchTerm {
  /** Folded. */
  readonly text: string;
  readonly field: SearchField;
}

export type SearchField = 'any' | 'from' | 'to' | 'subject' | 'body';

/** `word "two words" from:lan to:"an na" subject:order body:link is:unread is:read is:flagged has:attachment`. */
export function parseQuery(text: string): SearchQuery {
  const terms: SearchTerm[] = [];
  const states: Omit<SearchQuery, 'terms'> = {};
  for (const match of text.matchAll(/(?:(from|to|subject|body|is|has):)?(?:"([^"]*)"?|([^\s"]+))/gi)) {
    const field = match[1]?.toLowerCase();
    const value = folded(match[2] ?? match[3] ?? '');
    if (value === '') continue;
    const state = field === 'is' || field === 'has' ? stateNames[`${field}:${value}`] : undefined;
    if (state !== undefined) Object.assign(states, state);
    else if (isField(field)) terms.push({ text: value, field });
    // "is:" and "has:" with anything else are words of a mail.
    else terms.push({ text: field === undefined ? value : `${field}:${value}`, field: 'any' });
  }
  return { terms, ...states };
}

const stateNames: Readonly<Record<string, Omit<SearchQuery, 'terms'>>> = {
  'is:unread': { isUnread: true },
  'is:read': { isUnread: false },
  'is:flagged': { isFlagged: true },
  'is:starred': { isFlagged: true },
  'has:attachment': { hasAttachments: true },
  'has:attachments': { hasAttachments: true },
};

function isField(field: string | undefined): field is Exclude<SearchField, 'any'> {
  return field === 'from' || field === 'to' || field === 'subject' || field === 'body';
}

const maxWordsLength = 256 * 1024;
