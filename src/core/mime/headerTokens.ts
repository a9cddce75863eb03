/** A piece of a structured header (RFC 5322, 3.2): comments may nest, and both they and quoted strings escape with a backslash. */
export interface HeaderToken {
  readonly kind: 'word' | 'quoted' | 'comment' | 'separator';
  /** Without quotation marks, brackets and escapes. */
  readonly text: string;
}

/** `separators`: characters that are tokens of their own outside of comments and quotation marks. Never throws; takes linear time. */
export function tokenize(value: string, separators: string): readonly HeaderToken[] {
  const tokens: HeaderToken[] = [];
  let at = 0;
  while (at < value.length) {
    const character = value[at] ?? '';
    if (/\s/.test(character)) {
      at++;
    } else if (character === '(') {
      const { text, end } = readComment(value, at);
      tokens.push({ kind: 'comment', text });
      at = end;
    } else if (character === '"') {
      const { text, end } = readQuoted(value, at);
      tokens.push({ kind: 'quoted', text });
      at = end;
    } else if (separators.includes(character)) {
      tokens.push({ kind: 'separator', text: character });
      at++;
    } else {
      const start = at;
      while (at < value.length && !isEndOfWord(value[at] ?? '', separators)) at++;
      tokens.push({ kind: 'word', text: value.slice(start, at) });
    }
  }
  return tokens;
}

function isEndOfWord(character: string, separators: string): boolean {
  return /[\s("]/.test(character) || separators.includes(character);
}

/** A comment that is never closed ends with the text. */
function readComment(value: string, start: number): { readonly text: string; readonly end: number } {
  let depth = 0;
  let text = '';
  for (let at = start; at < value.length; at++) {
    const character = value[at] ?? '';
    if (character === '\\') {
      text += value[++at] ?? '';
      continue;
    }
    if (character === ')' && --depth === 0) return { text, end: at + 1 };
    if (character !== '(' || depth++ > 0) text += character;
  }
  return { text, end: value.length };
}

function readQuoted(value: string, start: number): { readonly text: string; readonly end: number } {
  let text = '';
  for (let at = start + 1; at < value.length; at++) {
    const character = value[at] ?? '';
    if (character === '"') return { text, end: at + 1 };
    text += character === '\\' ? (value[++at] ?? '') : character;
  }
  return { text, end: value.length };
}
