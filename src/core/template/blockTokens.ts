import { LineIndex } from '../text/lineIndex.ts';
import { isBlockOpener, type Mustache, scanMustaches } from './mustaches.ts';
import { quote, type Repair, type SyntaxFault } from './syntaxFault.ts';

/** The beginning, an else or the end of a block. */
export interface BlockToken {
  readonly mustache: Mustache;
  /** It is known to be damaged: what does not fit because of it is no fault of its own. */
  readonly isDamaged: boolean;
  /** What is wrong, should this be meant as a mustache: it is almost one. */
  readonly loose?: LooseMustache;
  readonly line: number;
  /** Column of a mustache that stands first on its line. */
  readonly indent: number | undefined;
}

interface LooseMustache {
  readonly fault: SyntaxFault;
  readonly repair: Repair;
}

/** The parts of blocks in a text, with what may be meant as such, in order. */
export function blockTokens(
  text: string,
  mustaches: readonly Mustache[],
  isDamaged: (mustache: Mustache) => boolean,
): readonly BlockToken[] {
  const lines = new LineIndex(text);
  const place = (mustache: Mustache): Pick<BlockToken, 'mustache' | 'line' | 'indent'> => {
    const { line, character } = lines.positionAt(mustache.start);
    let blanks = 0;
    while (blanks < character && /[ \t]/.test(text[mustache.start - blanks - 1] ?? '')) blanks++;
    return { mustache, line, indent: blanks === character ? character : undefined };
  };
  const sure = mustaches
    .filter((mustache) => isBlockOpener(mustache) || mustache.kind === 'else' || mustache.kind === 'close')
    .map((mustache) => ({ ...place(mustache), isDamaged: isDamaged(mustache) }))
    .filter((token) => !token.isDamaged || token.mustache.kind !== 'else');
  const loose = looseMustaches(text, mustaches).map(({ mustache, ...loose }) => ({
    ...place(mustache),
    loose,
    isDamaged: false,
  }));
  return [...sure, ...loose].sort((left, right) => left.mustache.start - right.mustache.start);
}

/** `{#if x}}`, `#if x}}`, `{/if}}` and `\{{#if x}}`: the beginning or the end of a block that is only text to Handlebars. */
function looseMustaches(
  text: string,
  mustaches: readonly Mustache[],
): readonly (LooseMustache & { readonly mustache: Mustache })[] {
  const found: (LooseMustache & { readonly mustache: Mustache })[] = [];
  let from = 0;
  for (const { start: to, end } of [...mustaches, { start: text.length, end: text.length }]) {
    for (const match of text.slice(from, to).matchAll(loosePattern)) {
      const start = from + match.index;
      const raw = match[0];
      const body = raw.replace(/^\\?\{*/, '');
      const whole = `{{${body}`;
      const [mustache] = scanMustaches(whole);
      if (mustache === undefined || !mustache.isTerminated || mustache.name === '') continue;
      const moved = { ...mustache, start, end: start + raw.length };
      const message = raw.startsWith('\\')
        ? `The backslash makes ${quote(whole)} plain text: remove it`
        : `${quote(raw)} opens with too few braces: write ${quote(whole)}`;
      const place = { start, end: moved.end };
      found.push({ mustache: moved, fault: { ...place, message }, repair: { ...place, text: whole } });
    }
    from = end;
  }
  return found;
}

/** At most 200 characters, so that none is read again and again. */
const loosePattern = /(?:\\\{\{|\{?)[#/^]>?\s{0,5}[a-z@][^{}\r\n]{0,200}\}\}(?!\})/gi;
