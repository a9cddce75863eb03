/** What the extension tells the preview page of where things come from. Marks are as `markText` writes them. */
export type ToPreviewSource =
  /** What the cursor of the editor is in, with all of its instances in a loop; none: outline nothing. */
  | { readonly type: 'markSource'; readonly marks: readonly string[] }
  /** Scroll to the first of these and select it. */
  | { readonly type: 'revealSource'; readonly marks: readonly string[] }
  | { readonly type: 'describeSource'; readonly source: DescribedSource }
  /** For which lines of the followed editor the mail has a place. Replaces what was there before. */
  | { readonly type: 'followLines'; readonly lines: FollowedLines }
  /** The editor was scrolled by a person: its first visible line, with the part of it that is out of sight. */
  | { readonly type: 'scrollToLine'; readonly line: number };

/** Where a mark leads, for people. */
export interface DescribedSource {
  readonly mark: string;
  /** From the template through the calls of partials to the place itself. */
  readonly steps: readonly { readonly fileName: string; readonly line: number }[];
  /** The step that the editor shows. */
  readonly shown?: number;
  /** Why the editor does not show what was asked for. */
  readonly note?: string;
}

export interface FollowedLines {
  readonly anchors: readonly LineAnchor[];
  /** Of the whole file, when its beginning and end are those of the mail. */
  readonly lineCount?: number;
}

export interface LineAnchor {
  /** From 0, in the text that was rendered. */
  readonly line: number;
  readonly mark: string;
}

/** What the preview page tells the extension about it. */
export type FromPreviewSource =
  | {
      readonly type: 'goToSource';
      readonly mark: string;
      /** What is shown between the beginning of a marked text and the place in it. */
      readonly before: string;
      /** The mark of the link that it is in, or of the element of a text: what has no value of its own may show one of its. */
      readonly around?: string;
      readonly target: SourceTarget;
      /** Whether the focus stays in the preview. */
      readonly keepsFocus: boolean;
    }
  /** Answered by `describeSource` with the mark. */
  | { readonly type: 'describeMark'; readonly mark: string }
  /** The mail was scrolled by a person: the line at its upper edge. */
  | { readonly type: 'scrolledToLine'; readonly line: number }
  | { readonly type: 'openShownLink'; readonly href: string }
  | { readonly type: 'copyLink'; readonly href: string };

/** The place itself, one of the steps to it, or the value in the data. */
export type SourceTarget =
  | { readonly kind: 'place' }
  /** Counted from the place outwards: 1 is the innermost call. */
  | { readonly kind: 'caller'; readonly stepsUp: number }
  /** A tag can show several values: each turn leads to the next one. */
  | { readonly kind: 'data'; readonly turn: number };

/** undefined: not one of these messages. */
export function parseFromPreviewSource(value: object): FromPreviewSource | undefined {
  const given = new Map<string, unknown>(Object.entries(value));
  const text = (name: string, maxLength: number): string | undefined => {
    const found = given.get(name);
    return typeof found === 'string' && found.length <= maxLength ? found : undefined;
  };
  const type = given.get('type');
  const mark = text('mark', maxMarkLength);
  switch (type) {
    case 'goToSource': {
      const before = text('before', maxBeforeLength);
      const target = parseTarget(given.get('target'));
      const keepsFocus = given.get('keepsFocus') === true;
      const around = text('around', maxMarkLength);
      if (mark === undefined || before === undefined || target === undefined) return undefined;
      return { type, mark, before, target, keepsFocus, ...(around === undefined ? {} : { around }) };
    }
    case 'describeMark':
      return mark === undefined ? undefined : { type, mark };
    case 'scrolledToLine': {
      const line = given.get('line');
      return typeof line === 'number' && line >= 0 && line <= maxLine ? { type, line } : undefined;
    }
    case 'openShownLink':
    case 'copyLink': {
      const href = text('href', maxHrefLength);
      return href === undefined ? undefined : { type, href };
    }
    default:
      return undefined;
  }
}

/** Longer lines of text are followed no further. */
export const maxBeforeLength = 2000;

const maxMarkLength = 40;
const maxLine = 10_000_000;
/** Longer than any link a mail client opens. */
const maxHrefLength = 8192;

function parseTarget(value: unknown): SourceTarget | undefined {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const kind = given.get('kind');
  const count = given.get(kind === 'data' ? 'turn' : 'stepsUp');
  if (kind === 'place') return { kind };
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined;
  if (kind === 'data') return { kind, turn: count };
  return kind === 'caller' && count > 0 ? { kind, stepsUp: count } : undefined;
}
