import { scanMustaches } from './mustaches.ts';

/** How the tags of a template language are written; one way may belong to several languages. */
export type TagSyntax =
  /** `{{ x }}` */
  | 'mustache'
  /** `{% x %}` */
  | 'percent'
  /** `{# x #}` */
  | 'hashComment'
  /** `<% x %>` */
  | 'angle'
  /** `<?php x ?>` */
  | 'php'
  /** `${x}` */
  | 'dollar'
  /** `${{x}}$` */
  | 'dollarMustache'
  /** `#{x}` */
  | 'pound'
  /** `%{x}`, `%{x}%` */
  | 'percentBrace'
  /** `{!! x !!}` */
  | 'bang'
  /** `{$x}`, `{if $x}`, `{/if}` */
  | 'smarty'
  /** `{x}` */
  | 'brace'
  /** `[[x]]` */
  | 'brackets'
  /** `[%x%]` */
  | 'bracketPercent'
  /** `*|X|*` */
  | 'star'
  /** `%%x%%` */
  | 'doublePercent'
  /** `%X%` */
  | 'singlePercent'
  /** `@if (x)`, `@Model.x` */
  | 'at'
  /** `@X@` */
  | 'atName'
  /** `#if(x)` */
  | 'poundWord'
  /** `<#if x>` */
  | 'poundElement'
  /** `th:text=` */
  | 'attribute';

export interface MergeTag {
  readonly syntax: TagSyntax;
  readonly start: number;
  readonly end: number;
  /** What stands between the delimiters, cut off after some hundred characters. */
  readonly inner: string;
  /** In `<style>` or `<script>`, where braces and signs mean something else. */
  readonly isInCode: boolean;
}

interface Delimiters {
  readonly syntax: TagSyntax;
  readonly opener: string;
  /** The first one that ends the tag; of two that begin alike, the longer one stands first. */
  readonly closers: readonly string[];
  /** Of the part between; for signs that also occur in plain text. */
  readonly inner?: RegExp;
}

/** In order: an opener that begins like another one stands before it. */
const delimiters: readonly Delimiters[] = [
  { syntax: 'percent', opener: '{%', closers: ['%}'] },
  { syntax: 'hashComment', opener: '{#', closers: ['#}'], inner: /^[-\s]/ },
  { syntax: 'bang', opener: '{!!', closers: ['!!}'] },
  { syntax: 'angle', opener: '<%', closers: ['%>'] },
  { syntax: 'php', opener: '<?php', closers: ['?>'] },
  { syntax: 'php', opener: '<?=', closers: ['?>'] },
  { syntax: 'dollarMustache', opener: '${{', closers: ['}}$'], inner: /^\s*[\w.:-]+\s*$/ },
  { syntax: 'dollar', opener: '${', closers: ['}'], inner: /^[^\s{][^{}]*$/ },
  { syntax: 'dollar', opener: '$!{', closers: ['}'], inner: /^[\w.]+$/ },
  { syntax: 'pound', opener: '#{', closers: ['}'], inner: /^[^\s{][^{}]*$/ },
  { syntax: 'percentBrace', opener: '%{', closers: ['}%', '}'], inner: /^[\w.:-]+$/ },
  { syntax: 'brackets', opener: '[[[', closers: [']]]'], inner: /^[\w.:-]+$/ },
  { syntax: 'brackets', opener: '[[', closers: [']]'], inner: /^(?:[$#*~]\{[^{}]*\}|[\w.:"' -]+)$/ },
  { syntax: 'bracketPercent', opener: '[%', closers: ['%]'], inner: /^[\w.:"' -]+$/ },
  { syntax: 'star', opener: '*|', closers: ['|*'], inner: /^[\w:.,=/! -]+$/ },
  { syntax: 'doublePercent', opener: '%%[', closers: [']%%'] },
  { syntax: 'doublePercent', opener: '%%=', closers: ['=%%'] },
  { syntax: 'doublePercent', opener: '%%', closers: ['%%'], inner: /^[a-z_][\w .-]*$/i },
];

/** Whole tags in one pattern each, all bounded: they are tried at many places. */
const shapes: readonly { readonly syntax: TagSyntax; readonly pattern: RegExp }[] = [
  {
    syntax: 'smarty',
    pattern:
      /\{(?:\$[a-z_][^{}\r\n]{0,200}|(?:if|elseif|foreach|include|assign|block|extends)\s[^{}\r\n]{1,200}|\/(?:if|foreach|block)|foreachelse)\}/iy,
  },
  { syntax: 'brace', pattern: /\{[a-z_][\w.]{0,60}\}/iy },
  { syntax: 'singlePercent', pattern: /%[A-Z][A-Z0-9_]{3,60}%/y },
  { syntax: 'atName', pattern: /@[A-Z][A-Z0-9_]{2,60}@/y },
  {
    syntax: 'at',
    pattern:
      /@(?:Model\.[\w.]{1,60}|(?:if|foreach|for|switch|section|extends|include|component|yield|elseif|unless|lang|csrf|include\w{2,9})\s?\(|(?:endif|endforeach|endsection|endunless|end)\b|Html\.\w{1,40}\(|ViewBag\.[\w.]{1,60}|(?:model|using|inherits)\s{1,9}[A-Z][\w.]{0,99})/y,
  },
  { syntax: 'poundWord', pattern: /#(?:if|foreach|set|elseif|parse|macro)\s?\(|#end\b/y },
  {
    syntax: 'poundElement',
    pattern:
      /<\/?[#@](?:if|list|items|sep|else|elseif|assign|local|global|macro|function|nested|return|include|import|switch|case|setting|ftl|layout|outputformat|escape|noescape|compress|attempt|recover)\b[^<>]{0,300}>/y,
  },
  { syntax: 'attribute', pattern: /\bth:[a-z]{2,20}\s?=/y },
];

/** Far longer than any tag; what is longer is a stray opener. */
const maxLength = 5000;
const maxInner = 300;

const anyOpener =
  /<!--|<(?=(?:style|mj-style|script)[\s>])|\{\{|\{|<[%?]|<\/?[#@]|\$!?\{|#\{|#(?=[eisfpm])|%[{%A-Z]|\[[[%]|\*\||@|\bth:/gi;

/**
 * Finds what looks like a tag of any template language, in order. Comments are passed over, except those that Outlook reads.
 * Linear in the text; never throws.
 */
export function scanMergeTags(text: string): readonly MergeTag[] {
  const tags: MergeTag[] = [];
  const finder = new CloserFinder(text);
  const mustaches = scanMustaches(text, { recover: true });
  let mustacheIndex = 0;
  let codeEnd = 0;
  const opener = new RegExp(anyOpener);
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const start = match.index;
    const isInCode = start < codeEnd;
    if (match[0] === '<!--') {
      if (!text.startsWith('[', start + 4)) opener.lastIndex = finder.next('-->', start + 4) ?? start + 4;
      continue;
    }
    if (match[0] === '<') {
      const name = /[a-z-]+/iy;
      name.lastIndex = start + 1;
      codeEnd = finder.next(`</${name.exec(text)?.[0] ?? ''}`, start) ?? codeEnd;
      continue;
    }
    while ((mustaches[mustacheIndex]?.end ?? Infinity) <= start) mustacheIndex++;
    const mustache = mustaches[mustacheIndex];
    if (mustache !== undefined && mustache.start <= start) {
      // Comments say nothing, and raw blocks hold what is meant for somebody else.
      if (mustache.kind !== 'comment' && mustache.isTerminated) {
        const inner = text.slice(mustache.start + 2, mustache.end - 2).slice(0, maxInner);
        tags.push({ syntax: 'mustache', start: mustache.start, end: mustache.end, inner, isInCode });
      }
      opener.lastIndex = Math.max(mustache.end, start + 1);
      continue;
    }
    const tag = readTag(text, start, finder);
    if (tag !== undefined) tags.push({ ...tag, isInCode });
    opener.lastIndex = tag?.end ?? start + 1;
  }
  return tags;
}

function readTag(text: string, start: number, finder: CloserFinder): Omit<MergeTag, 'isInCode'> | undefined {
  for (const { syntax, opener, closers, inner: allowed } of delimiters) {
    if (!text.startsWith(opener, start)) continue;
    const from = start + opener.length;
    for (const closer of closers) {
      const end = finder.next(closer, from);
      if (end === undefined || end - start > maxLength) continue;
      const inner = text.slice(from, end - closer.length);
      if (allowed?.test(inner.slice(0, maxInner)) === false) continue;
      return { syntax, start, end, inner: inner.slice(0, maxInner) };
    }
  }
  for (const { syntax, pattern } of shapes) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || (syntax === 'at' && /\w/.test(text[start - 1] ?? ''))) continue;
    const end = found.endsWith('(') ? endOfArguments(text, start + found.length) : start + found.length;
    return { syntax, start, end, inner: text.slice(start, end).slice(0, maxInner) };
  }
  return undefined;
}

/** After the bracket that closes the one before, if that is near; `@if (count($xs) > 1)` */
function endOfArguments(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < Math.min(text.length, from + maxInner); at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return from;
}

/** Where the next closer ends. Each is looked for once until it is passed: many openers without one must not cost a search each. */
class CloserFinder {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  next(closer: string, from: number): number | undefined {
    let at = this.#next.get(closer);
    if (at === undefined || (at >= 0 && at < from)) {
      at = this.#text.indexOf(closer, from);
      this.#next.set(closer, at);
    }
    return at < 0 ? undefined : at + closer.length;
  }
}
