import { dirname, join } from 'node:path';
import type { EngineClue } from '../render/renderResult.ts';
import { foldersUpTo } from './folders.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** A project's build is one or two small files; without limits a large project would be read as a whole. */
const maxFiles = 16;
const maxLevels = 4;
const maxCode = 100_000;

/** What the project's own programs do with MJML and Handlebars. They are read, never run. */
export async function findCodeClues(
  template: string,
  root: string,
  files: SourceFiles,
): Promise<readonly EngineClue[]> {
  const paths = new Set<string>();
  for (const folder of foldersUpTo(root, dirname(template)).slice(0, maxLevels)) {
    const entries = await files.list(folder);
    const subfolders = entries.filter((entry) => entry.isFolder && codeFolder.test(entry.name)).slice(0, maxLevels);
    for (const place of [folder, ...subfolders.map((entry) => join(folder, entry.name))]) {
      for (const { name, isFolder } of await files.list(place))
        if (!isFolder && codeFile.test(name)) paths.add(join(place, name));
    }
  }
  for (const file of [...paths].slice(0, maxFiles)) {
    const text = (await files.peek(file))?.slice(0, maxCode) ?? '';
    const clue = clueOfCode(text);
    if (clue !== undefined) return [{ ...clue, file }];
  }
  return [];
}

const codeFolder = /mail|script|build|service|util|lib|tools/i;
const codeFile = /(?:mail|mjml|template|build|gulp|render|compile|generate|send|notif|index|module).*\.[cm]?[jt]s$/i;

/** Reads which of the two gets what the other one made. */
export function clueOfCode(text: string): EngineClue | undefined {
  if (!/mjml/i.test(text) || !/handlebars|\bhbs\b/i.test(text)) return undefined;
  const line = (match: RegExpExecArray): number => text.slice(0, match.index).split('\n').length;
  const mjmlFirst = compilesMjml.exec(text) ?? compilesResult(text);
  if (mjmlFirst !== null) {
    const says = 'a program of the project gives Handlebars what MJML made';
    return { for: 'mjml-handlebars', weight: 7, says, line: line(mjmlFirst) };
  }
  const handlebarsFirst = rendersTemplate.exec(text) ?? adapts.exec(text) ?? pipes.exec(text) ?? rendersResult(text);
  if (handlebarsFirst === null) return undefined;
  const says = 'a program of the project gives MJML what Handlebars made';
  return { for: 'handlebars-mjml', weight: 7, says, line: line(handlebarsFirst) };
}

const mjml = String.raw`(?:await\s{1,9})?(?:mjml2html|mjml2Html|mjml|renderMjml|compileMjml)`;
/** `Handlebars.compile(mjml2html(source).html)` */
const compilesMjml = new RegExp(String.raw`\bcompile\(\s{0,40}\(?${mjml}\(`);
/** `mjml2html(template(data))`, `mjml2html(Handlebars.compile(source)(data))` */
const rendersTemplate = new RegExp(
  String.raw`\b${mjml}\(\s{0,40}(?:(?:handlebars|hbs)\.compile\(|(?!read|load|get|fetch|find|resolve)\w{0,40}(?:template|compile|render)\w{0,40}\()`,
  'i',
);
/** Of nest-modules. */
const adapts = /\bMjmlAdapter\(\s{0,40}['"]handlebars/;
const pipes = /\b(?:handlebars|hbs|hb)\([^\n]{0,200}\)\s{0,80}\)\s{0,80}\.pipe\(\s{0,40}mjml\(/i;

/** `const { html } = mjml2html(source)`, and later `compile(html)`. */
function compilesResult(text: string): RegExpExecArray | null {
  const made = new RegExp(
    String.raw`(?:\{\s{0,9}html\s{0,9}(?::\s{0,9}(\w{1,40}))?[^}\n]{0,60}\}|(\w{1,40}))\s{0,9}=\s{0,9}${mjml}\(`,
  ).exec(text);
  const name = made === null ? undefined : (made[1] ?? made[2] ?? 'html');
  return name === undefined ? null : new RegExp(String.raw`\bcompile\(\s{0,40}${name}\b`).exec(text);
}

/** `const fill = Handlebars.compile(source)`, `const filled = fill(data)`, and later `mjml2html(filled)`. */
function rendersResult(text: string): RegExpExecArray | null {
  const compiled = /(\w{1,40})\s{0,9}=\s{0,9}(?:await\s{1,9})?(?:\w{1,40}\.)?compile\(/.exec(text)?.[1];
  if (compiled === undefined) return null;
  const filled = new RegExp(String.raw`(\w{1,40})\s{0,9}=\s{0,9}${compiled}\(`).exec(text)?.[1];
  const given = filled === undefined ? String.raw`${compiled}\(` : String.raw`(?:${compiled}\(|${filled}\b)`;
  return new RegExp(String.raw`\b${mjml}\(\s{0,40}${given}`).exec(text);
}
