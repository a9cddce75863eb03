import type { MjmlNode } from 'mjml-parser-xml';
import { reasonOf } from '../reasonOf.ts';
import type { Finding } from './mjmlFindings.ts';
import type { MjmlInput } from './mjmlInput.ts';
import { htmlOf, type MarkedOutput, MarkedRun, type Rendered } from './mjmlMarkedRun.ts';
import { type PartsReading, readInParts } from './mjmlParts.ts';
import { type PlacedFinding, placeFindings, type PlacesInput } from './mjmlPlaces.ts';
import type { CutReading } from './mjmlReading.ts';
import type { RenderedMail } from './sectionJob.ts';
import { firstLine, type IncludedText, readWhole, syntaxFailure, type WholeReading } from './mjmlWhole.ts';
import { maxProblems, type ProblemList } from './problemList.ts';
import { sectionMemory } from './renderedSection.ts';
import type { HtmlPiece, MarkedHtml } from './renderResult.ts';

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

class MjmlRun {
  readonly #input: MjmlInput;

  constructor(input: MjmlInput) {
    this.#input = input;
  }

  async run(): Promise<MjmlOutput> {
    const { text, wantsMarks } = this.#input;
    const reading = await readInParts(this.#input, { name: 'plain', text, mark: sameText });
    const run = wantsMarks ? new MarkedRun(this.#input, reading?.parts) : undefined;
    const mail = reading === undefined ? undefined : await this.#renderParts(reading, await run?.markedSections());
    if (reading !== undefined && mail !== undefined) {
      const rendered = { html: htmlOf(mail), mail };
      return this.#output(rendered, reading.findings(), await run?.run(rendered));
    }
    const whole = await readWhole(this.#input, text, sameText);
    if (whole.tree === undefined) return this.#output(undefined, whole.findings, undefined);
    const { html: hidden, failure } = await this.#renderTree(whole.tree);
    const findings = failure === undefined ? whole.findings : [...whole.findings, failure];
    const html = hidden === undefined ? undefined : (whole.keptTags?.restore(hidden) ?? hidden);
    const rendered = html === undefined ? undefined : { html };
    const marked = rendered === undefined ? undefined : await run?.run(rendered);
    return this.#output(rendered, findings, marked);
  }

  async #output(
    rendered: Rendered | undefined,
    findings: readonly Finding[],
    marked: MarkedOutput | undefined,
  ): Promise<MjmlOutput> {
    const shown = findings.slice(0, maxProblems);
    // What is wrong with the tags themselves is found in the whole alone, and its place by marks that are not for showing.
    const reading = shown.length === 0 ? undefined : (marked?.reading ?? (await this.#readForPlaces()));
    return {
      html: rendered?.html,
      ...(rendered?.mail === undefined ? {} : { pieces: rendered.mail.pieces }),
      ...(marked === undefined ? {} : { marked: marked.output }),
      problems: placeFindings(shown, { ...this.#input, marked: markedFindingsOf(reading), ...rewriterOf(this.#input) }),
    };
  }

  /** Undefined where it could differ from the whole, also in what fails. */
  async #renderParts(
    { parts }: PartsReading,
    markedSections: CutReading['sections'] | undefined,
  ): Promise<RenderedMail | undefined> {
    const { engine, files } = this.#input;
    try {
      return await engine.sections?.render({ ...parts, markedSections }, files.memory.part(sectionMemory));
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

  /** The text once more with marks, whether or not it could be shown with them. */
  async #readForPlaces(): Promise<Reading | undefined> {
    const text = this.#input.markedText('places');
    if (text === undefined) return undefined;
    const mark = (included: IncludedText): string => this.#input.markedInclude(included, 'places');
    const parts = await readInParts(this.#input, { name: 'marked', text, mark });
    return parts ?? { kind: 'whole', ...(await readWhole(this.#input, text, mark)) };
  }
}

function markedFindingsOf(reading: Reading | undefined): PlacesInput['marked'] {
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

function sameText({ source }: IncludedText): string {
  return source.text;
}
