import { readTags, type Tag } from '../template/tags.ts';
import { htmlToLine } from './text.ts';

/** From the start of the body: a hidden element far below is no preheader. */
export const searchedLength = 64 * 1024;
/** Longer than what any client shows. */
const maxLength = 300;

/** The line that clients show beside the subject: the first hidden element, which is what `<mj-preview>` becomes. */
export function findPreheader(html: string): string {
  const body = html.search(/<body[\s>]/i);
  const start = Math.max(body, 0);
  const text = html.slice(start, start + searchedLength);
  // Most of what is searched need not be read, tag by tag.
  if (!/display\s*:\s*none/i.test(text)) return '';
  const tags = readTags(text);
  for (const open of tags) {
    if (!isHidden(text, open)) continue;
    const close = closingTag(tags, open);
    return oneLine(text.slice(open.end, close?.start ?? open.end));
  }
  return '';
}

function oneLine(html: string): string {
  const content = htmlToLine(html);
  return content.replace(fillers, '').replace(/\s+/g, ' ').trim().slice(0, maxLength);
}

/** Characters without width that senders add to keep the body's first words out of the line. */
const fillers = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2060-\u2064\u2007\uFEFF]/g;

function isHidden(text: string, tag: Tag): boolean {
  if (tag.kind !== 'open' || tag.isSelfClosing || !['div', 'span', 'p', 'td', 'font'].includes(tag.name)) return false;
  const style = tag.attributes.find((attribute) => attribute.name.toLowerCase() === 'style');
  return style !== undefined && /(^|[;\s])display\s*:\s*none/i.test(text.slice(style.valueStart, style.valueEnd));
}

/** Among the tags that follow. */
function closingTag(following: Iterable<Tag>, { name }: Tag): Tag | undefined {
  let depth = 1;
  for (const tag of following) {
    if (tag.name !== name || tag.isSelfClosing) continue;
    depth += tag.kind === 'open' ? 1 : -1;
    if (depth === 0) return tag;
  }
  return undefined;
}
