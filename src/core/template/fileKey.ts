import { normalize } from 'node:path';

/**
 * By which two paths are compared where a needless render is all that a clash costs: as the file systems of macOS and Windows do,
 * which do not tell upper from lower case.
 */
export function fileKey(file: string): string {
  return normalize(file).toLowerCase();
}
