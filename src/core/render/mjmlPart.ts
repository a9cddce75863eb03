import type { MjmlNode } from 'mjml-parser-xml';
import { isLikeMarks, stripMarks, takeMarksOut } from '../sourceMap/marks.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';
import type { IncludeRecord } from './mjmlIncludes.ts';
import { isOfBody, putMarks, takeMarks } from './mjmlMarked.ts';
import { hasRandomIds } from './mjmlRandomIds.ts';
import { withMarks } from './mjmlTreeWithMarks.ts';
import { validateTree } from './mjmlValidation.ts';

export interface PartInput {
  readonly text: string;
  /** `<mjml>`, around the children of its body or without them. */
  readonly tree: MjmlNode;
  readonly nodes: readonly MjmlNode[];
  readonly includes: readonly IncludeRecord[];
  /** Marks that the tree does not have any more. */
  readonly taken?: ReadonlyMap<MjmlNode, string>;
  /** What is wrong with its includes. */
  readonly findings: readonly Finding[];
  readonly engine: MjmlEngine;
  readonly isAfterHandlebars: boolean;
  /** Whether its tree is that of the text without marks, with nothing but marks added. */
  readonly isCopyWithMarks?: boolean;
}

/** A part of a mail, as MJML's parser reads it: one child of the body, or the mail without any. */
export class MjmlPart {
  readonly text: string;
  /** Of a child of the body: it, or what it includes. Of the mail around: `<mjml>`. With the marks that they had. */
  readonly nodes: readonly MjmlNode[];
  readonly includes: readonly IncludeRecord[];
  /** Also of what is included: nobody looks for them there, and to be rendered once for each place costs little. */
  readonly hasRandomIds: boolean;
  /** Whether MJML can render all nodes as elements of a body; what it does not know, it leaves out. */
  readonly isOfBody: boolean;
  /** Whether none of the nodes looks at its place among the others, but for whether it is the first. */
  readonly asksOnlyForFirst: boolean;
  /** How many of the nodes MJML does not count as columns: comments and such. */
  readonly rawNodes: number;
  readonly #input: PartInput;
  #judged: Judged | undefined;
  #plainText: string | undefined;

  constructor(input: PartInput) {
    const { text, nodes, includes, engine } = input;
    const { components } = engine;
    this.#input = input;
    this.text = text;
    this.nodes = nodes;
    this.includes = includes;
    this.hasRandomIds = hasRandomIds(text) || includes.length > 0;
    this.isOfBody = nodes.every(({ tagName }) => {
      const component = components[tagName];
      return component === undefined || isOfBody(component);
    });
    this.asksOnlyForFirst = nodes.every(({ tagName }) => asksOnlyForFirst.has(tagName));
    this.rawNodes = nodes.filter(({ tagName }) => components[tagName]?.isRawElement() === true).length;
  }

  /** Whether it is another part's {@link withMarks}. */
  get isCopyWithMarks(): boolean {
    return this.#input.isCopyWithMarks === true;
  }

  /**
   * The part that a text with marks would be, when it is this part's text without them. Undefined where that has to be parsed to be
   * known.
   */
  withMarks(text: string): MjmlPart | undefined {
    const { tree } = this.#input;
    const [body] = tree.children ?? [];
    // Included texts have marks as well. And what looks like a mark could be taken for one.
    if (body === undefined || this.includes.length > 0 || isLikeMarks(this.text)) return undefined;
    const { plain, marks } = takeMarksOut(text);
    const nodes = plain === this.text ? withMarks(this.nodes, plain, marks) : undefined;
    if (nodes === undefined) return undefined;
    const copy = { ...tree, children: [{ ...body, children: [...nodes] }] };
    const part = new MjmlPart({ ...this.#input, text, tree: copy, nodes, isCopyWithMarks: true });
    part.#plainText = plain;
    return part;
  }

  /** Without its marks. */
  get plainText(): string {
    this.#plainText ??= stripMarks(this.text);
    return this.#plainText;
  }

  /** Lines count from the part's own start. Found when they are asked for: those of a text with marks seldom are. */
  get findings(): readonly Finding[] {
    return this.#judge().findings;
  }

  /** The marks of all elements, also of those that never show. */
  get marks(): ReadonlyMap<MjmlNode, string> {
    return this.#judge().marks;
  }

  #judge(): Judged {
    this.#judged ??= judged(this.#input);
    return this.#judged;
  }
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly marks: ReadonlyMap<MjmlNode, string>;
}

function judged({ tree, taken = new Map(), findings, engine, isAfterHandlebars }: PartInput): Judged {
  const marks = new Map([...taken, ...takeMarks(tree)]);
  const found = validateTree(tree, { engine, hasMustaches: !isAfterHandlebars });
  putMarks(tree, marks);
  return { findings: [...findings, ...found], marks };
}

const asksOnlyForFirst = new Set(['mj-hero', 'mj-raw', 'mj-section', 'mj-wrapper']);
