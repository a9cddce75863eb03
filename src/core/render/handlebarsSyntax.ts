import Handlebars from 'handlebars';
import { NestingError } from '../template/handlebarsSource.ts';
import { isBlockOpener, type Mustache, scanMustaches } from '../template/mustaches.ts';
import { reasonOf } from '../reasonOf.ts';

export interface SyntaxFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** More faults than this in one file are echoes of the first ones. */
const maxFaults = 20;

/**
 * Finds what is wrong in a text that Handlebars refuses. Its own parser stops at the first fault and knows only the line, so
 * the mustaches are looked at one by one and their blocks matched; the parser's line is the last resort.
 */
export function findSyntaxFaults(text: string, error: unknown): readonly SyntaxFault[] {
  if (error instanceof NestingError) {
    const { start, end } = error.opener;
    return [{ start, end, message: error.message }];
  }
  const faults: SyntaxFault[] = [];
  const probed = new Map<string, string | undefined>();
  const mustaches = scanMustaches(text, { recover: true });
  const matcher = new BlockMatcher(faults);
  for (const [index, mustache] of mustaches.entries()) {
    if (faults.length > maxFaults) break;
    const isReadable = checkAlone(text, mustache, faults, probed);
    matcher.follow(mustache, isReadable, () => mustaches.slice(index + 1));
  }
  matcher.finish();
  if (faults.length === 0) faults.push(lineFault(text, error));
  return faults.sort((left, right) => left.start - right.start).slice(0, maxFaults);
}

/** Checks a mustache by itself; false when it is damaged, which is then reported. */
function checkAlone(
  text: string,
  mustache: Mustache,
  faults: SyntaxFault[],
  probed: Map<string, string | undefined>,
): boolean {
  const { start, end } = mustache;
  const raw = text.slice(start, end);
  if (!mustache.isTerminated) {
    faults.push({ start, end: start + firstLine(raw).trimEnd().length, message: unterminatedMessage(raw, mustache) });
    return false;
  }
  if (!probed.has(raw)) probed.set(raw, wrongBraces(raw, mustache) ?? parseFault(raw, mustache));
  const message = probed.get(raw);
  if (message !== undefined) faults.push({ start, end, message });
  return message === undefined;
}

/** Parsing takes half a millisecond, and a file has hundreds of mustaches that are plainly well: `{{a.b}}`, `{{#if x}}`, `{{/if}}`. */
const plain = /^\{\{(?:\/\w+|[#>]?\s*[a-z]\w*(?:\.(?!this\b)[a-z]\w*)*(?:\s+[a-z]\w*)*)\s*\}\}$/i;

function parseFault(raw: string, mustache: Mustache): string | undefined {
  const probe = mustache.kind !== 'else' && plain.test(raw) ? undefined : probeFor(raw, mustache);
  if (probe === undefined) return undefined;
  try {
    Handlebars.parse(probe);
    return undefined;
  } catch (cause) {
    return `${quote(raw)} cannot be read: ${explain(cause)}`;
  }
}

function unterminatedMessage(raw: string, mustache: Mustache): string {
  switch (mustache.kind) {
    case 'comment':
      return raw.includes('--') ? 'This comment is never closed: add --}}' : 'This comment is never closed: add }}';
    case 'raw':
      return `{{{{${mustache.name}}}}} is never closed: add {{{{/${mustache.name}}}}}`;
    case 'triple':
      return `${quote(firstLine(raw).trimEnd())} is never closed: add ${raw.startsWith('{{&') ? '}}' : '}}}'}`;
    case 'expression':
    case 'open':
    case 'inverse':
    case 'else':
    case 'close':
    case 'partial':
    case 'partialBlock':
    case 'decorator':
    case 'decoratorBlock':
      return `${quote(firstLine(raw).trimEnd())} is never closed: add }}`;
  }
}

function wrongBraces(raw: string, mustache: Mustache): string | undefined {
  if (mustache.kind === 'comment' || mustache.kind === 'raw') return undefined;
  const opensWithThree = /^\{\{~?\{/.test(raw);
  const closesWithThree = /\}~?\}\}$/.test(raw);
  if (opensWithThree === closesWithThree) return undefined;
  return opensWithThree
    ? `${quote(raw)} opens with three braces and closes with two: add }`
    : `${quote(raw)} opens with two braces and closes with three: remove }`;
}

/** The smallest template in which the mustache can stand; undefined when there is nothing to check. */
function probeFor(raw: string, mustache: Mustache): string | undefined {
  switch (mustache.kind) {
    case 'comment':
      return undefined;
    case 'open':
    case 'inverse':
    case 'partialBlock':
    case 'decoratorBlock':
      return `${raw}{{/${mustache.nameSource}}}`;
    case 'else':
      return `{{#if x}}${raw}{{/if}}`;
    case 'close':
      return `{{#${mustache.nameSource}}}${raw}`;
    case 'expression':
    case 'triple':
    case 'partial':
    case 'decorator':
    case 'raw':
      return raw;
  }
}

/** Handlebars' grammar error in words. */
function explain(cause: unknown): string {
  const message = reasonOf(cause);
  if (message.startsWith('Invalid path')) return 'it is no valid path';
  const [, got] = /got '([A-Z_]+)'\s*$/.exec(message) ?? [];
  if (got === undefined) return 'it is not valid Handlebars';
  // `...{{a b=}}` above `---------^`: the caret stands under the last character that was still understood.
  const [, source = '', pointer = ''] = message.split('\n');
  const rest = source.slice(Math.max(pointer.indexOf('^'), 0)).trim();
  if (/^\s*$/.test(rest) || got === 'EOF') return 'something is missing at its end';
  if (got.startsWith('CLOSE')) return `something is missing before ${rest.startsWith('}}}') ? '}}}' : '}}'}`;
  return `"${firstLine(rest).slice(0, 20)}" was not expected here`;
}

class BlockMatcher {
  readonly #faults: SyntaxFault[];
  readonly #open: { readonly mustache: Mustache; readonly isReadable: boolean; hasElse: boolean }[] = [];

  constructor(faults: SyntaxFault[]) {
    this.#faults = faults;
  }

  follow(mustache: Mustache, isReadable: boolean, rest: () => readonly Mustache[]): void {
    if (isBlockOpener(mustache)) {
      if (isReadable || mustache.name !== '') this.#open.push({ mustache, isReadable, hasElse: false });
    } else if (mustache.kind === 'else') {
      this.#else(mustache);
    } else if (mustache.kind === 'close' && mustache.name !== '') {
      this.#close(mustache, rest);
    }
  }

  finish(): void {
    for (const block of this.#open) if (block.isReadable) this.#reportUnclosed(block.mustache, undefined);
  }

  #else(mustache: Mustache): void {
    const block = this.#open.at(-1);
    const { start, end } = mustache;
    if (block === undefined) {
      this.#faults.push({ start, end, message: '{{else}} stands outside of a block' });
      return;
    }
    if (block.hasElse && block.isReadable) {
      this.#faults.push({ start, end, message: `{{#${block.mustache.name}}} already has an {{else}}` });
    }
    // `{{else if x}}` may be followed by more of its kind.
    if (mustache.name === '') block.hasElse = true;
  }

  #close(mustache: Mustache, rest: () => readonly Mustache[]): void {
    const index = this.#open.findLastIndex((block) => block.mustache.name === mustache.name);
    if (index >= 0) {
      for (const block of this.#open.splice(index).slice(1))
        if (block.isReadable) this.#reportUnclosed(block.mustache, mustache);
      return;
    }
    const { start, end } = mustache;
    const inner = this.#open.at(-1);
    const isMisspelled = inner !== undefined && inner.isReadable && !isClosedIn(rest(), inner.mustache.name);
    const message = isMisspelled
      ? `{{/${mustache.name}}} does not fit the open block {{#${inner.mustache.name}}}: write {{/${inner.mustache.name}}}`
      : `{{/${mustache.name}}} closes a block that was not opened`;
    this.#faults.push({ start, end, message });
    if (isMisspelled) this.#open.pop();
  }

  #reportUnclosed(block: Mustache, before: Mustache | undefined): void {
    const where = before === undefined ? 'never closed' : `not closed before {{/${before.name}}}`;
    const sigil =
      block.kind === 'inverse'
        ? '^'
        : block.kind === 'partialBlock'
          ? '#> '
          : block.kind === 'decoratorBlock'
            ? '#*'
            : '#';
    const { start, end, name } = block;
    this.#faults.push({ start, end, message: `{{${sigil}${name}}} is ${where}: add {{/${name}}}` });
  }
}

/** Whether a block that is open before these mustaches is closed by one of them. */
function isClosedIn(mustaches: readonly Mustache[], name: string): boolean {
  let depth = 1;
  for (const mustache of mustaches) {
    if (mustache.name !== name) continue;
    if (isBlockOpener(mustache)) depth++;
    else if (mustache.kind === 'close') depth--;
    if (depth === 0) return true;
  }
  return false;
}

function lineFault(text: string, error: unknown): SyntaxFault {
  const message = reasonOf(error);
  const line = Number(/line (\d+)/.exec(message)?.[1] ?? '1');
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const start = lines.slice(0, line - 1).join('').length;
  const content = (lines[line - 1] ?? '').trimEnd();
  const indent = content.length - content.trimStart().length;
  return {
    start: start + indent,
    end: start + content.length,
    message: `This line is not valid Handlebars: ${explain(error)}`,
  };
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? '';
}

function quote(raw: string): string {
  const line = firstLine(raw);
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
