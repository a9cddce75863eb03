import type { MjmlContext } from 'mjml-core';
import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { hasMisplacedMarks, stripMarks } from '../sourceMap/marks.ts';
import type { HeadAddition } from './headAdditions.ts';
import { finishSection, type QuotedHtml, SectionEnds } from './mjmlFinish.ts';
import { InlineStyles, styleFrameOf } from './mjmlInlineStyles.ts';
import type { MjmlPart } from './mjmlPart.ts';
import type { HtmlPiece } from './renderResult.ts';

/** What the components made of a section, and what its elements asked to be added to the head. */
export class RenderedSection {
  readonly html: string;
  readonly calls: readonly HeadAddition[];
  /** The rendering without marks that this one must be equal to without its marks. */
  readonly plain: RenderedSection | undefined;
  /** Undefined where the section cannot be finished without its neighbours. */
  readonly quoted: QuotedHtml | undefined;
  #compared: { readonly ends: SectionEnds; readonly plain: SectionEnds; readonly isFaithful: boolean } | undefined;
  #finished: { readonly styles: InlineStyles | undefined; readonly ends: SectionEnds | undefined } | undefined;

  constructor(html: string, calls: readonly HeadAddition[], plain?: RenderedSection) {
    this.html = html;
    this.calls = calls;
    this.plain = plain;
    this.quoted = finishSection(html);
  }

  /** The finished html; undefined where it cannot be finished without its neighbours. */
  async ends(styles: InlineStyles | undefined, merge: (html: string) => string): Promise<SectionEnds | undefined> {
    if (this.#finished?.styles !== styles || this.#finished === undefined) {
      const html = this.quoted?.html;
      const styled = html === undefined || styles === undefined ? html : await styles.inline(html);
      this.#finished = { styles, ends: styled === undefined ? undefined : new SectionEnds(merge(styled)) };
    }
    return this.#finished.ends;
  }

  /** Whether it is equal to the rendering without marks, when its own are taken away. */
  isFaithful(ends: SectionEnds, plain: SectionEnds): boolean {
    if (this.#compared?.ends !== ends || this.#compared.plain !== plain) {
      const isFaithful =
        stripMarks(ends.html) === plain.html &&
        !hasMisplacedMarks(ends.html) &&
        ends.lead === plain.lead &&
        ends.trail === plain.trail;
      this.#compared = { ends, plain, isFaithful };
    }
    return this.#compared.isFaithful;
  }
}

/** What a rendering depends on besides the section itself. */
export interface RenderingKey {
  /** Number of what the head and the body say of all sections. */
  readonly context: number;
  /** Among equal sections, when they have random ids. */
  readonly occurrence: number;
  readonly place: string;
}

interface KnownRendering {
  readonly key: RenderingKey;
  readonly section: RenderedSection;
}

/** Of the same occurrence. */
function isSame(left: RenderingKey, right: RenderingKey): boolean {
  return left.context === right.context && left.place === right.place;
}

/** What MJML made of a mail around its sections. */
export interface KnownFrame {
  readonly context: MjmlContext;
  /** What of the sections is in it. */
  readonly state: readonly unknown[] | undefined;
  readonly head: SectionEnds;
  readonly tail: SectionEnds;
}

/** The sections that were rendered, by what they were read from. */
export class SectionMemory {
  /** By how often the same section stood in front of it. */
  readonly #renderings = new WeakMap<MjmlPart, Map<number, KnownRendering[]>>();
  readonly #knownFrames = new WeakMap<MjmlPart, { readonly preset: object; readonly frame: KnownFrame }>();
  readonly #styles = new BoundedMap<string, Promise<InlineStyles | undefined>>({ entries: 8, weight: 2_000_000 });
  readonly #frames = new BoundedMap<string, SectionEnds>({ entries: 16, weight: 2_000_000 });
  readonly #numbers = new BoundedMap<string, number>({ entries: 64, weight: 2_000_000 });
  #lastNumber = 0;
  #lastPiece = 0;

  /** @param preset the components of the frame, which render the sections as well: those for marks have a frame of their own */
  frameOf(shell: MjmlPart, preset: object): KnownFrame | undefined {
    const known = this.#knownFrames.get(shell);
    return known?.preset === preset ? known.frame : undefined;
  }

  keepFrame(shell: MjmlPart, preset: object, frame: KnownFrame): void {
    this.#knownFrames.set(shell, { preset, frame });
  }

  renderingOf(part: MjmlPart, key: RenderingKey, plain: RenderedSection | undefined): RenderedSection | undefined {
    const known = this.#renderings.get(part)?.get(key.occurrence);
    return known?.find((each) => each.section.plain === plain && isSame(each.key, key))?.section;
  }

  keep(part: MjmlPart, key: RenderingKey, section: RenderedSection): RenderedSection {
    const occurrences = this.#renderings.get(part) ?? new Map<number, KnownRendering[]>();
    const renderings = occurrences.get(key.occurrence) ?? [];
    // The same section first in the mail and not, in two mails with other heads: more are seldom needed.
    renderings.unshift({ key, section });
    renderings.length = Math.min(renderings.length, maxRenderings);
    occurrences.set(key.occurrence, renderings);
    this.#renderings.set(part, occurrences);
    return section;
  }

  /** A number for a text, the same for equal ones. */
  numberOf(text: string): number {
    return this.#numbers.get(text) ?? this.#numbers.set(text, ++this.#lastNumber, text.length);
  }

  stylesOf(css: string, head: string): Promise<InlineStyles | undefined> {
    const frame = styleFrameOf(head);
    if (frame === undefined) return Promise.resolve(undefined);
    const key = `${css}\0${frame.open}`;
    return this.#styles.get(key) ?? this.#styles.set(key, InlineStyles.of(css, frame), key.length);
  }

  piece(html: string): HtmlPiece {
    return { id: ++this.#lastPiece, html };
  }

  /** The ends of what is made anew in every render; equal texts are the same, so that their pieces are. */
  frame(html: string): SectionEnds {
    return this.#frames.get(html) ?? this.#frames.set(html, new SectionEnds(html), html.length);
  }
}

const maxRenderings = 4;

export const sectionMemory: MemoryPart<SectionMemory> = { create: () => new SectionMemory() };
