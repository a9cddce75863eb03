import type { MjmlNode } from 'mjml-parser-xml';
import { reasonOf } from '../reasonOf.ts';
import type { SourceText } from '../template/sourceFiles.ts';
import { isPartialPath } from '../template/templateName.ts';
import { KeptTags } from './keptTags.ts';
import { openContainers } from './mjml3.ts';
import { findUnbalancedTags } from './mjmlBalance.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';
import { framed, frameFor } from './mjmlFrame.ts';
import { type PreparedText, resolveIncludes } from './mjmlIncludes.ts';
import type { MjmlInput } from './mjmlInput.ts';
import { putMarks, takeMarks } from './mjmlMarked.ts';
import { findTextOutside } from './mjmlOutside.ts';
import { parseMjml } from './mjmlParse.ts';
import { validateTree } from './mjmlValidation.ts';

/** A mail as MJML's parser reads it. */
export interface WholeReading {
  /** With the marks that its elements had; undefined when there is nothing to render. */
  readonly tree: MjmlNode | undefined;
  readonly findings: readonly Finding[];
  /** The marks of all elements, also of those that never show. */
  readonly marks: ReadonlyMap<MjmlNode, string>;
  readonly keptTags: KeptTags | undefined;
}

/** What is to be read of an included file. */
export type MarkInclude = (included: IncludedText) => string;

export interface IncludedText {
  readonly source: SourceText;
  /** `structure`: as MJML. `content`: as html. */
  readonly outer: 'structure' | 'content';
  /** The mark of the `<mj-include>`, where it has one. */
  readonly by: string | undefined;
}

/**
 * Reads a mail at once.
 *
 * @param mark what is to be read of an included file
 */
export async function readWhole(input: MjmlInput, textBefore: string, mark: MarkInclude): Promise<WholeReading> {
  const { engine, template, keptSyntaxes, isAfterHandlebars, isBeforeHandlebars } = input;
  // It remembers what it hid from one text.
  const keptTags = keptSyntaxes === undefined ? undefined : new KeptTags(keptSyntaxes);
  const unread = { tree: undefined, marks: new Map<MjmlNode, string>(), keptTags };
  const preprocessed = preprocess(engine, textBefore, !isAfterHandlebars && !isBeforeHandlebars);
  if (preprocessed.kind === 'failed') return { ...unread, findings: [preprocessed.finding] };
  const { text } = preprocessed;
  // In a build, the preprocessors run over included texts too, and nothing else does.
  const prepare = (source: SourceText, by: string | undefined): PreparedText => {
    const prepared = preprocess(engine, mark({ source, outer: 'structure', by }), !isBeforeHandlebars);
    return prepared.kind === 'text' ? { kind: 'text', text: prepareInclude(keptTags, prepared.text) } : prepared;
  };
  const prepareHtml = (source: SourceText, by: string | undefined): string => mark({ source, outer: 'content', by });
  const frame = frameFor(text, { isPartial: isPartialPath(template.path, input.root), holder: input.holder });
  const whole = keptTags?.hide(framed(text, frame)) ?? framed(text, frame);
  const balanced = frame?.isBalancing === true ? whole : prepareInclude(keptTags, text);
  const findings: Finding[] = [
    ...findUnbalancedTags(engine, balanced, template.path),
    ...findTextOutside(whole, template.path),
  ];
  if (frame === undefined) {
    const [code, message] =
      text.trim() === ''
        ? ['empty-template', 'There is nothing to show: the template is empty']
        : ['mjml-syntax', 'There is no MJML here: begin with <mjml>'];
    return { ...unread, findings: [...findings, { severity: 'error', code, message }] };
  }
  if (frame.notice !== '') findings.push({ severity: 'info', code: 'mjml-fragment', message: frame.notice });
  try {
    const parsed = parseMjml(engine, template.path, whole);
    const tree = await resolveIncludes(parsed, template.path, { ...input, prepare, prepareHtml }, findings);
    const marks = takeMarks(tree);
    findings.push(
      ...openContainers(tree, engine),
      ...validateTree(tree, {
        engine,
        hasMustaches: !input.isAfterHandlebars,
        hasTags: (value) => keptTags?.isIn(value) ?? false,
      }),
    );
    putMarks(tree, marks);
    return { tree, findings, marks, keptTags };
  } catch (error) {
    return { ...unread, findings: [...findings, syntaxFailure(error)] };
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
function prepareInclude(keptTags: KeptTags | undefined, text: string): string {
  return keptTags?.hideInInclude(text) ?? text;
}

export function syntaxFailure(error: unknown): Finding {
  if (error instanceof RangeError)
    return { severity: 'error', code: 'mjml-limit', message: 'The elements are nested too deeply' };
  return { severity: 'error', code: 'mjml-syntax', message: 'This cannot be read as MJML: begin with <mjml>' };
}

export function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? '';
}
