import { copied } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { commonEnd, commonStart } from '../text/commonEnds.ts';
import { backslashes, endOfMustache, isSpace, levelOf } from './mustacheEnds.ts';
import type { Segment } from './sourceTables.ts';

/** The cuts of a few texts: several stages of a render ask for those of the same one, and the next render for nearly the same. */
export class SegmentCuts {
  readonly #last: CutText[] = [];

  of(text: string): readonly Segment[] {
    const known = this.#last.find((each) => each.text === text);
    if (known !== undefined) return known.segments;
    let segments: readonly Segment[] | undefined;
    for (const each of this.#last) segments ??= cutAgain(text, each);
    segments ??= cutSegments(text);
    this.#last.unshift({ text, segments });
    this.#last.length = Math.min(this.#last.length, maxTexts);
    return segments;
  }
}

const maxTexts = 4;

export const segmentCuts: MemoryPart<SegmentCuts> = { create: () => new SegmentCuts() };

/**
 * Cuts a text where Handlebars and MJML can be asked about each part alone: at the start of a line that begins with a tag, outside
 * of every block, comment, raw block and tag. Joined they are the text. Never throws.
 *
 * Where is decided by what stands there and not by how far the last cut is, so that an edit moves no cut but those beside it.
 */
export function cutSegments(text: string): readonly Segment[] {
  const parts: string[] = [];
  let start = 0;
  for (const cut of findCuts(text)) {
    parts.push(text.slice(start, cut));
    start = cut;
  }
  return placed([...parts, text.slice(start)]);
}

function placed(parts: readonly string[]): readonly Segment[] {
  const occurrences = new Map<string, number>();
  let start = 0;
  return parts.map((text) => {
    const occurrence = occurrences.get(text) ?? 0;
    occurrences.set(text, occurrence + 1);
    const segment = { text, start, occurrence };
    start += text.length;
    return segment;
  });
}

interface CutText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/**
 * The cuts of a text that was edited in one place: those before it and those behind it stay where they are. At a cut, nothing of
 * the text before it matters any more. Undefined where hardly anything is the same.
 */
function cutAgain(text: string, { text: before, segments }: CutText): readonly Segment[] | undefined {
  const sameUntil = commonStart(text, before);
  let first = segments.length - 1;
  while (first > 0 && seenFrom(before, segments[first]?.start ?? 0) > sameUntil) first--;
  const from = segments[first]?.start ?? 0;
  // A raw block ends at the last place that it can.
  if (from === 0 || text.includes('{{{{') || before.includes('{{{{')) return undefined;
  const shift = text.length - before.length;
  const sameFrom = before.length - commonEnd(text, before);
  const ends = new Map<number, number>();
  for (let index = segments.length - 1; index > first; index--) {
    const { start } = segments[index] ?? { start: 0 };
    if (start + shift <= from || start < sameFrom) break;
    ends.set(start + shift, index);
  }
  const parts = segments.slice(0, first).map((each) => each.text);
  let start = from;
  let rest: number | undefined;
  for (const cut of findCuts(text, { from, isEnd: (each) => ends.has(each) })) {
    // Else the whole text would be kept for as long as this part of it.
    parts.push(copied(text.slice(start, cut)));
    start = cut;
    rest = ends.get(cut);
  }
  if (rest === undefined) parts.push(copied(text.slice(start)));
  else for (const each of segments.slice(rest)) parts.push(each.text);
  return placed(parts);
}

/** The end of what makes a place a cut. */
function seenFrom(text: string, cut: number): number {
  let tag = cut;
  while (isBlank(text.charCodeAt(tag))) tag++;
  return tag + sampleLength;
}

interface CutRange {
  /** The beginning of the text, or a cut. */
  readonly from: number;
  /** Whether the cuts behind one are not asked for. */
  readonly isEnd: (cut: number) => boolean;
}

const wholeRange: CutRange = { from: 0, isEnd: () => false };

function findCuts(text: string, { from: first, isEnd } = wholeRange): readonly number[] {
  const cuts: number[] = [];
  const comments = new CommentEnds(text, first);
  const lines = new LineEnds(text);
  /** Of blocks that are open. */
  let depth = 0;
  // `\{{` begins a text that Handlebars reads on to the next mustache, as one token.
  let isEscaped = false;
  let from = first;
  for (;;) {
    const next = text.indexOf('{{', from);
    const start = next < 0 ? text.length : next;
    if (depth === 0 && !isEscaped && addCuts(text, { from, to: start, comments, lines, isEnd }, cuts)) return cuts;
    if (next < 0) return cuts;
    const escape = backslashes(text, start, from);
    if (escape === 1) {
      isEscaped = true;
      from = start + 2;
      continue;
    }
    isEscaped = false;
    const end = endOfMustache(text, start);
    depth += levelOf(text, start);
    // It is no valid template, and will not be read by segments.
    if (end === undefined || depth < 0) return cuts;
    from = end;
  }
}

/** A stretch of text without mustaches. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly comments: CommentEnds;
  readonly lines: LineEnds;
  readonly isEnd: CutRange['isEnd'];
}

/** True when it has come to the end. */
function addCuts(text: string, { from, to, comments, lines, isEnd }: Stretch, cuts: number[]): boolean {
  for (let end = lines.after(from); end < to; end = lines.after(end + 1)) {
    const cut = end + 1;
    let tag = cut;
    while (isBlank(text.charCodeAt(tag))) tag++;
    if (tag + 1 >= to || text[tag] !== '<' || !isLetter(text.charCodeAt(tag + 1))) continue;
    if (isPlace(text, tag) && isBehindTag(text, from, cut) && comments.at(cut) <= cut) {
      cuts.push(cut);
      if (isEnd(cut)) return true;
    }
  }
  return false;
}

/** What stands before must be the end of a tag or of a mustache; then the line begins inside of no tag. */
function isBehindTag(text: string, from: number, cut: number): boolean {
  let before = cut - 1;
  while (before >= 0 && isSpace(text.charCodeAt(before))) before--;
  if (before < from) return from > 0 && text[from - 3] !== '~'; // `~}}` takes away blanks on both sides of the cut.
  return text[before] === '>';
}

/** Parts of a page that are edited by themselves; each begins a segment. */
const sectionTags: ReadonlySet<string> = new Set(['mj-section', 'mj-wrapper', 'mj-hero', 'mj-body', 'mj-raw']);

/** Of other tags one in so many begins a segment: smaller ones would cost more than they save. */
const tagsPerSegment = 16;
/** So much of the text behind a place decides, as tags of the same name are many. */
const sampleLength = 64;

function isPlace(text: string, tag: number): boolean {
  if (text.startsWith('mj-', tag + 1)) {
    let end = tag + 4;
    while (isLetter(text.charCodeAt(end))) end++;
    if (sectionTags.has(text.slice(tag + 1, end))) return true;
  }
  let hash = 0x811c9dc5;
  const end = Math.min(tag + sampleLength, text.length);
  for (let at = tag + 1; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 8) % tagsPerSegment === 0;
}

/** Where the lines of a text end, for places that only grow: a line of many mustaches is looked through once. */
class LineEnds {
  readonly #text: string;
  #next = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Infinity behind the last one. */
  after(place: number): number {
    if (this.#next < place) {
      const found = this.#text.indexOf('\n', place);
      this.#next = found < 0 ? Infinity : found;
    }
    return this.#next;
  }
}

/** Where the html comments of a text end, for places that only grow. */
class CommentEnds {
  readonly #text: string;
  #next: number;
  #end = 0;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#next = text.indexOf('<!--', from);
  }

  /** The end of the last comment that begins before a place. */
  at(place: number): number {
    while (this.#next >= 0 && this.#next < place) {
      const end = this.#text.indexOf('-->', this.#next + 4);
      this.#end = end < 0 ? this.#text.length : end + 3;
      this.#next = this.#text.indexOf('<!--', this.#end);
    }
    return this.#end;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}
