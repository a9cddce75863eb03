import type { Position } from '../text/lineIndex.ts';

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

/**
 * MJML's settings files, in the order in which they are looked for: the only hidden files that a reader gives and lists,
 * exactly by these names.
 */
export const mjmlConfigNames = ['.mjmlconfig', '.mjmlconfig.js', '.mjmlconfig.cjs'] as const;

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** It exists and may not be read: outside the root, hidden, too big, not UTF-8, no permission. The reason says what to do. */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** What in the file is to blame: a byte that is not UTF-8. Absent when it is not about its content. */
      readonly place?: Position;
    };

export interface DirectoryEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Why a folder has no text; every other refusal of a folder means that it may not be listed either. */
export const folderReason = 'it is a folder';
