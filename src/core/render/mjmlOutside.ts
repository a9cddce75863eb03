import { scanMustaches } from '../template/mustaches.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { markAttribute } from '../sourceMap/marks.ts';
import type { Finding } from './mjmlFindings.ts';

/** What MJML drops because it stands before `<mjml>` or behind its end; comments and declarations are nobody's loss. */
export function findTextOutside(marked: string, file: string): readonly Finding[] {
  const text = marked.replace(marks, '');
  const start = text.search(/<mjml[\s>]/i);
  if (start < 0) return [];
  const end = text.toLowerCase().lastIndexOf('</mjml');
  const close = end < 0 ? -1 : text.indexOf('>', end);
  const places = [
    { at: 0, part: text.slice(0, start), advice: 'put it into <mj-raw position="file-start">' },
    { at: close + 1, part: close < 0 ? '' : text.slice(close + 1), advice: 'put it into <mj-raw>, in <mj-body>' },
  ];
  const lines = new LineIndex(text);
  return places.flatMap(({ at, part, advice }) => {
    const said = /\S[^\r\n]*/.exec(withoutAsides(part));
    if (said === null) return [];
    const line = lines.positionAt(at + said.index).line + 1;
    const message = `"${shorten(said[0].trimEnd())}" stands outside of <mjml>, where MJML drops it: ${advice}`;
    return [{ severity: 'warning', code: 'mjml-dropped-text', message, file, line }];
  });
}

const marks = new RegExp(` ${markAttribute}="[^"]{0,40}"`, 'g');

/** Blank instead of gone: the offsets stay. */
function withoutAsides(text: string): string {
  const blank = (aside: string): string => aside.replace(/[^\r\n]/g, ' ');
  let rest = '';
  let from = 0;
  for (const { kind, start, end } of scanMustaches(text)) {
    if (kind !== 'comment') continue;
    rest += text.slice(from, start) + blank(text.slice(start, end));
    from = end;
  }
  return (rest + text.slice(from))
    .replace(/^\uFEFF?---\r?\n[^]*?\n---(?=\r?\n|$)/, blank)
    .replace(/<!--[^]*?(?:-->|$)/g, blank)
    .replace(/<[!?][^<>]*>/g, blank);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
