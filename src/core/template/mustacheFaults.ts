import Handlebars from 'handlebars';
import { reasonOf } from '../reasonOf.ts';
import { isBlockOpener, type Mustache } from './mustaches.ts';
import { maxFaults, quote, type Repair, type SyntaxFault } from './syntaxFault.ts';

/** A mustache that is damaged by itself, whatever stands around it. */
export interface DamagedMustache {
  readonly fault: SyntaxFault;
  /** Keeps the kind and the name when they can be made out, and takes the mustache out otherwise. */
  readonly repair: Repair;
}

/**
 * Finds the mustaches that Handlebars does not read, each by itself; at most `maxFaults`. Its parser stops at the first fault
 * and says only the line, so it is asked about all of them together, then about the halves of what it refuses.
 */
export function findDamaged(text: string, mustaches: readonly Mustache[]): ReadonlyMap<Mustache, DamagedMustache> {
  const damaged = new Map<Mustache, DamagedMustache>();
  const search = (some: readonly Mustache[]): void => {
    if (some.length === 0 || damaged.size >= maxFaults || areReadable(text, some)) return;
    const [only] = some;
    if (some.length === 1 && only !== undefined) {
      damaged.set(only, { fault: describe(text, only), repair: repair(text, only) });
      return;
    }
    const middle = some.length >> 1;
    search(some.slice(0, middle));
    search(some.slice(middle));
  };
  search(mustaches);
  return damaged;
}

function areReadable(text: string, mustaches: readonly Mustache[]): boolean {
  let probes = '';
  for (const mustache of mustaches) {
    const probe = mustache.isTerminated ? probeFor(text.slice(mustache.start, mustache.end), mustache) : undefined;
    if (probe === undefined) return false;
    probes += probe;
  }
  return statementCount(probes) === mustaches.length;
}

/** Undefined when the text is refused. */
function statementCount(text: string): number | undefined {
  try {
    return Handlebars.parseWithoutProcessing(text).body.length;
  } catch {
    // The question was whether it throws.
    return undefined;
  }
}

/** The smallest template in which a mustache can stand, one statement long. */
function probeFor(raw: string, mustache: Mustache): string | undefined {
  if (mustache.kind === 'else') return `{{#if x}}${raw}{{/if}}`;
  if (mustache.kind === 'close') return `{{#${mustache.nameSource}}}${raw}`;
  return isBlockOpener(mustache) ? `${raw}{{/${mustache.nameSource}}}` : raw;
}

function describe(text: string, mustache: Mustache): SyntaxFault {
  const { start } = mustache;
  const raw = text.slice(start, mustache.end);
  if (!mustache.isTerminated) {
    const visible = visiblePart(raw, mustache);
    return { start, end: start + visible.length, message: unterminatedMessage(visible, mustache) };
  }
  return { start, end: mustache.end, message: wrongBraces(raw, mustache) ?? refusal(raw, mustache) };
}

/** What of a mustache without end is likely meant to belong to it. */
function visiblePart(raw: string, mustache: Mustache): string {
  const line = raw.split(/[\r\n]/, 1)[0] ?? '';
  if (mustache.kind === 'comment' || mustache.kind === 'raw') return line.trimEnd();
  // A brace, the quote that ends an attribute around it, or the next tag.
  const end = /\}|(?<=[\w.\])])["']|<\/?[a-z]/i.exec(line);
  if (end === null) return line.trimEnd();
  return line.slice(0, end.index + (end[0] === '}' ? 1 : 0)).trimEnd();
}

function unterminatedMessage(visible: string, mustache: Mustache): string {
  const said = quote(visible);
  switch (mustache.kind) {
    case 'comment':
      return visible.includes('--') ? 'This comment is never closed: add --}}' : 'This comment is never closed: add }}';
    case 'raw':
      return visible.startsWith('{{{{/')
        ? `${said} closes a raw block that was not opened`
        : `{{{{${mustache.name}}}}} is never closed: add {{{{/${mustache.name}}}}}`;
    case 'triple':
      return `${said} is never closed: add ${closerOf(visible).slice(visible.endsWith('}') ? 1 : 0)}`;
    case 'expression':
    case 'open':
    case 'inverse':
    case 'else':
    case 'close':
    case 'partial':
    case 'partialBlock':
    case 'decorator':
    case 'decoratorBlock':
      return visible.endsWith('}') ? `${said} is closed with one brace: add }` : `${said} is never closed: add }}`;
  }
}

function wrongBraces(raw: string, mustache: Mustache): string | undefined {
  if (mustache.kind === 'comment' || mustache.kind === 'raw') return undefined;
  if (hasBraceTooMany(raw, mustache)) return `${quote(raw)} opens with a brace too many: remove {`;
  const opensWithThree = closerOf(raw) === '}}}';
  const closesWithThree = /\}~?\}\}$/.test(raw);
  if (opensWithThree === closesWithThree) return undefined;
  return opensWithThree
    ? `${quote(raw)} opens with three braces and closes with two: add }`
    : `${quote(raw)} opens with two braces and closes with three: remove }`;
}

/** `{{{#if x}}`: only values have three. */
function hasBraceTooMany(raw: string, { kind }: Mustache): boolean {
  return kind !== 'triple' && raw.startsWith('{{{');
}

function closerOf(raw: string): '}}' | '}}}' {
  return /^\{\{~?\{/.test(raw) ? '}}}' : '}}';
}

function refusal(raw: string, mustache: Mustache): string {
  try {
    Handlebars.parse(probeFor(raw, mustache) ?? raw);
    return `${quote(raw)} is not valid Handlebars`;
  } catch (cause) {
    return `${quote(raw)} cannot be read: ${explain(cause)}`;
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
  if (rest === '' || got === 'EOF') return 'something is missing at its end';
  if (got.startsWith('CLOSE')) return `something is missing before ${rest.startsWith('}}}') ? '}}}' : '}}'}`;
  return `"${quote(rest).slice(0, 20)}" was not expected here`;
}

function repair(text: string, mustache: Mustache): Repair {
  const { start, end } = mustache;
  const raw = text.slice(start, end);
  const visible = mustache.isTerminated ? raw : visiblePart(raw, mustache);
  const without: Repair = { start, end: start + visible.length, text: '' };
  if (['comment', 'raw', 'else'].includes(mustache.kind)) return without;
  const opened = hasBraceTooMany(raw, mustache) ? start + 1 : start;
  const body = text.slice(opened, start + visible.length).replace(/\}*~?\}*$/, '');
  const named = text.slice(opened, mustache.nameStart) + mustache.nameSource;
  for (const candidate of [body, named]) {
    const repaired = candidate + closerOf(candidate);
    if (statementCount(probeFor(repaired, mustache) ?? '') === 1) return { ...without, text: repaired };
  }
  return without;
}
