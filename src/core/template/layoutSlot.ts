import { type Mustache, scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';
import { isLayoutPath } from './templateName.ts';

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
  const isNamed = isLayoutPath(path);
  // Every template is asked on every key, and nearly none has any of the mustaches that can be a slot.
  if (!(isNamed ? /\{\{/ : /\{\{~?[{&>]/).test(text)) return undefined;
  const mustaches = scanMustaches(text);
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
