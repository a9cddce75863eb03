/** URIs, as far as their text matters. */
export interface Move {
  readonly oldUri: { readonly toString: () => string };
  readonly newUri: { readonly toString: () => string };
}

/**
 * The address that a file has after files or folders were renamed, as the text of a URI; undefined when it is none of them.
 */
export function movedAddress(file: { readonly toString: () => string }, moves: readonly Move[]): string | undefined {
  const address = file.toString();
  for (const { oldUri, newUri } of moves) {
    const old = oldUri.toString();
    if (address === old) return newUri.toString();
    if (address.startsWith(`${old}/`)) return newUri.toString() + address.slice(old.length);
  }
  return undefined;
}
