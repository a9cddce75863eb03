import Handlebars from 'handlebars';
import { type HandlebarsSource, parseHandlebars } from './handlebarsSource.ts';
import { type Mustache, scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';

/** The partial that a layout calls in its slot; no template can spell it, because the lexer ends at a NUL character. */
export const bodyPartial = '\0body';

/**
 * What builds call the place for the template, likeliest first: a layout with a `body` may use the others for its data.
 * `@content` is Postmark's.
 */
const slotNames = ['body', 'content', '@content', 'yield', 'children'];

/** The place in a layout where templates are shown. */
export interface LayoutSlot {
  /** `{{{body}}}`, or `{{> body}}` in projects that register each template under that name. */
  readonly kind: 'mustache' | 'partial';
  readonly name: string;
}

/** Undefined when the text is no layout. */
export function findSlot(text: string): LayoutSlot | undefined {
  if (!text.includes('{{')) return undefined;
  const mustaches = scanMustaches(text);
  const unescaped = new Set(mustaches.map((mustache) => unescapedName(text, mustache)));
  const value = slotNames.find((name) => unescaped.has(name));
  if (value !== undefined) return { kind: 'mustache', name: value };
  const partials = new Set(mustaches.filter(({ kind }) => kind === 'partial').map((mustache) => mustache.name));
  const partial = isDocument(text) ? slotNames.find((name) => partials.has(name)) : undefined;
  return partial === undefined ? undefined : { kind: 'partial', name: partial };
}

/** Whether a text begins a mail of its own. */
export function isDocument(text: string): boolean {
  return /<(?:mjml|html)[\s>]|<!doctype\s/i.test(text);
}

/** A layout whose slot shows the partial `bodyPartial` with the data of the whole mail. All places stay as they are. */
export function parseLayout(source: SourceText): HandlebarsSource {
  const parsed = parseHandlebars(source);
  const slot = findSlot(source.text);
  if (parsed.program !== undefined && slot?.kind === 'mustache') new SlotFiller(slot.name).accept(parsed.program);
  return parsed;
}

/** The text of a layout with a template in its slot, for a build that runs MJML before it looks at any mustache. */
export function fillSlot(layout: string, body: string): string {
  const slot = findSlot(layout);
  const isSlot = (mustache: Mustache): boolean =>
    slot?.kind === 'partial'
      ? mustache.kind === 'partial' && mustache.name === slot.name
      : unescapedName(layout, mustache) === slot?.name;
  let filled = '';
  let from = 0;
  for (const mustache of slot === undefined ? [] : scanMustaches(layout).filter(isSlot)) {
    filled += layout.slice(from, mustache.start) + body;
    from = mustache.end;
  }
  return filled + layout.slice(from);
}

/** `body` for `{{{body}}}`, `{{{ this.body }}}` and `{{& body}}`. */
function unescapedName(text: string, { start, end }: Mustache): string | undefined {
  const source = text.slice(start, Math.min(end, start + 50));
  const inner = /^\{\{~?(?:\{([^{}]*)\}|&([^{}]*))\}\}$/.exec(source.replace(/~\}\}$/, '}}'));
  return (inner?.[1] ?? inner?.[2])?.replace(/^\s*(?:this\.)?/, '').trim();
}

class SlotFiller extends Handlebars.Visitor {
  /** Makes Handlebars' visitor put what a method returns in the node's place. */
  mutating = true;
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): hbs.AST.PartialStatement | undefined {
    const { path, escaped, params, loc, strip } = mustache;
    // Of a literal the types say that it is a path.
    const isSlot = 'parts' in path && !escaped && params.length === 0 && path.depth === 0;
    if (!isSlot || path.parts.length !== 1) return undefined;
    if (`${path.data ? '@' : ''}${path.parts[0] ?? ''}` !== this.#name) return undefined;
    const root: hbs.AST.PathExpression = { ...path, data: true, original: '@root', parts: ['root'] };
    return {
      type: 'PartialStatement',
      name: { ...path, original: bodyPartial, parts: [bodyPartial] },
      params: [root],
      hash: { type: 'Hash', pairs: [], loc },
      indent: '',
      strip,
      loc,
    };
  }
}
