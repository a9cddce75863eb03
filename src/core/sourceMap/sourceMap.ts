import { LineIndex } from '../text/lineIndex.ts';
import { type CallOf, dataPathOf, type DataScope, dataScopeOf, givingCallOf } from './dataPath.ts';
import { findMarks, type Mark } from './marks.ts';
import type { PartialCall, PrintedPath } from './printedPaths.ts';
import { type SegmentIndex, SegmentIndexes } from './segmentIndex.ts';
import type { MarkContext, PlacedSegment, SourceTables } from './sourceTables.ts';

export interface SourceMapInput {
  /** With its marks. */
  readonly html: string;
  readonly tables: SourceTables;
  /** The text of a file as it was rendered. */
  readonly textOf: (file: string) => string | undefined;
  /** What is known of the texts of earlier maps. */
  readonly indexes?: SegmentIndexes;
}

/** A part of a source file, as offsets. */
export interface SourcePlace {
  /** Absolute path. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface MarkedPlace extends SourcePlace {
  /** An open tag, the rest of a line of text, or a mustache. */
  readonly kind: MarkKind;
  /** The calls of partials and the includes that led to it, outermost first. */
  readonly chain: readonly SourcePlace[];
  /** Of a value: which of all the data it shows, `order.lines.0.price`. */
  readonly dataPath?: string;
  /** Of a value that is no data: the call of a partial that has it written in it, `{{> total label="Subtotal"}}`. */
  readonly writtenIn?: SourcePlace;
  /** Of a tag: the values in its attributes, what it shows and where it leads to first. */
  readonly values?: readonly AttributeValue[];
}

/** A mustache in a tag, as far as its value has one place. */
export interface AttributeValue extends Pick<MarkedPlace, 'dataPath' | 'writtenIn'> {
  /** In lower case; empty for what stands in the tag by itself. */
  readonly attribute: string;
}

export type MarkKind = 'tag' | 'text' | 'value';

/** A mark where it stands in the html: of an element, or of what follows it. */
export interface MarkInHtml {
  readonly mark: Mark;
  readonly kind: MarkKind;
  readonly htmlOffset: number;
}

/**
 * Leads from a place in the sources to what it became in the html, and back. Finds out only what it is asked for: making one
 * costs nothing.
 */
export class SourceMap {
  readonly #input: SourceMapInput;
  readonly #indexes: SegmentIndexes;
  readonly #segments: ReadonlyMap<number, PlacedSegment>;
  readonly #texts = new Map<number, SegmentText>();
  #contexts: ReadonlyMap<number, MarkContext> | undefined;
  #marks: readonly MarkInHtml[] | undefined;
  #files: ReadonlyMap<string, readonly MarksOfPlace[]> | undefined;
  #data: ReadonlyMap<string, readonly MarkInHtml[]> | undefined;

  constructor(input: SourceMapInput) {
    this.#input = input;
    this.#indexes = input.indexes ?? new SegmentIndexes();
    this.#segments = new Map(input.tables.segments.map((segment) => [segment.id, segment]));
  }

  /** All marks, in the order of the html. */
  get marks(): readonly MarkInHtml[] {
    this.#marks ??= findMarks(this.#input.html).flatMap(({ mark, htmlOffset, isElement }) => {
      const text = this.#textOf(mark.segment)?.text;
      if (text === undefined) return [];
      return { mark, htmlOffset, kind: isElement ? 'tag' : text.startsWith('{{', mark.offset) ? 'value' : 'text' };
    });
    return this.#marks;
  }

  /**
   * What a place of a file became: the innermost tag, line of text or value around it, or else the last one before it; with all
   * of its marks, of which a loop makes many. Empty when nothing before the place is shown.
   */
  marksAt(file: string, offset: number): readonly MarkInHtml[] {
    const places = this.#placesOf(file);
    const last = countUpTo(places, offset) - 1;
    const lineStart = startOfLine(this.#input.textOf(file) ?? '', offset);
    for (let index = last; index >= 0; index--) {
      const place = places[index];
      if (place === undefined || (index < last && place.start < lineStart)) break;
      if (offset < this.#endOf(place)) return place.marks;
    }
    return places[last]?.marks ?? [];
  }

  /** Undefined for a mark that is not of this render. */
  placeOf(mark: Mark): MarkedPlace | undefined {
    const place = this.#placeAt(mark.segment, mark.offset);
    const segment = this.#textOf(mark.segment);
    if (place === undefined || segment === undefined) return undefined;
    const contexts = this.#contextsOf(mark);
    const calls = contexts.flatMap(({ call, include }) => call ?? include ?? []).reverse();
    const chain = calls.flatMap(({ segment: id, offset }) => this.#placeAt(id, offset) ?? []);
    const kind = kindOf(segment.text, mark.offset);
    const printed = kind === 'text' ? [] : segment.index.printedBy(mark.offset);
    if (printed.length === 0) return { ...place, kind, chain };
    const scope = dataScopeOf(contexts, this.#callOf);
    if (kind === 'value') return { ...place, kind, chain, ...this.#valueOf(printed[0], scope) };
    const values = printed.flatMap((each) => {
      const value = this.#valueOf(each, scope);
      return Object.keys(value).length === 0 ? [] : { ...value, attribute: each.attribute ?? '' };
    });
    return { ...place, kind, chain, values: values.toSorted((a, b) => rankOf(a) - rankOf(b)) };
  }

  /** What shows a value of the data, or one below it: as text, or in an attribute of an element. */
  marksOfData(path: string): readonly MarkInHtml[] {
    this.#data ??= this.#findData();
    const below = path === '' ? '' : `${path}.`;
    const found = [...this.#data].flatMap(([each, marks]) => (each === path || each.startsWith(below) ? marks : []));
    return [...new Set(found)].sort((a, b) => a.htmlOffset - b.htmlOffset);
  }

  /** For each line of a file of which something is shown, from 0, the first mark of it; to scroll the html along with the file. */
  anchors(file: string): readonly { readonly line: number; readonly mark: Mark }[] {
    const lines = new LineIndex(this.#input.textOf(file) ?? '');
    const anchors = new Map<number, Mark>();
    for (const { start, marks } of this.#placesOf(file)) {
      const { line } = lines.positionAt(start);
      const [first] = marks;
      if (first !== undefined && !anchors.has(line)) anchors.set(line, first.mark);
    }
    return [...anchors].map(([line, mark]) => ({ line, mark }));
  }

  #valueOf(printed: PrintedPath | undefined, scope: DataScope): Pick<MarkedPlace, 'dataPath' | 'writtenIn'> {
    if (printed?.isOnly !== true) return {};
    const dataPath = dataPathOf(printed, scope);
    if (dataPath !== undefined) return { dataPath };
    const call = givingCallOf(printed, scope);
    const writtenIn = call === undefined ? undefined : this.#placeAt(call.segment, call.offset);
    return writtenIn === undefined ? {} : { writtenIn };
  }

  #findData(): ReadonlyMap<string, readonly MarkInHtml[]> {
    const data = new Map<string, MarkInHtml[]>();
    for (const found of this.marks) {
      const { mark } = found;
      for (const printed of this.#textOf(mark.segment)?.index.printedBy(mark.offset) ?? []) {
        const path = dataPathOf(printed, dataScopeOf(this.#contextsOf(mark), this.#callOf));
        if (path !== undefined) addTo(data, path, found);
      }
    }
    return data;
  }

  #placesOf(file: string): readonly MarksOfPlace[] {
    this.#files ??= this.#findPlaces();
    return this.#files.get(file) ?? [];
  }

  #findPlaces(): ReadonlyMap<string, readonly MarksOfPlace[]> {
    const byFile = new Map<string, Map<number, MarkInHtml[]>>();
    for (const found of this.marks) {
      const segment = this.#textOf(found.mark.segment);
      if (segment === undefined) continue;
      const places = byFile.get(segment.file) ?? new Map<number, MarkInHtml[]>();
      byFile.set(segment.file, places);
      addTo(places, segment.start + found.mark.offset, found);
    }
    return new Map(
      [...byFile].map(([file, places]) => [
        file,
        [...places].sort(([a], [b]) => a - b).map(([start, marks]) => ({ start, marks })),
      ]),
    );
  }

  #endOf({ marks: [first] }: MarksOfPlace): number {
    return (first === undefined ? undefined : this.#placeAt(first.mark.segment, first.mark.offset))?.end ?? 0;
  }

  #placeAt(id: number, offset: number): SourcePlace | undefined {
    const segment = this.#textOf(id);
    if (segment === undefined || offset > segment.text.length) return undefined;
    const { file, start, index } = segment;
    return { file, start: start + offset, end: start + index.endOf(offset) };
  }

  readonly #callOf: CallOf = ({ segment, offset }) => {
    const { index, text } = this.#textOf(segment) ?? {};
    // `{{{body}}}` in a layout: what stands there sees what the layout sees, and what it says at its top.
    const isSlot = text !== undefined && /^\{\{\{?~?\s*[\w@]/.test(text.slice(offset, offset + maxSlotStart));
    return index?.callAt(offset) ?? (isSlot ? sameData : undefined);
  };

  #textOf(id: number): SegmentText | undefined {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const placed = this.#segments.get(id);
    const file = this.#input.tables.files[placed?.file ?? -1];
    if (placed === undefined || file === undefined) return undefined;
    const { start, length } = placed;
    const text = this.#input.textOf(file)?.slice(start, start + length);
    if (text === undefined) return undefined;
    const found = { file, start, text, index: this.#indexes.of(text) };
    this.#texts.set(id, found);
    return found;
  }

  /** Innermost first. Each is inside of an older one, with a smaller number, so this ends. */
  #contextsOf(mark: Mark): readonly MarkContext[] {
    this.#contexts ??= new Map(this.#input.tables.contexts.map((context) => [context.id, context]));
    const found: MarkContext[] = [];
    for (let context = this.#contexts.get(mark.context); context !== undefined;) {
      found.push(context);
      const parent = this.#contexts.get(context.parent);
      context = parent !== undefined && parent.id < context.id ? parent : undefined;
    }
    return found;
  }
}

const sameData: PartialCall = { context: 'same', parameters: new Map() };
const maxSlotStart = 40;

interface SegmentText {
  readonly file: string;
  readonly start: number;
  readonly text: string;
  readonly index: SegmentIndex;
}

/** All marks of one place of a file. */
interface MarksOfPlace {
  readonly start: number;
  readonly marks: readonly MarkInHtml[];
}

function kindOf(text: string, offset: number): MarkKind {
  if (text.startsWith('{{', offset)) return 'value';
  return /^<[a-z]/i.test(text.slice(offset, offset + 2)) ? 'tag' : 'text';
}

/** A picture is looked at and a link is followed: that is what is meant before a colour. */
function rankOf({ attribute }: AttributeValue): number {
  const rank = ['src', 'href', 'alt'].indexOf(attribute);
  return rank < 0 ? 3 : rank;
}

function addTo<K>(map: Map<K, MarkInHtml[]>, key: K, mark: MarkInHtml): void {
  const marks = map.get(key);
  if (marks === undefined) map.set(key, [mark]);
  else marks.push(mark);
}

function countUpTo(places: readonly MarksOfPlace[], offset: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
