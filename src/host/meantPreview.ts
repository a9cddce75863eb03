/** A preview as far as it matters for which mail is meant. */
export interface PreviewOfFiles<Address extends Named> {
  readonly template: Address;
  readonly isActive: boolean;
  readonly isVisible: boolean;
  /** Whether the mail is made of this file, too. */
  uses(file: Address): boolean;
}

/**
 * The preview that a command without an argument means: the active one, or one that is made of the file being edited. Of
 * several that is the file's own, then one on the screen, then the one that was looked at last.
 *
 * @param previews the one that was active last comes first
 */
export function meantPreview<Address extends Named, P extends PreviewOfFiles<Address>>(
  previews: readonly P[],
  file: Address | undefined,
): P | undefined {
  const active = previews.find((preview) => preview.isActive);
  if (active !== undefined || file === undefined) return active;
  const using = previews.filter((preview) => preview.uses(file));
  return (
    using.find((preview) => preview.template.toString() === file.toString()) ??
    using.find((preview) => preview.isVisible) ??
    using[0]
  );
}

/** As a URI is. */
interface Named {
  readonly toString: () => string;
}
