import { createHash } from 'node:crypto';
import type { InlineImage } from './compose.ts';
import { findImageReferences } from './imageReferences.ts';

/** What stands behind a path of the template. Resolving, reading and refusing what lies outside the project is the reader's. */
export type ImageReader = (path: string) => Promise<ImageContent>;

export type ImageContent =
  | { readonly kind: 'image'; readonly content: Uint8Array; readonly contentType: string }
  | { readonly kind: 'missing' | 'refused'; readonly reason: string };

export interface EmbeddedHtml {
  readonly html: string;
  /** Each image once, in the order of first use. */
  readonly images: readonly InlineImage[];
  /** A sentence for each reference that stays as it is. */
  readonly warnings: readonly string[];
}

/** Points local images to parts of the message. All else in the html stays as it is, byte for byte. Never throws. */
export async function embedImages(html: string, readImage: ImageReader): Promise<EmbeddedHtml> {
  const images = new Map<string, InlineImage>();
  const results = new Map<string, { readonly cid: string } | { readonly warning: string }>();
  const pieces: string[] = [];
  let end = 0;
  let totalBytes = 0;
  for (const reference of findImageReferences(html)) {
    let result = results.get(reference.path);
    if (result === undefined) {
      const read = await readImage(reference.path);
      const image = read.kind === 'image' ? inlineImage(reference.path, read) : undefined;
      const isNew = image !== undefined && !images.has(image.cid);
      if (image === undefined) {
        const reason = read.kind === 'image' ? `it is of type ${read.contentType}` : read.reason;
        result = { warning: `The image ${reference.path} is not embedded: ${reason}.` };
      } else if (isNew && (images.size >= maxImages || totalBytes + image.content.length > maxTotalBytes)) {
        result = { warning: `The image ${reference.path} is not embedded: the message would become too large.` };
      } else {
        if (isNew) totalBytes += image.content.length;
        images.set(image.cid, images.get(image.cid) ?? image);
        result = { cid: image.cid };
      }
      results.set(reference.path, result);
    }
    if ('warning' in result) continue;
    pieces.push(html.slice(end, reference.start), `cid:${result.cid}`);
    end = reference.end;
  }
  pieces.push(html.slice(end));
  const warnings = [...results.values()].flatMap((result) => ('warning' in result ? [result.warning] : []));
  return { html: pieces.join(''), images: [...images.values()], warnings };
}

/** undefined: not an image by its type. The id comes from the content, so that the same image is never sent twice. */
function inlineImage(path: string, read: { content: Uint8Array; contentType: string }): InlineImage | undefined {
  const contentType = read.contentType.toLowerCase();
  if (!/^image\/[a-z0-9.+-]+$/.test(contentType)) return undefined;
  const hash = createHash('sha256').update(contentType).update('\0').update(read.content).digest('hex').slice(0, 24);
  const filename = (path.split('/').at(-1) ?? '').replaceAll(/[\p{Cc}"\\]/gu, '') || 'image';
  return { cid: `${hash}@mailproof`, filename, contentType, content: read.content };
}

const maxImages = 100;
/** Most servers take 25 MB; base64 makes 20 MB of these. */
const maxTotalBytes = 15_000_000;
