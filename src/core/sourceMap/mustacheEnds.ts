// What Handlebars' lexer makes of a text, as far as it decides where the text may be cut.

/** 1 when exactly one stands before: two are a backslash in front of a mustache. */
export function backslashes(text: string, start: number, from: number): number {
  let count = 0;
  while (count < 2 && start - 1 - count >= from && text[start - 1 - count] === '\\') count++;
  return count;
}

/** How many blocks more are open behind a mustache. */
export function levelOf(text: string, start: number): -1 | 0 | 1 {
  let at = start + 2;
  if (text[at] === '~') at++;
  switch (text[at]) {
    case '#':
      return 1;
    case '/':
      return -1;
    case '^': {
      at++;
      while (isSpace(text.charCodeAt(at))) at++;
      // `{{^}}` is an else.
      return text[at] === '}' || text[at] === '~' ? 0 : 1;
    }
    default:
      return 0;
  }
}

/** Undefined when it has none. */
export function endOfMustache(text: string, start: number): number | undefined {
  if (text.startsWith('{{{{', start)) {
    // Raw blocks are rare, and have others inside: the last one that can be ends them all.
    const end = text.lastIndexOf('}}}}');
    return end < start ? undefined : end + 4;
  }
  let at = start + 2;
  if (text[at] === '~') at++;
  if (text[at] === '!') return endOfComment(text, at);
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '}') {
      if (text[at + 1] === '}') return at + (text[at + 2] === '}' ? 3 : 2);
    } else if (character === '"' || character === "'") {
      at = endOfString(text, at);
    } else if (character === '[') {
      at = text.indexOf(']', at);
      // A `]` may be escaped in it, and then the text goes on; no name that anybody has.
      if (text[at - 1] === '\\') return undefined;
    }
    if (at < 0) return undefined;
  }
  return undefined;
}

/** @param mark the `!` */
function endOfComment(text: string, mark: number): number | undefined {
  if (!text.startsWith('--', mark + 1)) return after(text, '}}', mark + 1);
  for (let at = text.indexOf('--', mark + 1); at >= 0; at = text.indexOf('--', at + 1)) {
    const closer = text[at + 2] === '~' ? at + 3 : at + 2;
    if (text.startsWith('}}', closer)) return closer + 2;
  }
  return undefined;
}

/** The quote that ends a string; -1 without one. */
function endOfString(text: string, start: number): number {
  const quote = text[start] ?? '';
  let end = text.indexOf(quote, start + 1);
  while (end >= 0 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end;
}

function after(text: string, part: string, from: number): number | undefined {
  const found = text.indexOf(part, from);
  return found < 0 ? undefined : found + part.length;
}

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
