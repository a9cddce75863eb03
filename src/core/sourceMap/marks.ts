import { rawTextTags } from '../template/tags.ts';

/**
 * A mark says where a piece of html comes from. It never holds a place in a file, which every keystroke above it would change,
 * but a segment of the text and the place inside of it; where the segments are now is in the tables beside the html.
 */
export interface Mark {
  readonly segment: number;
  /** From the start of the segment: of a tag its `<`, of a text its first character, of a value its `{{`. */
  readonly offset: number;
  /** Through which calls of partials, and with which data; 0 is the template itself, with all data. */
  readonly context: number;
}

/** The attribute of an element, with one mark. */
export const markAttribute = 'data-mailproof-at';
/** What begins the comment in front of a run of text or a value. */
const commentStart = '<!--mailproof:';

export function markText({ segment, offset, context }: Mark): string {
  const place = `${segment.toString(36)}.${offset.toString(36)}`;
  return context === 0 ? place : `${place}.${context.toString(36)}`;
}

/** Undefined for what is no mark: html can hold anything. */
export function parseMark(text: string): Mark | undefined {
  if (!wholeMark.test(text)) return undefined;
  const [segment = '', offset = '', context = '0'] = text.split('.');
  return { segment: parseInt(segment, 36), offset: parseInt(offset, 36), context: parseInt(context, 36) };
}

/** What else authors write into such an attribute or comment is theirs. */
const form = String.raw`[0-9a-z]{1,9}\.[0-9a-z]{1,9}(?:\.[0-9a-z]{1,9})?`;
const wholeMark = new RegExp(`^${form}$`);
const textMark = new RegExp(`${commentStart}(${form})-->`, 'g');
const anyMark = new RegExp(` ${markAttribute}="(${form})"|${textMark.source}`, 'g');

/** Goes behind the name of a tag. */
export function attributeMark(mark: Mark): string {
  return ` ${markAttribute}="${markText(mark)}"`;
}

export function commentMark(mark: Mark): string {
  return `${commentStart}${markText(mark)}-->`;
}

export interface FoundMark {
  readonly mark: Mark;
  readonly htmlOffset: number;
  /** Else it is of a text or value, which follows it. */
  readonly isElement: boolean;
}

/** All marks of an html, in its order. */
export function findMarks(html: string): readonly FoundMark[] {
  return [...html.matchAll(anyMark)].flatMap(({ 1: element, 2: text, index }) => {
    const mark = parseMark(element ?? text ?? '');
    return mark === undefined ? [] : { mark, htmlOffset: index, isElement: element !== undefined };
  });
}

/** The html without any mark. */
export function stripMarks(html: string): string {
  return html.replace(anyMark, '');
}

/**
 * Whether the mark of a text stands where html reads no comment: in a tag, in a comment, in raw text such as `<style>`. A helper may
 * have put there what it was given. Looks back from each mark, because that is a few characters and the mail is long: a `>` in the
 * value of an attribute in front of a mark in the same value hides it.
 */
export function hasMisplacedMarks(html: string): boolean {
  for (let at = html.indexOf(commentStart); at >= 0; at = html.indexOf(commentStart, at + 1))
    if (at > 0 && isInTagOrComment(html, at)) return true;
  return false;
}

function isInTagOrComment(html: string, at: number): boolean {
  const comment = html.lastIndexOf('<!--', at - 1);
  if (comment >= 0 && html.indexOf('-->', comment + 2) > at) return true;
  const less = html.lastIndexOf('<', at - 1);
  if (less < 0) return false;
  tagName.lastIndex = less;
  const name = tagName.exec(html)?.[1]?.toLowerCase();
  if (name === undefined) return false;
  return html.lastIndexOf('>', at - 1) < less || rawTextTags.has(name);
}

/** `/` alone for an end tag. */
const tagName = /<([a-z][a-z0-9]*|\/)/iy;

/** Whether a text that nobody has marked yet has something in it that could be taken for a mark, or for the beginning of one. */
export function isLikeMarks(text: string): boolean {
  return text.includes(markAttribute) || text.includes(commentStart);
}

/** A mark as it is written, and where it stood in the text that is left without any. */
export interface TakenMark {
  readonly at: number;
  readonly text: string;
  /** Of an element: the value of its attribute. Undefined in front of a text or value. */
  readonly element: string | undefined;
}

/** Takes the marks out of a text, so that they could be put in again. */
export function takeMarksOut(text: string): { readonly plain: string; readonly marks: readonly TakenMark[] } {
  const marks: TakenMark[] = [];
  let taken = 0;
  const plain = text.replace(
    anyMark,
    (mark: string, element: string | undefined, _: string | undefined, at: number) => {
      marks.push({ at: at - taken, text: mark, element });
      taken += mark.length;
      return '';
    },
  );
  return { plain, marks };
}

/** The html with the marks of its elements alone. */
export function stripTextMarks(html: string): string {
  return html.replace(textMark, '');
}
