import type { MjmlNode } from 'mjml-parser-xml';
import { parseMark } from '../sourceMap/marks.ts';
import type { Marking } from '../sourceMap/sourceTables.ts';
import { type Mustache, scanMustaches } from '../template/mustaches.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { scanTags, type Tag } from '../template/tags.ts';
import type { Finding } from './mjmlFindings.ts';
import type { Place } from './problemList.ts';

export interface PlacedFinding extends Finding {
  readonly place: Place;
}

export interface PlacesInput {
  readonly template: SourceText;
  readonly files: SourceFiles;
  /** What stands between the author's text and MJML, in words. */
  readonly rewriter?: string;
  readonly marking: Marking;
  /** What was found in the same mail with marks. */
  readonly marked: MarkedFindings | undefined;
}

interface MarkedFindings {
  readonly findings: readonly Finding[];
  /** Of all elements; where a mail was read in parts, of each part. */
  readonly marks: readonly ReadonlyMap<MjmlNode, string>[];
}

/** Says where in the author's files each finding is. */
export function placeFindings(findings: readonly Finding[], input: PlacesInput): readonly PlacedFinding[] {
  const counterparts = counterpartsOf(findings, input.marked?.findings ?? []);
  const places = new SourcePlaces(input);
  return findings.map((finding, index) => {
    const counterpart = counterparts[index];
    const mark =
      counterpart?.mark ?? (counterpart?.node === undefined ? undefined : markOf(counterpart.node, input.marked));
    const parsed = mark === undefined ? undefined : parseMark(mark);
    const place = parsed === undefined ? undefined : input.marking.placeOf(parsed);
    return place === undefined ? places.byLine(finding) : places.byMark(finding, place);
  });
}

/** What was found in both readings has the same words; equal words come in the same order. */
function counterpartsOf(findings: readonly Finding[], found: readonly Finding[]): readonly (Finding | undefined)[] {
  const byMessage = new Map<string, Finding[]>();
  for (const each of found) {
    const others = byMessage.get(each.message);
    if (others === undefined) byMessage.set(each.message, [each]);
    else others.push(each);
  }
  const counts = new Map<string, number>();
  for (const { message } of findings) counts.set(message, (counts.get(message) ?? 0) + 1);
  return findings
    .map(({ message }) => {
      const counterparts = byMessage.get(message) ?? [];
      // With one more or less, nobody knows which is which.
      return counterparts.length === counts.get(message) ? counterparts : [];
    })
    .map((counterparts, index) => {
      const { message } = findings[index] ?? { message: '' };
      return counterparts[findings.slice(0, index).filter((each) => each.message === message).length];
    });
}

function markOf(node: MjmlNode, marked: MarkedFindings | undefined): string | undefined {
  for (const marks of marked?.marks ?? []) {
    const mark = marks.get(node);
    if (mark !== undefined) return mark;
  }
  return undefined;
}

/** Knows where in the author's files a finding is. */
class SourcePlaces {
  readonly #input: PlacesInput;
  readonly #scans = new Map<string, ScannedFile>();

  constructor(input: PlacesInput) {
    this.#input = input;
  }

  /** The text or the attribute that it is about, or the tag up to its name. */
  byMark(finding: Finding, { path, offset }: { readonly path: string; readonly offset: number }): PlacedFinding {
    const scanned = this.#scan(path);
    const tag = scanned.tags.find((each) => each.start === offset);
    const text = tag !== undefined && finding.isAboutText === true ? textIn(tag, scanned) : undefined;
    const attribute = tag?.attributes.find((each) => each.name === finding.attribute);
    const { start, end } = text ?? attribute ?? { start: tag?.start ?? offset, end: tag?.nameEnd ?? offset };
    return { ...finding, place: { file: path, start, end } };
  }

  /** What is known without marks: the line in the text that MJML read, which is the author's own only when nothing rewrote it. */
  byLine(finding: Finding): PlacedFinding {
    const { template, files, rewriter } = this.#input;
    const file = finding.file ?? finding.node?.absoluteFilePath ?? template.path;
    const line = finding.line ?? finding.node?.line;
    if (line === undefined) {
      const first = this.#scan(template.path).tags.find((tag) => /^mj(ml$|-)/.test(tag.name));
      return { ...finding, place: { file: template.path, start: first?.start ?? 0, end: first?.nameEnd ?? 0 } };
    }
    if (rewriter !== undefined && file === template.path) {
      const message = `${finding.message} (line ${line} of the MJML after ${rewriter})`;
      return { ...finding, message, place: { file, start: 0, end: 0 } };
    }
    const lines = files.linesOf(file);
    const start = lines.offsetAt({ line: line - 1, character: 0 });
    const end = lines.offsetAt({ line, character: 0 });
    const text = files.textOf(file) ?? '';
    return { ...finding, place: { file, start, end: start + text.slice(start, end).trimEnd().length } };
  }

  #scan(path: string): ScannedFile {
    let scanned = this.#scans.get(path);
    if (scanned === undefined) {
      const text = this.#input.files.textOf(path) ?? '';
      const mustaches = this.#input.rewriter === undefined ? [] : scanMustaches(text);
      scanned = { text, mustaches, tags: scanTags(text, mustaches) };
      this.#scans.set(path, scanned);
    }
    return scanned;
  }
}

interface ScannedFile {
  readonly text: string;
  /** Empty when MJML reads them as text. */
  readonly mustaches: readonly Mustache[];
  readonly tags: readonly Tag[];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The first text directly in an element; a mustache that may have brought it, when nothing is written there. */
function textIn(parent: Tag, file: ScannedFile): Range | undefined {
  let mustache: Range | undefined;
  const mustaches = file.mustaches.filter((each) => each.start >= parent.end);
  let index = 0;
  for (const gap of gapsIn(parent, file)) {
    const written = withoutComments(file.text.slice(gap.start, gap.end));
    let from = gap.start;
    for (let each = mustaches[index]; each !== undefined && each.start < gap.end; each = mustaches[++index]) {
      if (each.start < from || written[each.start - gap.start] !== '{') continue;
      const before = rangeOfText(written.slice(from - gap.start, each.start - gap.start), from);
      if (before !== undefined) return before;
      if (each.kind === 'expression' || each.kind === 'triple' || each.kind === 'partial') mustache ??= each;
      from = each.end;
    }
    const rest = rangeOfText(written.slice(from - gap.start), from);
    if (rest !== undefined) return rest;
  }
  return mustache;
}

/** What stands between the tags of an element's children. */
function gapsIn(parent: Tag, { tags, text }: ScannedFile): readonly Range[] {
  const gaps: Range[] = [];
  const open: string[] = [];
  let from = parent.end;
  for (const tag of tags.slice(tags.indexOf(parent) + 1)) {
    if (open.length === 0) gaps.push({ start: from, end: tag.start });
    if (tag.kind === 'open') {
      if (!tag.isSelfClosing) open.push(tag.name);
    } else {
      const index = open.lastIndexOf(tag.name);
      if (index < 0) return gaps;
      open.length = index;
    }
    from = tag.end;
  }
  return [...gaps, ...(open.length === 0 ? [{ start: from, end: text.length }] : [])];
}

/** Blank instead of gone: the offsets stay. */
function withoutComments(text: string): string {
  return text.replace(/<!--[^]*?(?:-->|$)/g, (comment) => comment.replace(/[^\r\n]/g, ' '));
}

/** Text without the white space around it, on its first line. */
function rangeOfText(text: string, offset: number): Range | undefined {
  const found = /\S[^\r\n]*/.exec(text);
  if (found === null) return undefined;
  return { start: offset + found.index, end: offset + found.index + found[0].trimEnd().length };
}
