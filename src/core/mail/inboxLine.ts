import { findPreheader } from '../render/preheader.ts';
import { htmlToLine } from '../render/text.ts';
import { passOver, rawTextTags, readTags, type Tag } from '../template/tags.ts';
import type { InboxLine } from './mailState.ts';

/**
 * Clients take the text from the beginning of the body, whether it is visible or not, and the alternative texts of pictures; they
 * do not ask the styles. Only the beginning is read.
 */
export function readInboxLine(html: string): InboxLine {
  const text = textFromStart(html);
  const preheader = findPreheader(html);
  const end = endOfWords(text, preheader);
  if (end === undefined) return { preheader: '', fillerLength: 0, follows: words(text) };
  const rest = text.slice(end);
  const fillerLength = leadingBlanks.exec(rest)?.[0].length ?? 0;
  return { preheader, fillerLength, follows: words(rest) };
}

/** Fillers survive in it, the blanks of the source are one each. */
function textFromStart(html: string): string {
  const body = html.search(/<body[\s>]/i);
  const text = html.slice(Math.max(body, 0), Math.max(body, 0) + searchedLength);
  const parts: string[] = [];
  let at = 0;
  let length = 0;
  for (const tag of readTags(text)) {
    if (length >= maxLength) break;
    const between = isRawText(tag) ? '' : withoutComments(text.slice(at, tag.start));
    const part = `${between}${inlineTags.has(tag.name) ? '' : ' '}${altText(text, tag)}`;
    parts.push(part);
    length += part.trim().length;
    at = tag.end;
  }
  if (length < maxLength) parts.push(withoutComments(text.slice(at)));
  // A blank that does not break is what fillers are made of; as such it would be taken for an ordinary one.
  const kept = parts.join('').replace(/&nbsp;?|&#0*160;?|&#x0*a0;?|\u00a0/gi, keptBlank);
  return htmlToLine(kept.replace(/[<>]/g, ' '));
}

/** What stands before the closing tag of a style or a title is its inside. */
function isRawText(tag: Tag): boolean {
  return tag.kind === 'close' && rawTextTags.has(tag.name);
}

/** Step by step, because a pattern would read to the end of the text from each comment that is not closed. */
function withoutComments(text: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? undefined : passOver(text, next);
    if (next < 0) return kept + text.slice(at);
    kept += text.slice(at, next);
    at = end ?? next + 1;
  }
}

function altText(text: string, tag: Tag): string {
  if (tag.name !== 'img' || tag.kind !== 'open') return '';
  const alt = tag.attributes.find(({ name }) => name.toLowerCase() === 'alt');
  return alt === undefined ? '' : ` ${text.slice(alt.valueStart, alt.valueEnd)} `;
}

/** Where these words end, when the text begins with them; blanks and fillers count for nothing. undefined: it does not. */
function endOfWords(text: string, expected: string): number | undefined {
  const wanted = expected.replace(blanks, '');
  if (wanted.length === 0) return undefined;
  let found = 0;
  let at = 0;
  for (const character of text) {
    if (found === wanted.length) return at;
    at += character.length;
    if (character.replace(blanks, '') === '') continue;
    if (!wanted.startsWith(character, found)) return undefined;
    found += character.length;
  }
  return found === wanted.length ? at : undefined;
}

function words(text: string): string {
  return text.replace(fillers, '').replace(keptBlanks, ' ').replace(/\s+/g, ' ').trim().slice(0, maxLength);
}

/** From the start of the body: what is below no client reads for its list. */
const searchedLength = 64 * 1024;

/** Longer than what any client shows. */
const maxLength = 300;

const keptBlank = '\u2060';
const keptBlanks = /\u2060/g;
const fillers = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2061-\u2064\uFEFF]/g;
const blanks = /[\s\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2060-\u2064\uFEFF]/g;
const leadingBlanks = /^[\s\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2060-\u2064\uFEFF]*/;

/** Between words that belong together. */
const inlineTags = new Set([
  'a',
  'abbr',
  'b',
  'code',
  'em',
  'font',
  'i',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
]);
