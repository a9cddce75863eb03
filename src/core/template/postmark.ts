import { basename, dirname, join } from 'node:path';
import { parseJson } from './json.ts';
import { isRecord } from '../isRecord.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';

/**
 * Templates as Postmark's command line stores them: `welcome/content.html` beside `welcome/meta.json`, which names the subject
 * and the layout, `_layouts/basic/content.html`.
 */
export async function postmarkLayout(
  layouts: string,
  template: SourceText,
  files: SourceFiles,
): Promise<SourceText | undefined> {
  const name = (await readMeta(template.path, files))?.layout;
  const folder = (await files.list(layouts)).find((entry) => entry.isFolder && entry.name === name);
  if (folder === undefined) return undefined;
  const path = join(layouts, folder.name, basename(template.path));
  const file = await files.read(path);
  return file.kind === 'text' ? { path, text: file.text } : undefined;
}

/** The subject in the file that describes the template; undefined when it is written with escapes. */
export async function postmarkSubject(
  template: string,
  files: SourceFiles,
): Promise<{ readonly source: SourceText; readonly start: number; readonly end: number } | undefined> {
  const meta = await readMeta(template, files);
  if (meta?.subject === undefined) return undefined;
  const start = meta.source.text.indexOf(`"${meta.subject}"`, meta.source.text.indexOf('"Subject"') + 9) + 1;
  return start === 0 ? undefined : { source: meta.source, start, end: start + meta.subject.length };
}

interface Meta {
  readonly source: SourceText;
  readonly layout: string | undefined;
  readonly subject: string | undefined;
}

async function readMeta(template: string, files: SourceFiles): Promise<Meta | undefined> {
  if (!/^content\.(?:html|txt)$/.test(basename(template))) return undefined;
  const path = join(dirname(template), 'meta.json');
  if (!(await files.list(dirname(template))).some((entry) => !entry.isFolder && entry.name === 'meta.json'))
    return undefined;
  const file = await files.read(path);
  const json = file.kind === 'text' ? parseJson(file.text) : undefined;
  if (file.kind !== 'text' || json?.kind !== 'value' || !isRecord(json.value)) return undefined;
  const textOf = (key: string): string | undefined => {
    const value: unknown = isRecord(json.value) ? json.value[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return { source: { path, text: file.text }, layout: textOf('LayoutTemplate'), subject: textOf('Subject') };
}
