import { BoundedMap } from '../boundedMap.ts';
import type { MarkLevel } from '../render/renderResult.ts';
import type { MemoryPart, RenderMemory } from '../renderMemory.ts';
import type { SourceText } from '../template/sourceFiles.ts';
import {
  findMarkPoints,
  type MarkPoint,
  type MarkRegion,
  type PointOptions,
  type ScanState,
  scanStart,
} from './markPoints.ts';
import { attributeMark, commentMark } from './marks.ts';
import { segmentCuts } from './segments.ts';
import type { Marking } from './sourceTables.ts';

export interface MarkedTextOptions extends Pick<PointOptions, 'mustaches'> {
  readonly level: WrittenLevel;
  /** What stands in no element: `content` of html, `structure` where the text is included between MJML elements, else `none`. */
  readonly outer: Exclude<MarkRegion, 'caller'>;
  /** Elements that hold html, besides those of MJML. */
  readonly holders?: ReadonlySet<string>;
  /** The include that the text is read for; 0 if absent. */
  readonly context?: number;
  readonly memory?: RenderMemory | undefined;
}

/**
 * The text with marks in it, for whatever reads it before or without Handlebars: they lead to the text itself and the include that
 * brought it, not to who calls it with which data. Costs no more than the segments that changed.
 */
export function markedText(source: SourceText, marking: Marking, options: MarkedTextOptions): string {
  const { level, outer, mustaches, context = 0, memory } = options;
  if (level === 'none') return source.text;
  const held = [...(options.holders ?? [])].join(' ');
  const known = memory?.part(markedSegments) ?? markedSegments.create();
  let state = scanStart;
  let text = '';
  for (const segment of (memory?.part(segmentCuts) ?? segmentCuts.create()).of(source.text)) {
    const number = marking.segment(source.path, segment);
    const key = `${number} ${level} ${outer} ${mustaches} ${state} ${context} ${held}`;
    let found = known.get(key);
    if (found === undefined) {
      found = markSegment(segment.text, { ...options, number, state });
      known.set(key, found, found.text.length + key.length);
    }
    text += found.text;
    state = found.end;
  }
  return text;
}

/** `places`: all tags, also those of which nothing is shown, to find what is wrong with them. Never rendered. */
export type WrittenLevel = MarkLevel | 'places';

/** Whether a point's mark is an attribute, and not a comment. */
export function isInTag({ kind }: MarkPoint): boolean {
  return kind === 'tag' || kind === 'fault';
}

/** Whether a level has the mark of a point, in a text or partial whose outermost region is known. */
export function isMarkedAt(
  level: WrittenLevel,
  point: MarkPoint,
  { outer, holders }: { readonly outer: MarkRegion; readonly holders?: ReadonlySet<string> | undefined },
): boolean {
  if (level === 'places') return point.kind === 'tag' || point.kind === 'fault';
  if (point.kind === 'fault' || level === 'none' || (point.isInHelper && level !== 'all')) return false;
  if (point.holder !== undefined && holders?.has(point.holder) !== true) return false;
  const region = point.region === 'own' ? 'content' : outer;
  return point.kind === 'tag' ? region !== 'none' : level !== 'elements' && region === 'content';
}

interface MarkedSegment {
  readonly text: string;
  readonly end: ScanState;
}

const markedSegments: MemoryPart<BoundedMap<string, MarkedSegment>> = {
  create: () => new BoundedMap({ entries: 50_000, weight: 16 * 1024 * 1024 }),
};

function markSegment(
  text: string,
  {
    number,
    state,
    level,
    outer,
    holders,
    mustaches,
    context = 0,
  }: MarkedTextOptions & { readonly number: number; readonly state: ScanState },
): MarkedSegment {
  const { points, end } = findMarkPoints(text, state, { mustaches, isWritten: true });
  let marked = '';
  let from = 0;
  for (const point of points) {
    if (!isMarkedAt(level, point, { outer, holders })) continue;
    const mark = { segment: number, offset: point.offset, context };
    marked += text.slice(from, point.at) + (isInTag(point) ? attributeMark(mark) : commentMark(mark));
    from = point.at;
  }
  return { text: marked + text.slice(from), end };
}
