import type { MjmlNode } from 'mjml-parser-xml';
import { reasonOf } from '../reasonOf.ts';
import { stripMarks, stripTextMarks } from '../sourceMap/marks.ts';
import type { WrittenLevel } from '../sourceMap/markedText.ts';
import type { Marking } from '../sourceMap/sourceTables.ts';
import type { TagSyntax } from '../template/mergeTags.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { mjmlCutter } from './mjmlCut.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';
import type { PreparedText } from './mjmlIncludes.ts';
import { type PlacedFinding, placeFindings, type PlacesInput } from './mjmlPlaces.ts';
import { withIdsOf } from './mjmlRandomIds.ts';
import { type CutReading, findingsOf, knownParts, type PartOptions, readParts, readSection } from './mjmlReading.ts';
import type { RenderedMail } from './mjmlSections.ts';
import { firstLine, readWhole, syntaxFailure, type WholeReading } from './mjmlWhole.ts';
import { maxProblems, type ProblemList } from './problemList.ts';
import { sectionMemory } from './renderedSection.ts';
import type { HtmlPiece, MarkedHtml, MarkLevel } from './renderResult.ts';

export interface MjmlInput {
  readonly engine: MjmlEngine;
  readonly template: SourceText;
  /** What MJML is to read: the template, or what Handlebars made of it. */
  readonly text: string;
  /** The same with marks; undefined when it cannot be made. Equal to the marked template when MJML runs first. */
  readonly markedText: (level: WrittenLevel) => string | undefined;
  /** The text of an included file with marks. */
  readonly markedInclude: (source: SourceText, level: WrittenLevel) => string;
  /** Knows where the marks lead. */
  readonly marking: Marking;
  /** Whether the html is to be given with marks as well. */
  readonly wantsMarks: boolean;
  readonly isAfterHandlebars: boolean;
  readonly isBeforeHandlebars: boolean;
  readonly root: string;
  readonly includePath: readonly string[];
  readonly files: SourceFiles;
  /** The element that a piece without MJML is used in. */
  readonly holder?: string | undefined;
  /** Of another template language, whose tags MJML is to leave alone. */
  readonly keptSyntaxes?: ReadonlySet<TagSyntax> | undefined;
}

export interface MjmlOutput {
  readonly html: string | undefined;
  readonly pieces?: readonly HtmlPiece[];
  readonly marked?: Omit<MarkedHtml, 'tables'>;
  readonly problems: readonly PlacedFinding[];
}

/**
 * Makes html of MJML, and says what is wrong with it in the author's files. Never throws.
 *
 * The html comes from the text as it is. When marks are wanted, or something is wrong, the same is read once more with a mark on
 * every tag, which tells from which file and place each element came, through Handlebars and includes.
 */
export async function runMjml(input: MjmlInput): Promise<MjmlOutput> {
  return new MjmlRun(input).run();
}

export function reportMjml(found: MjmlOutput['problems'], problems: ProblemList): void {
  for (const { severity, code, message, place } of found)
    problems.add({ severity, code, source: 'mjml' }, place, message);
}

/** A mail that was read, in one way or the other. */
type Reading = PartsReading | ({ readonly kind: 'whole' } & WholeReading);

interface PartsReading {
  readonly kind: 'parts';
  readonly parts: CutReading;
  readonly findings: () => readonly Finding[];
}

interface Rendered {
  readonly html: string;
  /** Where it was rendered in parts. */
  readonly mail?: RenderedMail;
}

class MjmlRun {
  readonly #input: MjmlInput;
  readonly #markedReadings = new Map<MarkLevel, Promise<MarkedReading | undefined>>();

  constructor(input: MjmlInput) {
    this.#input = input;
  }

  async run(): Promise<MjmlOutput> {
    const { text, wantsMarks } = this.#input;
    const parts = await this.#readParts('plain', text, sameText);
    const twins = parts === undefined || !wantsMarks ? undefined : await this.#markedReading('all', parts.parts);
    const mail = parts === undefined ? undefined : await this.#renderParts(parts, twins?.parts?.parts.sections);
    if (parts !== undefined && mail !== undefined) {
      const rendered = { html: htmlOf(mail), mail };
      const marked = wantsMarks ? await this.#marked(rendered, parts.parts) : undefined;
      return this.#output(rendered, parts.findings(), marked);
    }
    const whole = await readWhole(this.#input, text, sameText);
    if (whole.tree === undefined) return this.#output(undefined, whole.findings, undefined);
    const { html: hidden, failure } = await this.#renderTree(whole.tree);
    const findings = failure === undefined ? whole.findings : [...whole.findings, failure];
    const html = hidden === undefined ? undefined : (whole.keptTags?.restore(hidden) ?? hidden);
    const rendered = html === undefined ? undefined : { html };
    const marked = wantsMarks && rendered !== undefined ? await this.#marked(rendered) : undefined;
    return this.#output(rendered, findings, marked);
  }

  async #output(
    rendered: Rendered | undefined,
    findings: readonly Finding[],
    marked: MarkedRun | undefined,
  ): Promise<MjmlOutput> {
    const shown = findings.slice(0, maxProblems);
    // What is wrong with the tags themselves is found in the whole alone, and its place by marks that are not for showing.
    const known = marked?.reading?.kind === 'parts' ? marked.reading : undefined;
    const reading = shown.length === 0 ? undefined : (known ?? (await this.#readForPlaces()));
    return {
      html: rendered?.html,
      ...(rendered?.mail === undefined ? {} : { pieces: rendered.mail.pieces }),
      ...(marked === undefined ? {} : { marked: marked.output }),
      problems: placeFindings(shown, { ...this.#input, twin: twinOf(reading), ...rewriterOf(this.#input) }),
    };
  }

  /** In parts, where that is known to be the same. */
  async #readParts(
    name: 'plain' | 'marked',
    text: string,
    mark: (source: SourceText) => string,
    plain?: CutReading,
  ): Promise<PartsReading | undefined> {
    const { engine, files, template, keptSyntaxes } = this.#input;
    if (engine.sections === undefined || engine.preprocessors !== undefined || keptSyntaxes !== undefined)
      return undefined;
    const cut = files.memory.part(mjmlCutter).cut(`${name} ${template.path}`, text);
    if (cut === undefined) return undefined;
    const parts = await readParts(cut, files.memory.part(knownParts), { ...this.#partOptions(mark), plain });
    if (parts === undefined) return undefined;
    const findings = (): readonly Finding[] => findingsOf(parts, cut, text, template.path);
    // Which of them are told depends on their order, which is not that of the whole.
    if (plain === undefined && findings().length > maxProblems) return undefined;
    return { kind: 'parts', parts, findings };
  }

  #partOptions(mark: (source: SourceText) => string): PartOptions {
    const prepare = (source: SourceText): PreparedText => ({ kind: 'text', text: mark(source) });
    return { ...this.#input, path: this.#input.template.path, prepare };
  }

  /** Undefined where it could differ from the whole, also in what fails. */
  async #renderParts(
    { parts }: PartsReading,
    twins: CutReading['sections'] | undefined,
  ): Promise<RenderedMail | undefined> {
    const { engine, files } = this.#input;
    try {
      return await engine.sections?.render({ ...parts, twins }, files.memory.part(sectionMemory));
    } catch {
      // The whole fails as well, and says how.
      return undefined;
    }
  }

  async #renderTree(tree: MjmlNode): Promise<{ readonly html?: string; readonly failure?: Finding }> {
    const { engine, files } = this.#input;
    if (tree.children?.some((child) => child.tagName === 'mj-body') !== true) {
      return { failure: { severity: 'error', code: 'mjml-syntax', message: `<${tree.tagName}> has no <mj-body>` } };
    }
    try {
      return { html: await engine.render(tree) };
    } catch (error) {
      if (error instanceof RangeError) return { failure: syntaxFailure(error) };
      const place = engine.placeOf?.(error);
      if (place !== undefined) {
        // Read for its lines.
        await files.read(place.file);
        const message = `A custom component failed: ${firstLine(reasonOf(error))}`;
        const { file, start } = place;
        return { failure: { severity: 'error', code: 'mjml-component', message, file, line: start.line + 1 } };
      }
      const message = `MJML stopped without a result (${firstLine(reasonOf(error))}); look for an element in the wrong place`;
      return { failure: { severity: 'error', code: 'mjml-internal', message } };
    }
  }

  /** The text with marks of a level, made once. */
  #markedReading(level: MarkLevel, plainParts: CutReading | undefined): Promise<MarkedReading | undefined> {
    const known = this.#markedReadings.get(level) ?? this.#readMarked(level, plainParts);
    this.#markedReadings.set(level, known);
    return known;
  }

  async #readMarked(level: MarkLevel, plainParts: CutReading | undefined): Promise<MarkedReading | undefined> {
    const text = this.#input.markedText(level);
    if (text === undefined) return undefined;
    const mark = (source: SourceText): string => this.#input.markedInclude(source, level);
    const parts = plainParts === undefined ? undefined : await this.#readParts('marked', text, mark, plainParts);
    return { text, parts };
  }

  /** The html with marks as fine as they can be without changing it. */
  async #marked(plain: Rendered, plainParts?: CutReading): Promise<MarkedRun> {
    for (const level of markLevels) {
      const reading = await this.#markedReading(level, plainParts);
      if (reading === undefined) continue;
      const { text } = reading;
      const parts = plainParts === undefined ? undefined : reading.parts;
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
  ): Promise<MarkedRun['output'] | undefined> {
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
    const options = this.#partOptions((source) => this.#input.markedInclude(source, level));
    const coarser = [...sections];
    for (const index of indexes) {
      const part = await readSection(stripTextMarks(sections[index]?.text ?? ''), known, options);
      if (part !== undefined) coarser[index] = part;
    }
    return coarser;
  }

  async #markedWhole(plain: Rendered, text: string, level: MarkLevel): Promise<MarkedRun['output'] | undefined> {
    const { engine } = this.#input;
    const { tree, keptTags } = await readWhole(this.#input, text, (source) => this.#input.markedInclude(source, level));
    if (tree === undefined) return undefined;
    try {
      const hidden = await engine.render(tree, { printsMarks: true });
      const html = withIdsOf(plain.html, keptTags?.restore(hidden) ?? hidden);
      return html === undefined || stripMarks(html) !== plain.html ? undefined : { html, level };
    } catch {
      // It was rendered without marks: with them, something stumbles over them.
      return undefined;
    }
  }

  /** The text once more with marks, whether or not it could be shown with them. */
  async #readForPlaces(): Promise<Reading | undefined> {
    const text = this.#input.markedText('places');
    if (text === undefined) return undefined;
    const mark = (source: SourceText): string => this.#input.markedInclude(source, 'places');
    const parts = await this.#readParts('marked', text, mark);
    return parts ?? { kind: 'whole', ...(await readWhole(this.#input, text, mark)) };
  }
}

interface MarkedReading {
  readonly text: string;
  readonly parts: PartsReading | undefined;
}

interface MarkedRun {
  readonly output: Omit<MarkedHtml, 'tables'>;
  /** What was read for it, if anything could be. */
  readonly reading: Reading | undefined;
}

function twinOf(reading: Reading | undefined): PlacesInput['twin'] {
  if (reading === undefined) return undefined;
  if (reading.kind === 'whole') return { findings: reading.findings, marks: [reading.marks] };
  return {
    findings: reading.findings(),
    marks: [reading.parts.shell, ...reading.parts.sections].map((part) => part.marks),
  };
}

function rewriterOf({ engine, isAfterHandlebars }: MjmlInput): { readonly rewriter?: string } {
  if (isAfterHandlebars) return { rewriter: 'Handlebars' };
  return engine.preprocessors === undefined ? {} : { rewriter: 'the preprocessors' };
}

/** From the finest. */
export const markLevels: readonly MarkLevel[] = ['all', 'outside-helpers', 'elements'];

function sameText({ text }: SourceText): string {
  return text;
}

function markedOf(mail: RenderedMail | undefined, level: MarkLevel): MarkedRun['output'] | undefined {
  return mail === undefined ? undefined : { html: htmlOf(mail), pieces: mail.pieces, level };
}

/** Added up and not joined: nobody may ever read all of it, and then it is never copied. */
function htmlOf({ pieces }: RenderedMail): string {
  let html = '';
  for (const piece of pieces) html += piece.html;
  return html;
}
