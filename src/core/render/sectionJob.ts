import type { MjmlComponent, MjmlContext } from 'mjml-core';
import mergeConditionals from 'mjml-core/lib/helpers/mergeOutlookConditionnals';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import { isLikeMarks, stripMarks } from '../sourceMap/marks.ts';
import { HeadAdditions } from './headAdditions.ts';
import { fontsIn, isPlainFontName, type SectionEnds } from './mjmlFinish.ts';
import type { InlineStyles } from './mjmlInlineStyles.ts';
import { joined } from './mjmlJoin.ts';
import { isOfBody } from './mjmlMarked.ts';
import type { MjmlPart } from './mjmlPart.ts';
import { withIdsOf } from './mjmlRandomIds.ts';
import { RenderedSection, type RenderingKey, type SectionMemory } from './renderedSection.ts';
import type { HtmlPiece } from './renderResult.ts';
import { atPlace, contextKey, Places } from './sectionKeys.ts';

/** A mail whose body is rendered child by child. */
export interface SectionedMail {
  /** The mail without the children of its body. */
  readonly shell: MjmlPart;
  readonly sections: readonly MjmlPart[];
  /** With marks: how the same mail was rendered without. Random ids are taken from there, and what is not equal to it. */
  readonly plain?: RenderedMail;
  /** Without marks: the same sections with marks, which will be asked for next. Where that is provable, both are rendered at once. */
  readonly markedSections?: readonly MjmlPart[] | undefined;
}

export interface RenderedMail {
  /** Joined they are what MJML makes of the whole mail, byte for byte. */
  readonly pieces: readonly HtmlPiece[];
  readonly sections: readonly RenderedSection[];
  /** The html in front of the sections, they themselves, and behind them, before what meets was joined. */
  readonly head: SectionEnds;
  readonly ends: readonly SectionEnds[];
  readonly tail: SectionEnds;
  /** Indexes of the sections that would not be equal to the plain ones without their marks, and are without marks therefore. */
  readonly unfaithful: readonly number[];
}

/** What MJML renders with. */
export interface Preset {
  readonly components: readonly MjmlComponent[];
  readonly dependencies: Record<string, never>;
}

/** Text that stands for the sections until the rest is done. No author writes it by chance; it is looked for in the shell. */
const sectionsStart = '[mailproof-sections-start]';
const sectionsEnd = '[mailproof-sections-end]';

/** Characters of inlined styles, times the sections that each read them: with more, the first render would take too long. */
const maxStyling = 1_000_000;

/** Renders the sections of one mail, those that are not known, while MJML renders the rest or without it, and joins all. */
export class SectionJob {
  readonly #mail: SectionedMail;
  readonly #memory: SectionMemory;
  readonly #printsMarks: Preset;
  readonly #sections: RenderedSection[] = [];
  #canBeJoined = true;
  /** Undefined where there is none; an empty one has MJML write all of the mail anew as well. */
  #inlineStyle: string | undefined;
  #context: MjmlContext | undefined;
  #additions: HeadAdditions | undefined;
  #usedFonts: readonly string[] = [];
  #components: MjmlContext['components'] | undefined;
  #hasLikeMarks: boolean | undefined;

  constructor(mail: SectionedMail, memory: SectionMemory, printsMarks: Preset) {
    this.#mail = mail;
    this.#memory = memory;
    this.#printsMarks = printsMarks;
  }

  /** What MJML gave to the body, to render more in the same mail. */
  get context(): MjmlContext | undefined {
    return this.#context;
  }

  /** What the head, and so the frame, depends on besides the shell; undefined when there is no rendering. */
  stateOfHead(): readonly unknown[] | undefined {
    if (!this.#canBeJoined || this.#additions === undefined) return undefined;
    // With marks, it is the frame without them that has all of this.
    const { plain } = this.#mail;
    if (plain !== undefined) return [plain.head, plain.tail];
    return [...this.#additions.state, ...this.#usedFonts];
  }

  /** Renders the sections without a frame, and adds nothing to the mail that the context is of. */
  renderApart(context: MjmlContext): void {
    this.#render(context, undefined);
  }

  /** In place of all sections: what tells MJML which fonts they use. */
  render(context: MjmlContext): string {
    return this.#render(context, context);
  }

  #render(context: MjmlContext, target: MjmlContext | undefined): string {
    this.#context = context;
    const data = context.globalData;
    const fonts = Object.keys(data.fonts);
    this.#inlineStyle = data.inlineStyle.length === 0 ? undefined : data.inlineStyle.join('');
    if (Object.keys(data.htmlAttributes).length > 0 || !fonts.every(isPlainFontName)) return this.#giveUp();
    const { shell, sections } = this.#mail;
    if ((this.#inlineStyle?.length ?? 0) * sections.length > maxStyling) return this.#giveUp();
    if (shell.text.includes(sectionsStart) || shell.text.includes(sectionsEnd)) return this.#giveUp();
    if (!sections.every((section) => section.isOfBody)) return this.#giveUp();
    const places = new Places(sections);
    const number = this.#memory.numberOf(contextKey(context, data));
    const additions = new HeadAdditions(context, target);
    this.#additions = additions;
    const occurrences = new Map<string, number>();
    for (const [index, section] of sections.entries()) {
      let occurrence = 0;
      if (section.hasRandomIds) {
        occurrence = occurrences.get(section.text) ?? 0;
        occurrences.set(section.text, occurrence + 1);
      }
      const key = { context: number, occurrence, place: places.keyOf(index) };
      const rendered = this.#known(index, key) ?? this.#rendered(index, key, { context, places, additions });
      if (rendered === undefined) return this.#giveUp();
      additions.add(rendered.calls);
      this.#sections.push(rendered);
    }
    // Without their marks they will be the same as the plain ones, or be left out.
    const quoted = (this.#mail.plain?.sections ?? this.#sections).flatMap((section) => section.quoted ?? []);
    if (quoted.length < sections.length) return this.#giveUp();
    this.#usedFonts = [...fontsIn(quoted, fonts)];
    return sectionsStart + this.#usedFonts.map((name) => `"font-family:${name}"`).join('') + sectionsEnd;
  }

  /** @param html of the mail, with what stands for the sections */
  async finish(html: string, options: MjmlOptions): Promise<RenderedMail | undefined> {
    const start = html.indexOf(sectionsStart);
    const end = html.indexOf(sectionsEnd);
    if (!this.#canBeJoined || start < 0 || end < start) return undefined;
    // An author has written them, in what the mail includes into its head.
    if (start !== html.lastIndexOf(sectionsStart) || end !== html.lastIndexOf(sectionsEnd)) return undefined;
    const head = this.#memory.frame(html.slice(0, start));
    const tail = this.#memory.frame(html.slice(end + sectionsEnd.length));
    return this.finishIn({ head, tail }, options);
  }

  async finishIn(
    frame: Pick<RenderedMail, 'head' | 'tail'>,
    { juiceOptions }: MjmlOptions,
  ): Promise<RenderedMail | undefined> {
    const [head, tail] = [frame.head.html, frame.tail.html];
    const css = this.#inlineStyle;
    if (css !== undefined && juiceOptions !== undefined) return undefined;
    const styles = css === undefined ? undefined : await this.#memory.stylesOf(css, head);
    if (css !== undefined && styles === undefined) return undefined;
    const ends = (await this.#ends(styles)).flatMap((end) => end ?? []);
    if (ends.length < this.#sections.length) return undefined;
    const { plain } = this.#mail;
    if (plain === undefined) return this.#joined(frame, ends, []);
    if (stripMarks(head) !== plain.head.html || stripMarks(tail) !== plain.tail.html) return undefined;
    const unfaithful: number[] = [];
    for (const [index, section] of this.#sections.entries()) {
      const [own, plainEnds] = [ends[index], plain.ends[index]];
      if (own === undefined || plainEnds === undefined || section.isFaithful(own, plainEnds)) continue;
      // Its author has written one: a text like a mark would be taken for a mark.
      if (stripMarks(plainEnds.html) !== plainEnds.html) return undefined;
      unfaithful.push(index);
      ends[index] = plainEnds;
    }
    return this.#joined(frame, ends, unfaithful);
  }

  #giveUp(): string {
    this.#canBeJoined = false;
    return '';
  }

  #known(index: number, key: RenderingKey): RenderedSection | undefined {
    const section = this.#mail.sections[index];
    return section && this.#memory.renderingOf(section, key, this.#mail.plain?.sections[index]);
  }

  #rendered(
    index: number,
    key: RenderingKey,
    { context, places, additions }: RenderingPlace,
  ): RenderedSection | undefined {
    const section = this.#mail.sections[index];
    const plainSection = this.#mail.plain?.sections[index];
    if (section === undefined) return undefined;
    const render = ({ nodes }: MjmlPart, components = context.components): Rendering =>
      additions.record((recorder) =>
        nodes
          .map(
            (node, child) =>
              context.processing(atPlace(node, places.of(index, child)), { ...recorder, components }) ?? '',
          )
          .join(''),
      );
    const marked = this.#mail.markedSections?.[index];
    if (marked?.isCopyWithMarks === true && !this.#isShellLikeMarks) {
      const { html, calls } = render(marked, this.#markedComponents(context));
      const plain = new RenderedSection(stripMarks(html), calls);
      // Marks tell equal sections apart, so that each is the first of its kind; where they do not, it is rendered again.
      this.#memory.keep(marked, { ...key, occurrence: 0 }, new RenderedSection(html, calls, plain));
      return this.#memory.keep(section, key, plain);
    }
    const { html, calls } = render(section);
    if (plainSection === undefined) return this.#memory.keep(section, key, new RenderedSection(html, calls));
    const same = section.hasRandomIds ? withIdsOf(plainSection.html, html) : html;
    if (same === undefined || calls.length !== plainSection.calls.length) return undefined;
    return this.#memory.keep(section, key, new RenderedSection(same, plainSection.calls, plainSection));
  }

  /** The author has written something there that could be taken for a mark where it is printed in a section. */
  get #isShellLikeMarks(): boolean {
    const { text, includes } = this.#mail.shell;
    // Once, and not for each section.
    return (this.#hasLikeMarks ??=
      isLikeMarks(text) || includes.some(({ source }) => source !== undefined && isLikeMarks(source.text)));
  }

  #markedComponents(context: MjmlContext): MjmlContext['components'] {
    return (this.#components ??= {
      ...context.components,
      ...Object.fromEntries(this.#printsMarks.components.filter(isOfBody).map((each) => [each.getTagName(), each])),
    });
  }

  #ends(styles: InlineStyles | undefined): Promise<readonly (SectionEnds | undefined)[]> {
    return Promise.all(this.#sections.map((section) => section.ends(styles, mergeConditionals)));
  }

  #joined(
    { head, tail }: Pick<RenderedMail, 'head' | 'tail'>,
    ends: readonly SectionEnds[],
    unfaithful: readonly number[],
  ): RenderedMail {
    const pieces = joined([head, ...ends, tail], this.#memory);
    return { pieces, head, ends, tail, sections: this.#sections, unfaithful };
  }
}

type Rendering = ReturnType<HeadAdditions['record']>;

interface RenderingPlace {
  readonly context: MjmlContext;
  readonly places: Places;
  readonly additions: HeadAdditions;
}
