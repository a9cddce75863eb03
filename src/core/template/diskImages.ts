import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { ImageContent } from '../mail/embedImages.ts';
import { refusalByPlace } from './diskFileReader.ts';
import { sentence } from '../sentence.ts';

/** 10 MiB: what no mail server passes on is not worth reading. */
const maxImageBytes = 10 * 1024 * 1024;

const imageTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
};

/**
 * Reads a picture that a template refers to; under the same limits of place as the template's other files. A leading slash
 * begins at the root, as in the preview and on most servers. Never throws.
 */
export async function readDiskImage(
  reference: string,
  place: { readonly folder: string; readonly root: string },
): Promise<ImageContent> {
  const contentType = imageTypes[extname(reference).toLowerCase()];
  if (contentType === undefined)
    return { kind: 'refused', reason: sentence('it is not a PNG, JPEG, GIF, WebP, SVG or BMP file') };
  const rooted = /^[/\\]+/.exec(reference)?.[0];
  const file =
    rooted === undefined ? resolve(place.folder, reference) : join(place.root, reference.slice(rooted.length));
  const refusal = refusalByPlace(place.root, file);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  try {
    const [real, root] = await Promise.all([realpath(file), realpath(place.root)]);
    const realRefusal = refusalByPlace(root, real);
    if (realRefusal !== undefined) return { kind: 'refused', reason: realRefusal };
    const status = await stat(real);
    if (!status.isFile()) return { kind: 'refused', reason: sentence('it is no plain file') };
    if (status.size > maxImageBytes) return { kind: 'refused', reason: sentence('it is larger than 10 MB') };
    return { kind: 'image', contentType, content: await readFile(real) };
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isMissing
      ? { kind: 'missing', reason: sentence('there is no such file') }
      : { kind: 'refused', reason: sentence('it cannot be read') };
  }
}
