import { Findings } from '../mime/findings.ts';
import { partBytes, partText } from '../mime/partContent.ts';
import type { MimePart } from '../mime/parts.ts';

export interface MessageBody {
  readonly html?: string;
  readonly text?: string;
  /** Parts that are part of the text, or shown in it. */
  readonly shown: ReadonlySet<MimePart>;
}

/** What people read of a message: of alternatives the html and the text, of a mixture one text behind the other. */
export function readBody(bytes: Buffer, root: MimePart, findings: Findings): MessageBody {
  const chosen: Chosen[] = [];
  choose(root, chosen, { isAlternative: false });
  const blocks = chosen.map(({ part, isAlternative }) => ({
    part,
    isAlternative,
    isHtml: part.type === 'text/html',
    content: boundedText(bytes, part, findings),
  }));
  const html = blocks.some(({ isHtml }) => isHtml)
    ? blocks
        .filter(({ isHtml, isAlternative }) => isHtml || !isAlternative)
        .map(({ isHtml, content }) => (isHtml ? content : plainAsHtml(content)))
        .join('\n')
    : undefined;
  const texts = blocks.filter(({ isHtml }) => !isHtml);
  const text = texts.length === 0 ? undefined : texts.map(({ content }) => content).join('\n\n');
  const shownHtml =
    html === undefined
      ? undefined
      : withInlineImages(bytes, cut(html, maxHtmlLength, cutHtml, findings), root, findings);
  return {
    ...(shownHtml === undefined ? {} : { html: shownHtml.html }),
    ...(text === undefined ? {} : { text: cut(text, maxTextLength, cutText, findings) }),
    shown: new Set([...chosen.map(({ part }) => part), ...(shownHtml?.images ?? [])]),
  };
}

/** What is too long is not even decoded. */
function boundedText(bytes: Buffer, part: MimePart, findings: Findings): string {
  const isHtml = part.type === 'text/html';
  // Base64 is a third longer.
  const maxBytes = 1.5 * (isHtml ? maxHtmlLength : maxTextLength);
  if (part.end - part.bodyStart <= maxBytes) return partText(bytes, part, findings);
  findings.add(...(isHtml ? cutHtml : cutText));
  // Where it is cut, an encoding is broken: that is no finding.
  return partText(bytes, { ...part, end: part.bodyStart + maxBytes }, new Findings());
}

/** All parts that are not inside of a message in the message. */
export function partsOfMessage(root: MimePart): readonly MimePart[] {
  return [root, ...(isMessage(root) && root.index > 0 ? [] : root.children.flatMap(partsOfMessage))];
}

interface Chosen {
  readonly part: MimePart;
  /** The same is there in another form. */
  readonly isAlternative: boolean;
}

function choose(part: MimePart, chosen: Chosen[], place: { readonly isAlternative: boolean }): void {
  if (part.children.length > 0 && part.type.startsWith('multipart/')) {
    const isAlternative = place.isAlternative || (part.type === 'multipart/alternative' && hasHtml(part));
    for (const child of part.children) choose(child, chosen, { isAlternative });
    return;
  }
  // A part that says it consists of others and does not: its text is better than nothing.
  const isText = part.type === 'text/plain' || part.type === 'text/html' || part.type.startsWith('multipart/');
  const isFile = part.disposition === 'attachment' || (part.fileName !== undefined && chosen.length > 0);
  if (isText && !isFile && chosen.length < maxBlocks) chosen.push({ part, isAlternative: place.isAlternative });
}

function hasHtml(part: MimePart): boolean {
  return part.type === 'text/html' || part.children.some(hasHtml);
}

function isMessage(part: MimePart): boolean {
  return part.type.startsWith('message/');
}

function plainAsHtml(text: string): string {
  const escaped = text.replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<pre style="white-space:pre-wrap;font-family:inherit">${escaped}</pre>`;
}

/** The viewer's frame loads nothing from outside, so that parts of the message have to come with it. */
function withInlineImages(
  bytes: Buffer,
  html: string,
  root: MimePart,
  findings: Findings,
): { readonly html: string; readonly images: ReadonlySet<MimePart> } {
  const byId = new Map(
    partsOfMessage(root).flatMap((part) => (part.contentId === undefined ? [] : [[part.contentId, part] as const])),
  );
  const images = new Set<MimePart>();
  const urls = new Map<MimePart, string>();
  let totalBytes = 0;
  const urlOf = (part: MimePart, id: string): string => {
    const known = urls.get(part);
    if (known !== undefined) return known;
    // Base64 is a third longer: nothing is decoded that is too large anyway.
    const isSmall = part.end - part.bodyStart <= maxInlineBytes * 1.5;
    const content = isSmall && rasterTypes.has(part.type) ? partBytes(bytes, part, findings) : undefined;
    totalBytes += content?.length ?? 0;
    const isShown = content !== undefined && content.length <= maxInlineBytes && totalBytes <= maxInlineTotalBytes;
    if (!isShown) findings.add('cidNotShown', [part.fileName ?? id], part.start);
    const url = isShown ? `data:${part.type};base64,${content.toString('base64')}` : `cid:${id}`;
    urls.set(part, url);
    return url;
  };
  const replaced = html.replaceAll(
    /(["'(=]\s{0,99})cid:([^"'\s()<>]{1,998})/gi,
    (match, before: string, id: string) => {
      const part = byId.get(id) ?? byId.get(decodePercent(id));
      if (part === undefined) {
        findings.add('cidMissing', [id]);
        return match;
      }
      images.add(part);
      return `${before}${urlOf(part, id)}`;
    },
  );
  return { html: replaced, images };
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'));
  } catch {
    // A percent sign that encodes nothing is part of the id.
    return text;
  }
}

type Cut = readonly [code: 'htmlCut' | 'textCut', values: readonly string[]];

function cut(text: string, maxLength: number, finding: Cut, findings: Findings): string {
  if (text.length <= maxLength) return text;
  findings.add(...finding);
  return text.slice(0, maxLength);
}

/** SVG can hold scripts and links and is left out. */
const rasterTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/jpg',
  'image/pjpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/x-icon',
  'image/avif',
]);
const maxBlocks = 50;
const maxHtmlLength = 5 * 1024 * 1024;
const maxTextLength = 2 * 1024 * 1024;
const maxInlineBytes = 4 * 1024 * 1024;
const maxInlineTotalBytes = 16 * 1024 * 1024;
const cutHtml: Cut = ['htmlCut', [`${maxHtmlLength / 1024 / 1024} MB`]];
const cutText: Cut = ['textCut', [`${maxTextLength / 1024 / 1024} MB`]];
