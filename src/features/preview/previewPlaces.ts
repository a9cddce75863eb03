/** Where a preview is and what it shows, as far as it matters for which one a command means. */
export interface PreviewPlace {
  /** URI. */
  readonly template: { toString(): string };
  readonly isLocked: boolean;
  readonly isVisible: boolean;
  /** The group of editors; undefined while VS Code has not told yet. */
  readonly column: number | undefined;
}

export interface WantedPreview {
  readonly template: { toString(): string };
  /** The group in which it is asked for. */
  readonly column: number | undefined;
  /** In any other group than that. */
  readonly toSide: boolean;
  readonly isLocked: boolean;
}

/**
 * The open preview that serves, or undefined: a new one is needed. A preview that is locked to the template is what was asked
 * for, wherever it is. Otherwise one that follows is told to show it.
 */
export function findPreview<P extends PreviewPlace>(previews: Iterable<P>, wanted: WantedPreview): P | undefined {
  const all = [...previews];
  const locked = all.filter((each) => each.isLocked && isSame(each.template, wanted.template));
  const following = wanted.isLocked
    ? []
    : all.filter((each) => !each.isLocked && (each.column === wanted.column) !== wanted.toSide);
  // Of several, the one that is on the screen.
  return [locked, following].flatMap((some) => some.find((each) => each.isVisible) ?? some[0] ?? [])[0];
}

/** Those that show nothing but what this one shows in the same place: as in Markdown, one that follows a group, or one locked to a template. */
export function redundantBeside<P extends PreviewPlace>(preview: P, previews: Iterable<P>): readonly P[] {
  return [...previews].filter(
    (each) =>
      each !== preview &&
      each.column !== undefined &&
      each.column === preview.column &&
      each.isLocked === preview.isLocked &&
      (!preview.isLocked || isSame(each.template, preview.template)),
  );
}

function isSame(one: { toString(): string }, other: { toString(): string }): boolean {
  return one.toString() === other.toString();
}
