import Handlebars from 'handlebars';
import { type HandlebarsSource, parseHandlebars, parseRewritten } from './handlebarsSource.ts';
import { findSlot, type LayoutSlot } from './layoutSlot.ts';
import type { Remembering } from './parsedSegments.ts';
import type { SourceText } from './sourceFiles.ts';

/** The partial that a layout calls in its slot; no template can spell it, because the lexer ends at a NUL character. */
export const bodyPartial = '\0body';

/** How a text is read whose slot is filled, so that it can be read in the same way once more. */
export interface SlotFilling {
  readonly slot: LayoutSlot;
  /** The template of the whole mail, or the content of the block that calls the layout like a partial. */
  readonly by: 'template' | 'block';
}

/** A layout whose slot shows the partial `bodyPartial` with the data of the whole mail. All places stay as they are. */
export function parseLayout(source: SourceText, render?: Remembering): HandlebarsSource {
  const slot = findSlot(source);
  return slot === undefined ? parseHandlebars(source, render) : parseFilled(source, { slot, by: 'template' }, render);
}

export function parseFilled(source: SourceText, filling: SlotFilling, render?: Remembering): HandlebarsSource {
  const { slot, by } = filling;
  const isFilled = slot.kind === 'mustache' || slot.kind === 'escaped';
  const rewriting = {
    key: `${by} ${slot.kind} ${slot.name}`,
    rewrite: (program: hbs.AST.Program): void => {
      new SlotFiller(filling).accept(program);
    },
  };
  return { ...parseRewritten(source, { render, rewriting: isFilled ? rewriting : undefined }), filling };
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
    if (escaped !== (slot.kind === 'escaped') || params.length > 0 || !this.#isSlot(path)) return undefined;
    return by === 'template' ? showTemplate(mustache, path) : showBlock(mustache, path);
  }

  /** `{{#if body}}`: around a whole mail there always is one. */
  override BlockStatement(block: hbs.AST.BlockStatement): void {
    if (this.#filling.by === 'template')
      block.params = block.params.map((param) => (this.#isSlot(param) ? presentValue(param) : param));
    super.BlockStatement(block);
  }

  /** Of a literal the types say that it is a path, and of a parameter nothing. */
  #isSlot(node: hbs.AST.Node): node is hbs.AST.PathExpression {
    if (node.type !== 'PathExpression') return false;
    const { parts, depth, data } = node as hbs.AST.PathExpression;
    return depth === 0 && parts.length === 1 && `${data ? '@' : ''}${parts[0] ?? ''}` === this.#filling.slot.name;
  }
}

function presentValue({ loc }: hbs.AST.Node): hbs.AST.BooleanLiteral {
  return { type: 'BooleanLiteral', value: true, original: true, loc };
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
