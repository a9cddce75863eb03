import { elementAt, type ShownMark } from '../mailFrame/shownMarks.ts';

/** The mark of the link that a thing is in, or else, of a text, of what it stands in. */
export function markAround({ mark, element, text }: ShownMark): string | undefined {
  const link = elementAt(element.closest('a, area'));
  const around = link === undefined || link.mark === mark ? text && elementAt(element) : link;
  return around?.mark === mark ? undefined : around?.mark;
}

/** Where the link leads that something is in, exactly as the mail has it. */
export function hrefOf(target: EventTarget | null): string | undefined {
  const link = isElement(target) ? target.closest('a, area') : null;
  return (link?.getAttribute('href') ?? link?.getAttribute('xlink:href'))?.trim();
}

/** Elements of the frame are not instances of this window's classes. */
export function isElement(target: EventTarget | null): target is Element {
  return target !== null && 'nodeType' in target && target.nodeType === 1;
}
