/** A place in a text where a mark is put. */
export interface MarkPoint {
  /** Where the mark goes: behind the name of a tag, in front of a text or value. From the start of the segment. */
  readonly at: number;
  /** What is marked: the `<` of a tag, the first character of a line of text, the `{{` of a value. From the start of the segment. */
  readonly offset: number;
  readonly kind: 'tag' | 'text' | 'value';
  /** `caller`: it stands in no element of its own file, so that whoever calls the file as a partial decides. */
  readonly region: 'own' | 'caller';
  /** It is inside of a block that is no built-in: what the helper does to its content is unknown. */
  readonly isInHelper: boolean;
}

/**
 * What may be marked at a place: `structure` between MJML elements (tags only: a comment there would become an element), `content`
 * where html is written (tags, texts and values), `none` in the head, in values of attributes and in raw text such as `<style>`;
 * `caller` outside of every element.
 */
export type MarkRegion = 'structure' | 'content' | 'none' | 'caller';

export interface PointScan {
  /** In order of `at`. */
  readonly points: readonly MarkPoint[];
  /** The region of each call of a partial, by the offset of its `{{` in the segment. */
  readonly calls: ReadonlyMap<number, MarkRegion>;
  /** What the next segment begins in, to be handed to the scan of it. */
  readonly end: ScanState;
}

/** The elements that are open at a place, outermost first, as text: equal states are equal strings. */
export type ScanState = string & { readonly kind?: 'scan state' };

/** Nothing is open. */
export const scanStart: ScanState = '';

export interface PointOptions {
  /** `opaque`: Handlebars runs over the text. `text`: nothing or something later does, and MJML reads them as text. */
  readonly mustaches: 'opaque' | 'text';
}

/** Finds what can be marked in a segment of a template. Never throws. */
export function findMarkPoints(_text: string, state: ScanState, _options: PointOptions): PointScan {
  return { points: [], calls: new Map(), end: state };
}
