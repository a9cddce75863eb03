import { BoundedMap, copied } from '../boundedMap.ts';
import type { MemoryPart, RenderMemory } from '../renderMemory.ts';
import { segmentCuts } from '../sourceMap/segments.ts';
import type { Segment } from '../sourceMap/sourceTables.ts';
import { type Mustache, scanMustaches } from './mustaches.ts';
import { type MjmlPlace, scanPlaces } from './places.ts';

/** Offsets of the first mustaches of a text that stand where only one order of the engines can have meant them. */
export type TellingPlaces = Readonly<Partial<Record<TellingPlace, number>>>;

type TellingPlace = 'blockBetweenMjml' | 'partialBetweenMjml' | 'inTag' | 'blockInRaw';

/** What the mustaches of a text say of the order of the engines. */
export interface MustacheEvidence {
  /** Whether there are any but comments. */
  readonly hasMustaches: boolean;
  readonly places: TellingPlaces;
}

/** Looks at each segment alone, and at those that are known from an earlier render not again. */
export function findMustacheEvidence(text: string, memory: RenderMemory): MustacheEvidence {
  if (!text.includes('{{')) return nothing;
  const known = memory.part(knownSegments);
  return (
    lookThrough(memory.part(segmentCuts).of(text), known) ??
    lookThrough([{ text, start: 0, occurrence: 0 }], known) ??
    nothing
  );
}

/** Undefined where so much is open at once that to remember it for each segment would take longer than to look again. */
function lookThrough(segments: readonly Segment[], known: KnownSegments): MustacheEvidence | undefined {
  let hasMustaches = false;
  let open = nothingOpen;
  const places: Partial<Record<TellingPlace, number>> = {};
  for (const segment of segments) {
    if (open.length > maxOpenLength) return undefined;
    const found = known.get(segment.text)?.get(open) ?? learn(segment.text, open, known);
    hasMustaches ||= found.hasMustaches;
    for (const [place, offset] of found.places) places[place] ??= segment.start + offset;
    open = found.open;
  }
  return { hasMustaches, places };
}

const nothing: MustacheEvidence = { hasMustaches: false, places: {} };

/** Elements are nested a dozen deep. */
const maxOpenLength = 500;
const nothingOpen = '';

/** By the text, and by what is open before it. */
type KnownSegments = BoundedMap<string, Map<string, KnownSegment>>;

function learn(text: string, open: string, known: KnownSegments): KnownSegment {
  const found = lookAt(text, open);
  const before = known.get(text);
  const all = before === undefined || before.size >= maxOpen ? new Map<string, KnownSegment>() : before;
  all.set(open, found);
  known.set(copied(text), all, text.length + all.size * maxOpenLength);
  return found;
}

/** The same text in different elements. */
const maxOpen = 8;

interface KnownSegment {
  readonly hasMustaches: boolean;
  readonly places: readonly (readonly [TellingPlace, number])[];
  /** The MJML elements that are open at its end, each with a blank before it. */
  readonly open: string;
}

/** Some of the largest templates, with those beside them that are looked at as well. */
const knownSegments: MemoryPart<KnownSegments> = {
  create: () => new BoundedMap({ entries: 20_000, weight: 4_000_000 }),
};

function lookAt(text: string, before: string): KnownSegment {
  // Comments are opaque as well: a tag in them is none.
  const mustaches = scanMustaches(text);
  const { places, open } = scanPlaces(text, mustaches, before.split(' ').slice(1));
  const first = new Map<TellingPlace, number>();
  for (const [index, mustache] of mustaches.entries()) {
    const place = places[index];
    for (const telling of place === undefined ? [] : tellingPlaces(mustache, place))
      if (!first.has(telling)) first.set(telling, mustache.start);
  }
  return {
    hasMustaches: mustaches.some(({ kind }) => kind !== 'comment'),
    places: [...first],
    open: ['', ...open].join(' '),
  };
}

function tellingPlaces({ kind }: Mustache, place: MjmlPlace): readonly TellingPlace[] {
  if (kind === 'comment') return [];
  const isBlock = kind === 'open' || kind === 'inverse' || kind === 'close' || kind === 'else';
  const isPartial = kind === 'partial' || kind === 'partialBlock';
  return [
    ...(isBlock && place.isBetweenMjml ? (['blockBetweenMjml'] as const) : []),
    ...(isPartial && place.isBetweenMjml ? (['partialBetweenMjml'] as const) : []),
    ...(place.isInTag ? (['inTag'] as const) : []),
    ...(isBlock && place.isInRaw ? (['blockInRaw'] as const) : []),
  ];
}
