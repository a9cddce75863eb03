import { BoundedMap, copied } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { commonEnd, commonStart } from '../text/commonEnds.ts';

/** A text of MJML, cut at the children of its body. */
export interface CutMjml {
  /** To the end of `<mj-body ...>`. */
  readonly prefix: string;
  readonly sections: readonly CutSection[];
  /** From `</mj-body>`. */
  readonly suffix: string;
  /** Offset of the suffix. */
  readonly bodyEnd: number;
}

interface CutText {
  readonly text: string;
  readonly cut: CutMjml;
}

export interface CutSection {
  /** A child of the body, without the white space around it. */
  readonly text: string;
  /** Offset in the whole text. */
  readonly start: number;
}

/**
 * Cuts texts of MJML, and remembers how the last ones were cut: the parts before and behind what was edited stay the same strings,
 * and are neither looked at nor hashed again.
 *
 * How it cuts is only a guess. Whoever uses a part has MJML's own parser confirm that it is one child of a body, and nothing else.
 */
export class MjmlCutter {
  readonly #last = new BoundedMap<string, CutText>({ entries: 8, weight: 8_000_000 });

  /**
   * Undefined where a text is not written so simply that it could be cut.
   *
   * @param name of the text: what it was in the last render is compared
   */
  cut(name: string, text: string): CutMjml | undefined {
    const cut = cutMjml(text, this.#last.get(name));
    if (cut !== undefined) this.#last.set(name, { text, cut }, text.length * 2);
    return cut;
  }
}

export const mjmlCutter: MemoryPart<MjmlCutter> = { create: () => new MjmlCutter() };

function cutMjml(text: string, last: CutText | undefined): CutMjml | undefined {
  const opener = text.indexOf('<mj-body');
  const bodyStart = opener < 0 ? undefined : endOfTag(text, opener);
  const bodyEnd = text.lastIndexOf('</mj-body>');
  if (bodyStart === undefined || bodyEnd < bodyStart || text[bodyStart - 2] === '/') return undefined;
  const sections: CutSection[] = [];
  const known = new KnownSections(text, last);
  let at = afterSpace(text, bodyStart);
  while (at < bodyEnd) {
    // Copied: it will be remembered for longer than the text.
    const section = known.at(at) ?? copied(text.slice(at, endOfChild(text, at, bodyEnd)));
    if (section === '') return undefined;
    sections.push({ text: section, start: at });
    at = afterSpace(text, at + section.length);
  }
  if (at !== bodyEnd) return undefined;
  return { prefix: text.slice(0, bodyStart), sections, suffix: text.slice(bodyEnd), bodyEnd };
}

/** The sections of the last cut, as long as they stand where they stood: counted from the start, or from the end of the text. */
class KnownSections {
  readonly #sections: readonly CutSection[];
  /** The end of what is the same from the start. */
  readonly #sameUntil: number;
  /** The first section of what is the same to the end. */
  readonly #firstOfTail: number;
  readonly #shift: number;
  #next = 0;

  constructor(text: string, last: CutText | undefined) {
    const before = last?.text ?? '';
    this.#sections = last?.cut.sections ?? [];
    this.#shift = text.length - before.length;
    this.#sameUntil = commonStart(text, before);
    const sameFrom = before.length - commonEnd(text, before);
    let first = this.#sections.length;
    while ((this.#sections[first - 1]?.start ?? -1) >= sameFrom) first--;
    this.#firstOfTail = first;
  }

  /** The section that begins here and ends where it ended before. */
  at(place: number): string | undefined {
    const head = this.#sections[this.#next];
    if (head?.start === place && this.#next < this.#firstOfTail && place + head.text.length <= this.#sameUntil) {
      this.#next++;
      return head.text;
    }
    // From the first difference on, only the tail can be the same.
    this.#next = Math.max(this.#next, this.#firstOfTail);
    while ((this.#sections[this.#next]?.start ?? Infinity) + this.#shift < place) this.#next++;
    const tail = this.#sections[this.#next];
    if (tail === undefined || tail.start + this.#shift !== place) return undefined;
    this.#next++;
    return tail.text;
  }
}

function afterSpace(text: string, from: number): number {
  space.lastIndex = from;
  space.test(text);
  return space.lastIndex;
}

const space = /\s*/y;

/** Where the comment or element that begins here ends; `start` where that is not plain to see. */
function endOfChild(text: string, start: number, limit: number): number {
  if (text.startsWith('<!--', start)) return endOfComment(text, start, limit) ?? start;
  tagName.lastIndex = start;
  const name = tagName.exec(text)?.[1];
  if (name === undefined) return start;
  let depth = 0;
  for (let at = start; at >= 0 && at < limit; at = text.indexOf('<', at)) {
    if (text.startsWith('<!--', at)) {
      const end = endOfComment(text, at, limit);
      if (end === undefined) return start;
      at = end;
      continue;
    }
    const isClosing = text[at + 1] === '/';
    const nameStart = at + (isClosing ? 2 : 1);
    if (!text.startsWith(name, nameStart) || !/[\s/>]/.test(text[nameStart + name.length] ?? '')) {
      at++;
      continue;
    }
    const end = endOfTag(text, nameStart + name.length);
    if (end === undefined || end > limit) return start;
    if (isClosing) depth--;
    else if (text[end - 2] !== '/') depth++;
    if (depth === 0) return end;
    at = end;
  }
  return start;
}

const tagName = /<([A-Za-z][^\s/><{]*)(?=[\s/>])/y;

function endOfComment(text: string, start: number, limit: number): number | undefined {
  const end = text.indexOf('-->', start + 4);
  return end < 0 || end + 3 > limit ? undefined : end + 3;
}

/** Behind the `>` of a tag, past what its quotes hold. */
export function endOfTag(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character !== '"' && character !== "'") continue;
    const close = text.indexOf(character, at + 1);
    if (close < 0) return undefined;
    at = close;
  }
  return undefined;
}
