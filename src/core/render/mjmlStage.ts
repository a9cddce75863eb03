import type { MjmlNode } from 'mjml-parser-xml';
import { reasonOf } from '../reasonOf.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { isPartialPath } from '../template/templateName.ts';
import type { KeptTags } from './keptTags.ts';
import { SourceMarks, takeMarks } from './marks.ts';
import { findUnbalancedTags } from './mjmlBalance.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { openContainers } from './mjml3.ts';
import type { Finding } from './mjmlFindings.ts';
import { framed, frameFor } from './mjmlFrame.ts';
import { findTextOutside } from './mjmlOutside.ts';
import { type PreparedText, resolveIncludes } from './mjmlIncludes.ts';
import { parseMjml } from './mjmlParse.ts';
import { type PlacedFinding, SourcePlaces } from './mjmlPlaces.ts';
import { validateTree } from './mjmlValidation.ts';
import { maxProblems, type ProblemList } from './problemList.ts';

export interface MjmlInput {
  readonly engine: MjmlEngine;
  readonly template: SourceText;
  /** What MJML is to read: the template, or what Handlebars made of it. */
  readonly text: string;
  /** Makes the text again from marked sources; undefined when that fails. Equal to the marked template when MJML runs first. */
  readonly remake: (mark: (source: SourceText) => string) => string | undefined;
  readonly isAfterHandlebars: boolean;
  readonly isBeforeHandlebars: boolean;
  readonly root: string;
  readonly includePath: readonly string[];
  readonly files: SourceFiles;
  /** The element that a piece without MJML is used in. */
  readonly holder?: string | undefined;
  /** The tags of another template language, which MJML is to leave alone. */
  readonly keptTags?: KeptTags | undefined;
}

export interface MjmlOutput {
  readonly html: string | undefined;
  readonly problems: readonly PlacedFinding[];
}

/**
 * Makes html of MJML, and says what is wrong with it in the author's files. Never throws.
 *
 * The html comes from the text as it is. Only when something is wrong, the same is read once more with a mark on every tag,
 * which tells from which file and place each element came, through Handlebars and includes.
 */
export async function runMjml(input: MjmlInput): Promise<MjmlOutput> {
  const plain = await analyse(input, input.text, (source) => source.text);
  if (plain.tree === undefined) return { html: undefined, problems: await placeAll(input, plain) };
  const rendered = await renderTree(input, plain.tree);
  const findings = rendered.failure === undefined ? plain.findings : [...plain.findings, rendered.failure];
  const html = rendered.html === undefined ? undefined : (input.keptTags?.restore(rendered.html) ?? rendered.html);
  return { html, problems: await placeAll(input, { ...plain, findings }) };
}

export function reportMjml(output: MjmlOutput, problems: ProblemList): void {
  for (const { severity, code, message, place } of output.problems)
    problems.add({ severity, code, source: 'mjml' }, place, message);
}

interface Analysis {
  readonly tree: MjmlNode | undefined;
  readonly findings: readonly Finding[];
  readonly marks: ReadonlyMap<MjmlNode, string>;
}

async function analyse(input: MjmlInput, textBefore: string, mark: (source: SourceText) => string): Promise<Analysis> {
  const { engine, template, keptTags, isAfterHandlebars, isBeforeHandlebars } = input;
  const preprocessed = preprocess(engine, textBefore, !isAfterHandlebars && !isBeforeHandlebars);
  if (preprocessed.kind === 'failed') return { tree: undefined, findings: [preprocessed.finding], marks: new Map() };
  const { text } = preprocessed;
  // In a build, the preprocessors run over included texts too, and nothing else does.
  const prepare = (source: SourceText): PreparedText => {
    const prepared = preprocess(engine, mark(source), !isBeforeHandlebars);
    return prepared.kind === 'text' ? { kind: 'text', text: prepareInclude(input, prepared.text) } : prepared;
  };
  const frame = frameFor(text, { isPartial: isPartialPath(template.path, input.root), holder: input.holder });
  const whole = keptTags?.hide(framed(text, frame)) ?? framed(text, frame);
  const balanced = frame?.isBalancing === true ? whole : prepareInclude(input, text);
  const findings: Finding[] = [
    ...findUnbalancedTags(engine, balanced, template.path),
    ...findTextOutside(whole, template.path),
  ];
  if (frame === undefined) {
    const message =
      text.trim() === ''
        ? 'There is nothing to show: the template is empty'
        : 'There is no MJML here: begin with <mjml>';
    return {
      tree: undefined,
      findings: [...findings, { severity: 'error', code: 'mjml-syntax', message }],
      marks: new Map(),
    };
  }
  if (frame.notice !== '') findings.push({ severity: 'info', code: 'mjml-fragment', message: frame.notice });
  try {
    const parsed = parseMjml(engine, template.path, whole);
    const tree = await resolveIncludes(parsed, template.path, { ...input, prepare }, findings);
    const marks = takeMarks(tree);
    findings.push(
      ...openContainers(tree, engine),
      ...validateTree(tree, {
        engine,
        hasMustaches: !input.isAfterHandlebars,
        hasTags: (value) => keptTags?.isIn(value) ?? false,
      }),
    );
    return { tree, findings, marks };
  } catch (error) {
    return { tree: undefined, findings: [...findings, syntaxFailure(error)], marks: new Map() };
  }
}

function preprocess({ preprocessors }: MjmlEngine, text: string, withHandlebars: boolean): PreparedText {
  try {
    return { kind: 'text', text: preprocessors?.run(text, { withHandlebars }) ?? text };
  } catch (error) {
    const message = `A preprocessor of ${preprocessors?.fileName ?? 'MJML'} failed: ${firstLine(reasonOf(error))}`;
    return { kind: 'failed', finding: { severity: 'error', code: 'mjml-preprocessor', message } };
  }
}

/** An included text, or one that is only looked at. */
function prepareInclude({ keptTags }: MjmlInput, text: string): string {
  return keptTags?.hideInInclude(text) ?? text;
}

function syntaxFailure(error: unknown): Finding {
  if (error instanceof RangeError)
    return { severity: 'error', code: 'mjml-limit', message: 'The elements are nested too deeply' };
  return { severity: 'error', code: 'mjml-syntax', message: 'This cannot be read as MJML: begin with <mjml>' };
}

async function renderTree(
  { engine, files }: MjmlInput,
  tree: MjmlNode,
): Promise<{ readonly html?: string; readonly failure?: Finding }> {
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

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? '';
}

/** Whether MJML reads something else than what the author wrote. */
function isRewritten({ engine, isAfterHandlebars }: MjmlInput): boolean {
  return isAfterHandlebars || engine.preprocessors !== undefined;
}

async function placeAll(input: MjmlInput, plain: Analysis): Promise<readonly PlacedFinding[]> {
  if (plain.findings.length === 0) return [];
  const marks = new SourceMarks();
  const text = input.remake((source) => marks.add(source, isRewritten(input)));
  // Handlebars does not run over included files, unless it is a preprocessor.
  const marked =
    text === undefined
      ? undefined
      : await analyse(input, text, (source) => marks.add(source, input.engine.preprocessors !== undefined));
  const isSame =
    marked?.findings.every((finding, index) => finding.message === plain.findings[index]?.message) === true;
  const rewriter = input.isAfterHandlebars ? 'Handlebars' : 'the preprocessors';
  const { template, files } = input;
  const places = new SourcePlaces({ template, files, ...(isRewritten(input) ? { rewriter } : {}) });
  return plain.findings.slice(0, maxProblems).map((finding, index) => {
    // The failure of rendering comes after all that both readings found.
    const twin = isSame ? marked.findings[index] : undefined;
    const mark = twin?.mark ?? (twin?.node === undefined ? undefined : marked?.marks.get(twin.node));
    const place = mark === undefined ? undefined : marks.place(mark);
    return place === undefined ? places.byLine(finding) : places.byMark(finding, place);
  });
}
