import { scanTags, type Tag } from '../template/tags.ts';
import { htmlToLine } from './text.ts';

/** Preheaders stand at the very top; a hidden element far below is something else. */
const searchedLength = 64 * 1024;
/** Longer than what any client shows. */
const maxLength = 300;

/** The line that clients show beside the subject: the first hidden element, which is what `<mj-preview>` becomes. */
export function findPreheader(html: string): string {
  const body = html.search(/<body[\s>]/i);
  const start = Math.max(body, 0);
  const text = html.slice(start, start + searchedLength);
  const tags = scanTags(text);
  const index = tags.findIndex((tag) => isHidden(text, tag));
  const open = tags[index];
  if (open === undefined) return '';
  const close = closingTag(tags, index);
  const content = htmlToLine(text.slice(open.end, close?.start ?? open.end));
  return content.replace(fillers, '').replace(/\s+/g, ' ').trim().slice(0, maxLength);
}

/** Characters without width that senders add to keep the body's first words out of the line. */
const fillers = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2060-\u2064\u2007\uFEFF]/g;

function isHidden(text: string, tag: Tag): boolean {
  if (tag.kind !== 'open' || tag.isSelfClosing || !['div', 'span', 'p', 'td', 'font'].includes(tag.name)) return false;
  const style = tag.attributes.find((attribute) => attribute.name.toLowerCase() === 'style');
  return style !== undefined && /(^|[;\s])display\s*:\s*none/i.test(text.slice(style.valueStart, style.valueEnd));
}

function closingTag(tags: readonly Tag[], index: number): Tag | undefined {
  const name = tags[index]?.name;
  let depth = 0;
  for (const tag of tags.slice(index)) {
    if (tag.name !== name || tag.isSelfClosing) continue;
    depth += tag.kind === 'open' ? 1 : -1;
    if (depth === 0) return tag;
  }
  return undefined;
}
