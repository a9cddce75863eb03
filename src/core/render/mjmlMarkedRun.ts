import type { MjmlNode } from 'mjml-parser-xml';
import { stripMarks, stripTextMarks } from '../sourceMap/marks.ts';
import type { MjmlInput } from './mjmlInput.ts';
import { takeMarksOf } from './mjmlMarked.ts';
import { type PartsReading, partOptionsOf, readInParts } from './mjmlParts.ts';
import { withIdsOf } from './mjmlRandomIds.ts';
import { type CutReading, knownParts, readSection } from './mjmlReading.ts';
import type { RenderedMail } from './sectionJob.ts';
import { type IncludedText, readWhole, type WholeReading } from './mjmlWhole.ts';
import { sectionMemory } from './renderedSection.ts';
import type { MarkedHtml, MarkLevel } from './renderResult.ts';

/** From the finest. */
export const markLevels: readonly MarkLevel[] = ['all', 'outside-helpers', 'elements'];

export interface Rendered {
  readonly html: string;
  /** Where it was rendered in parts. */
  readonly mail?: RenderedMail;
}

/** Makes the html with marks of one mail. */
export class MarkedRun {
  readonly #input: MjmlInput;
  readonly #plain: CutReading | undefined;
  readonly #readings = new Map<MarkLevel, Promise<MarkedReading | undefined>>();

  /** @param plain the mail without marks, where it could be read in parts */
  constructor(input: MjmlInput, plain: CutReading | undefined) {
    this.#input = input;
    this.#plain = plain;
  }

  /** The sections with the finest marks, to be rendered at once with those that have none. */
  async markedSections(): Promise<CutReading['sections'] | undefined> {
    return (await this.#reading('all'))?.parts?.parts.sections;
  }

  /** The text with marks of a level, made once. */
  #reading(level: MarkLevel): Promise<MarkedReading | undefined> {
    const known = this.#readings.get(level) ?? this.#read(level);
    this.#readings.set(level, known);
    return known;
  }

  async #read(level: MarkLevel): Promise<MarkedReading | undefined> {
    const text = this.#input.markedText(level);
    if (text === undefined) return undefined;
    const mark = (included: IncludedText): string => this.#input.markedInclude(included, level);
    const plain = this.#plain;
    const parts =
      plain === undefined ? undefined : await readInParts(this.#input, { name: 'marked', text, mark, plain });
    return { text, parts };
  }

  /** The html with marks as fine as they can be without changing it. */
  async run(plain: Rendered): Promise<MarkedOutput> {
    for (const level of markLevels) {
      const reading = await this.#reading(level);
      if (reading === undefined) continue;
      const { text } = reading;
      // Where the mail without marks could not be rendered in parts, nobody has compared these.
      const parts = plain.mail === undefined ? undefined : reading.parts;
      if (parts === undefined && stripMarks(text) !== this.#input.text) continue;
      const output =
        parts === undefined || plain.mail === undefined
          ? await this.#markedWhole(plain, text, level)
          : await this.#markedParts(parts.parts, plain.mail, level);
      if (output === undefined) continue;
      return { output, reading: parts };
    }
    const { html, mail } = plain;
    return {
      output: { html, ...(mail === undefined ? {} : { pieces: mail.pieces }), level: 'none' },
      reading: undefined,
    };
  }

  async #markedParts(
    parts: CutReading,
    plain: RenderedMail,
    level: MarkLevel,
  ): Promise<MarkedOutput['output'] | undefined> {
    const { engine, files } = this.#input;
    const memory = files.memory.part(sectionMemory);
    const render = async (sections: CutReading['sections']): Promise<RenderedMail | undefined> =>
      engine.sections?.render({ shell: parts.shell, sections, plain }, memory);
    if (parts.sections.length !== plain.sections.length) return undefined;
    try {
      const fine = await render(parts.sections);
      if (fine === undefined || fine.unfaithful.length === 0) return markedOf(fine, level);
      return markedOf(await render(await this.#withoutTextMarks(parts, fine.unfaithful, level)), 'elements');
    } catch {
      // It was rendered without marks: with them, something stumbles over them.
      return undefined;
    }
  }

  /** Some sections with the marks of their elements alone; what is still not right then is left without any. */
  async #withoutTextMarks(
    { sections }: CutReading,
    indexes: readonly number[],
    level: MarkLevel,
  ): Promise<CutReading['sections']> {
    const known = this.#input.files.memory.part(knownParts);
    const options = partOptionsOf(this.#input, (included) => this.#input.markedInclude(included, level));
    const coarser = [...sections];
    for (const index of indexes) {
      const part = await readSection(stripTextMarks(sections[index]?.text ?? ''), known, options);
      if (part !== undefined) coarser[index] = part;
    }
    return coarser;
  }

  async #markedWhole(plain: Rendered, text: string, level: MarkLevel): Promise<MarkedOutput['output'] | undefined> {
    const { engine } = this.#input;
    const { tree, keptTags } = await readWhole(this.#input, text, (included) =>
      this.#input.markedInclude(included, level),
    );
    if (tree === undefined) return undefined;
    const html = await this.#markedTree(tree, plain, keptTags);
    if (html !== undefined) return { html, level };
    // What a custom component does with its content is not known: the others may have marks still.
    if (!takeMarksOf(engine.customElements ?? new Set(), tree)) return undefined;
    const coarser = await this.#markedTree(tree, plain, keptTags);
    return coarser === undefined ? undefined : { html: coarser, level };
  }

  /** Undefined where it is not the plain html without its marks. */
  async #markedTree(tree: MjmlNode, plain: Rendered, keptTags: WholeReading['keptTags']): Promise<string | undefined> {
    try {
      const hidden = await this.#input.engine.render(tree, { printsMarks: true });
      const html = withIdsOf(plain.html, keptTags?.restore(hidden) ?? hidden);
      return html !== undefined && stripMarks(html) === plain.html ? html : undefined;
    } catch {
      // It was rendered without marks: with them, something stumbles over them.
      return undefined;
    }
  }
}

interface MarkedReading {
  readonly text: string;
  readonly parts: PartsReading | undefined;
}

export interface MarkedOutput {
  readonly output: Omit<MarkedHtml, 'tables'>;
  /** What was read for it, if anything could be. */
  readonly reading: PartsReading | undefined;
}

function markedOf(mail: RenderedMail | undefined, level: MarkLevel): MarkedOutput['output'] | undefined {
  return mail === undefined ? undefined : { html: htmlOf(mail), pieces: mail.pieces, level };
}

/** Added up and not joined: nobody may ever read all of it, and then it is never copied. */
export function htmlOf({ pieces }: RenderedMail): string {
  let html = '';
  for (const piece of pieces) html += piece.html;
  return html;
}
