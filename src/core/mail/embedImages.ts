import { createHash } from 'node:crypto';
import type { InlineImage } from './compose.ts';
import { findImageReferences } from './imageReferences.ts';
import { sentence, type Sentence } from '../sentence.ts';

/** What stands behind a path of the template. Resolving, reading and refusing what lies outside the project is the reader's. */
export type ImageReader = (path: string) => Promise<ImageContent>;

export type ImageContent =
  | { readonly kind: 'image'; readonly content: Uint8Array; readonly contentType: string }
  | { readonly kind: 'missing' | 'refused'; readonly reason: Sentence };

export interface EmbeddedHtml {
  readonly html: string;
  /** Each image once, in the order of first use. */
  readonly images: readonly InlineImage[];
  /** The local images that stay as they are, each once. */
  readonly left: readonly LeftImage[];
}

/** A local image that is no part of the message. */
export interface LeftImage {
  readonly path: string;
  readonly reason: Sentence;
}

/** Points local images to parts of the message. All else in the html stays as it is, byte for byte. Never throws. */
export async function embedImages(html: string, readImage: ImageReader): Promise<EmbeddedHtml> {
  const images = new Map<string, InlineImage>();
  const results = new Map<string, { readonly cid: string } | { readonly left: LeftImage }>();
  const pieces: string[] = [];
  let end = 0;
  let totalBytes = 0;
  for (const reference of findImageReferences(html)) {
    const { path, start } = reference;
    const leave = (reason: Sentence): { readonly left: LeftImage } => ({ left: { path, reason } });
    let result = results.get(path);
    if (result === undefined) {
      const read = await readImage(path);
      const image = read.kind === 'image' ? inlineImage(path, read) : undefined;
      const isNew = image !== undefined && !images.has(image.cid);
      if (image === undefined) {
        result = leave(read.kind === 'image' ? sentence('it is of type {0}', read.contentType) : read.reason);
      } else if (isNew && (images.size >= maxImages || totalBytes + image.content.length > maxTotalBytes)) {
        result = leave(sentence('the message would become too large'));
      } else {
        if (isNew) totalBytes += image.content.length;
        images.set(image.cid, images.get(image.cid) ?? image);
        result = { cid: image.cid };
      }
      results.set(path, result);
    }
    if ('left' in result) continue;
    pieces.push(html.slice(end, start), `cid:${result.cid}`);
    end = reference.end;
  }
  pieces.push(html.slice(end));
  const left = [...results.values()].flatMap((result) => ('left' in result ? [result.left] : []));
  return { html: pieces.join(''), images: [...images.values()], left };
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
