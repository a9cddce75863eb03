export interface LineRoom {
  readonly widthPx: number;
  /** How many lines there are; words wrap from one to the next. */
  readonly lines: number;
}

/** Width of a text in pixels, in the font that it is shown in. */
export type Measure = (text: string) => number;

export interface FittedText {
  /** What there is room for; with an ellipsis where something is cut. */
  readonly shown: string;
  /** How much of the text that is, in UTF-16 code units. */
  readonly length: number;
}

/** Cuts a text as a list of messages does: never inside of what people see as one character. */
export function fitLines(text: string, { widthPx, lines }: LineRoom, measure: Measure): FittedText {
  const readable = text.slice(0, maxLength);
  let start = 0;
  for (let line = 1; line < lines; line++) {
    if (measure(readable.slice(start)) <= widthPx) return all(text, readable);
    start += wrapAt(readable.slice(start), widthPx, measure);
  }
  const last = readable.slice(start);
  if (measure(last) <= widthPx) return all(text, readable);
  const ends = [...new Intl.Segmenter().segment(last)].map(({ index }) => index);
  const kept = lastThat(ends, (end) => measure(`${last.slice(0, end)}…`) <= widthPx);
  const length = start + readable.slice(start, start + kept).trimEnd().length;
  return { shown: `${readable.slice(0, length)}…`, length };
}

function all(text: string, readable: string): FittedText {
  return text === readable ? { shown: text, length: text.length } : { shown: `${readable}…`, length: readable.length };
}

/** Where the next line begins: after the last word that fits, or inside of one that is longer than the line. */
function wrapAt(text: string, widthPx: number, measure: Measure): number {
  const gaps = [...text.matchAll(/\s+/g)].map((gap) => gap.index + gap[0].length);
  const wordEnd = lastThat(gaps, (end) => measure(text.slice(0, end).trimEnd()) <= widthPx);
  if (wordEnd > 0) return wordEnd;
  const ends = [...new Intl.Segmenter().segment(text)].map(({ index }) => index);
  return Math.max(
    lastThat(ends, (end) => measure(text.slice(0, end)) <= widthPx),
    ends[1] ?? text.length,
  );
}

/** The greatest of these growing places for which it holds; 0 when there is none. */
function lastThat(places: readonly number[], holds: (place: number) => boolean): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(places[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return places[low - 1] ?? 0;
}

/** More than any list shows; a subject can be as long as a book. */
const maxLength = 1000;
