import { firstCompanion, subjectNames, textNames } from './companions.ts';
import { settingOf } from './frontMatter.ts';
import { scanMustaches } from './mustaches.ts';
import { postmarkSubject } from './postmark.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { findSubjectLine } from './subjectLine.ts';
import { scanTags } from './tags.ts';

/** A text template that stands in a part of a file. */
export interface TextPart {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  /** From html, where `&amp;` means `&`. */
  readonly isHtml: boolean;
}

/** The subject's own file, first line, setting or comment; undefined when the title must serve. */
export async function findSubject(
  template: SourceText,
  root: string,
  files: SourceFiles,
): Promise<TextPart | undefined> {
  const source = await firstCompanion(template.path, subjectNames, { root, files });
  if (source !== undefined) return { source, start: 0, end: source.text.length, isHtml: false };
  const described = await postmarkSubject(template.path, files);
  if (described !== undefined) return { ...described, isHtml: false };
  const first = findSubjectLine(template.text);
  if (first !== undefined) return { source: template, ...first, isHtml: false };
  const frontMatter = files.frontMatterOf(template.path);
  const setting = frontMatter === undefined ? undefined : settingOf(frontMatter, 'subject');
  if (frontMatter !== undefined && setting !== undefined) {
    const { start, end } = setting;
    return { source: { path: template.path, text: frontMatter.yaml }, start, end, isHtml: false };
  }
  const opener = /<!--\s*subject\s*:/i.exec(template.text);
  if (opener === null) return undefined;
  const start = opener.index + opener[0].length;
  const end = template.text.indexOf('-->', start);
  return end < 0 ? undefined : { source: template, start, end, isHtml: false };
}

/** The inside of `<mj-title>` or `<title>`; what Handlebars would make of it is not known yet. */
export function findTitle(template: SourceText): TextPart | undefined {
  const tags = scanTags(template.text, scanMustaches(template.text));
  const index = tags.findIndex((tag) => tag.kind === 'open' && (tag.name === 'mj-title' || tag.name === 'title'));
  const open = tags[index];
  const close = tags[index + 1];
  if (open === undefined || close === undefined) return undefined;
  return { source: template, start: open.end, end: close.start, isHtml: true };
}

/** The rest of the file is blanked and not cut, so that places in the part are places in the file. */
export function sourceOfPart({ source: { path, text }, start, end }: TextPart): SourceText {
  const blank = (rest: string): string => rest.replace(/[^\r\n]+/g, (line) => ' '.repeat(line.length));
  return { path, text: blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end)) };
}

/** The project's own plain-text part. */
export function findTextTemplate(template: string, root: string, files: SourceFiles): Promise<SourceText | undefined> {
  return firstCompanion(template, textNames, { root, files });
}
