/**
 * How core reads files: a port, so that unsaved editor texts, a virtual file system or a test's object can stand behind it.
 * Paths are absolute, in the notation of the platform.
 */
export interface FileReader {
  /** The text without byte-order mark, or why there is none. Never throws. */
  readText(path: string): Promise<FileText>;
  /** Names in a folder, sorted; an empty list when there is no such folder. Never throws. */
  list(folder: string): Promise<readonly DirectoryEntry[]>;
}

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** It exists and may not be read: outside the root, hidden, too big, not UTF-8, no permission. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface DirectoryEntry {
  readonly name: string;
  readonly isFolder: boolean;
}
