import Handlebars from 'handlebars';
import { type HandlebarsSource, parseHandlebars } from './handlebarsSource.ts';
import { type Mustache, scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';
import { isLayoutPath } from './templateName.ts';

/** The partial that a layout calls in its slot; no template can spell it, because the lexer ends at a NUL character. */
export const bodyPartial = '\0body';

/**
 * What builds call the place for the template, likeliest first: a layout with a `body` may use the others for its data.
 * `@content` is Postmark's.
 */
const slotNames = ['body', 'content', '@content', 'yield', 'children'];
/** Only in a file that is a layout by its name or place: elsewhere they are some text of the mail. */
const longSlotNames =
  'bodyContent mainContent pageContent emailContent mailContent emailBody mailBody htmlBody bodyHtml htmlContent contentHtml main slot outlet template page'.split(
    ' ',
  );

/** The place in a layout where templates are shown. */
export interface LayoutSlot {
  /**
   * `{{{body}}}`, `{{ body }}` where the build escapes nothing, or `{{> body}}` in projects that register each template under
   * that name. `passed`: in a partial of the layout, which gets it as an argument: `{{> card body=body}}`.
   */
  readonly kind: 'mustache' | 'escaped' | 'partial' | 'passed';
  readonly name: string;
  /** The partial that it is passed to. */
  readonly partial?: string;
}

/** Undefined when the text is no layout. */
export function findSlot({ path, text }: SourceText): LayoutSlot | undefined {
  if (!text.includes('{{')) return undefined;
  const mustaches = scanMustaches(text);
  const isNamed = isLayoutPath(path);
  const names = isNamed ? [...slotNames, ...longSlotNames] : slotNames;
  const unescaped = new Set(mustaches.map((mustache) => unescapedName(text, mustache)));
  const value = names.find((name) => unescaped.has(name));
  if (value !== undefined) return { kind: 'mustache', name: value };
  if (!isNamed && !isDocument(text)) return undefined;
  return passedSlot(text, mustaches) ?? partialSlot(mustaches) ?? (isNamed ? escapedSlot(mustaches) : undefined);
}

function partialSlot(mustaches: readonly Mustache[]): LayoutSlot | undefined {
  const partials = new Set(mustaches.filter(({ kind }) => kind === 'partial').map((mustache) => mustache.name));
  const name = slotNames.find((each) => partials.has(each));
  return name === undefined ? undefined : { kind: 'partial', name };
}

function passedSlot(text: string, mustaches: readonly Mustache[]): LayoutSlot | undefined {
  for (const { kind, name: partial, start, end } of mustaches) {
    if (kind !== 'partial' || end - start > maxCallLength) continue;
    const call = text.slice(start, end);
    const passed = new Set([...call.matchAll(/\s(\w+)=\1(?=[\s~}])/g)].map(([, key]) => key));
    const name = [...slotNames, ...longSlotNames].find((each) => passed.has(each));
    if (name !== undefined) return { kind: 'passed', name, partial };
  }
  return undefined;
}

const maxCallLength = 2000;

function escapedSlot(mustaches: readonly Mustache[]): LayoutSlot | undefined {
  const names = new Set(mustaches.filter(({ kind }) => kind === 'expression').map((mustache) => mustache.name));
  const name = slotNames.find((each) => names.has(each));
  return name === undefined ? undefined : { kind: 'escaped', name };
}

/** Whether a text begins a mail of its own. */
export function isDocument(text: string): boolean {
  return /<(?:mjml|html)[\s>]|<!doctype\s/i.test(text);
}

/** How a text is read whose slot is filled, so that it can be read in the same way once more. */
export interface SlotFilling {
  readonly slot: LayoutSlot;
  /** The template of the whole mail, or the content of the block that calls the layout like a partial. */
  readonly by: 'template' | 'block';
}

/** A layout whose slot shows the partial `bodyPartial` with the data of the whole mail. All places stay as they are. */
export function parseLayout(source: SourceText): HandlebarsSource {
  const slot = findSlot(source);
  return slot === undefined ? parseHandlebars(source) : parseFilled(source, { slot, by: 'template' });
}

export function parseFilled(source: SourceText, filling: SlotFilling): HandlebarsSource {
  const parsed = parseHandlebars(source);
  const { kind } = filling.slot;
  if (parsed.program !== undefined && (kind === 'mustache' || kind === 'escaped'))
    new SlotFiller(filling).accept(parsed.program);
  return { ...parsed, filling };
}

/** The place in a partial for the argument that a layout passes to it, or for the block of whoever calls it. */
export function findInnerSlot(text: string, names: readonly string[] = slotNames): LayoutSlot | undefined {
  const unescaped = new Set(scanMustaches(text).map((mustache) => unescapedName(text, mustache)));
  const name = names.find((each) => unescaped.has(each));
  return name === undefined ? undefined : { kind: 'mustache', name };
}

/** The text of a layout with a template in its slot, for a build that runs MJML before it looks at any mustache. */
export function fillSlot(layout: SourceText, body: string): string {
  const { text } = layout;
  const slot = findSlot(layout);
  const isSlot = (mustache: Mustache): boolean => slot !== undefined && isSlotMustache(text, mustache, slot);
  let filled = '';
  let from = 0;
  for (const mustache of scanMustaches(text).filter(isSlot)) {
    filled += text.slice(from, mustache.start) + body;
    from = mustache.end;
  }
  return filled + text.slice(from);
}

function isSlotMustache(text: string, mustache: Mustache, { kind, name }: LayoutSlot): boolean {
  switch (kind) {
    case 'mustache':
      return unescapedName(text, mustache) === name;
    case 'escaped':
      return mustache.kind === 'expression' && mustache.name === name;
    case 'partial':
      return mustache.kind === 'partial' && mustache.name === name;
    case 'passed':
      return false;
  }
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
  readonly #filling: SlotFilling;

  constructor(filling: SlotFilling) {
    super();
    this.#filling = filling;
  }

  override MustacheStatement(
    mustache: hbs.AST.MustacheStatement,
  ): hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement | undefined {
    const { path, escaped, params } = mustache;
    const { slot, by } = this.#filling;
    // Of a literal the types say that it is a path.
    const isSlot = 'parts' in path && escaped === (slot.kind === 'escaped') && params.length === 0;
    if (!isSlot || path.depth > 0 || path.parts.length !== 1) return undefined;
    if (`${path.data ? '@' : ''}${path.parts[0] ?? ''}` !== slot.name) return undefined;
    return by === 'template' ? showTemplate(mustache, path) : showBlock(mustache, path);
  }
}

/** `{{> body @root}}` */
function showTemplate(
  { loc, strip }: hbs.AST.MustacheStatement,
  path: hbs.AST.PathExpression,
): hbs.AST.PartialStatement {
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

/** `{{#> @partial-block}}{{{body}}}{{/@partial-block}}`: the value, where nobody calls it with a block. */
function showBlock(mustache: hbs.AST.MustacheStatement, path: hbs.AST.PathExpression): hbs.AST.PartialBlockStatement {
  const { loc, strip } = mustache;
  const kept = { open: false, close: false };
  return {
    type: 'PartialBlockStatement',
    name: { ...path, data: true, original: '@partial-block', parts: ['partial-block'] },
    params: [],
    hash: { type: 'Hash', pairs: [], loc },
    program: { type: 'Program', body: [mustache], blockParams: [], loc },
    openStrip: { ...kept, open: strip.open },
    closeStrip: { ...kept, close: strip.close },
    loc,
  };
}
