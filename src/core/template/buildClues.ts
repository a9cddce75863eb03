import { dirname, join } from 'node:path';
import type { EngineClue } from '../render/renderResult.ts';
import { findCodeClues } from './codeClues.ts';
import { placeClues } from './engine.ts';
import { foldersUpTo } from './folders.ts';
import { parseJson } from './json.ts';
import { manifestsOf } from './manifests.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { templateBaseName, templateExtension } from './templateName.ts';

/** Other templates that are looked at; a project has one order, and a few of its templates show it. */
const maxSiblings = 12;
/** Folders beside the template's, where its built twin may lie. */
const maxFolders = 12;

/** What the project around a template says of its build: its package.json and programs, what was built before, its other templates. */
export async function findBuildClues(
  template: SourceText,
  root: string,
  files: SourceFiles,
): Promise<readonly EngineClue[]> {
  const found = await Promise.all([
    packageClues(template.path, root, files),
    configClues(template.path, root, files),
    twinClues(template.path, root, files),
    siblingClues(template.path, files),
    findCodeClues(template.path, root, files),
  ]);
  return found.flat();
}

async function packageClues(template: string, root: string, files: SourceFiles): Promise<readonly EngineClue[]> {
  for await (const file of manifestsOf(template, root, files)) {
    const text = await files.peek(file);
    return text === undefined ? [] : cluesOfPackage(text).map((clue) => ({ ...clue, file }));
  }
  return [];
}

export function cluesOfPackage(text: string): readonly EngineClue[] {
  const json = parseJson(text);
  if (json.kind !== 'value') return [];
  const scripts = Object.values(objectIn(json.value, 'scripts')).filter((script) => typeof script === 'string');
  const dependencies = new Set([
    ...Object.keys(objectIn(json.value, 'dependencies')),
    ...Object.keys(objectIn(json.value, 'devDependencies')),
  ]);
  const runtime = ['handlebars', 'hbs', 'express-handlebars', 'nodemailer-express-handlebars'].find((name) =>
    dependencies.has(name),
  );
  for (const script of scripts) {
    const short = script.slice(0, maxScript);
    const mjml = short.search(mjmlCommand);
    const handlebars = short.search(handlebarsCommand);
    if (mjml >= 0 && /\.(?:hbs|handlebars)\b/.test(short.slice(mjml)) && !/\.(?:hbs|handlebars)\b.*\s-o\b/.test(short))
      return [{ for: 'mjml-handlebars', weight: 9, says: 'its build makes Handlebars files with the mjml command' }];
    if (mjml >= 0 && handlebars >= 0) {
      return handlebars < mjml
        ? [{ for: 'handlebars-mjml', weight: 9, says: 'its build runs Handlebars and then the mjml command' }]
        : [{ for: 'mjml-handlebars', weight: 9, says: 'its build runs the mjml command and then Handlebars' }];
    }
    // The command knows no Handlebars: what it is given still has its mustaches when it is done.
    if (mjml >= 0 && runtime !== undefined)
      return [
        { for: 'mjml-handlebars', weight: 5, says: 'its build uses the mjml command, which leaves mustaches alone' },
      ];
  }
  if (dependencies.has('mjml-handlebars'))
    return [{ for: 'mjml-handlebars', weight: 6, says: 'it uses mjml-handlebars, which runs MJML first' }];
  const both = handlebarsThenMjml.find((name) => dependencies.has(name));
  if (both === undefined) return [];
  return [{ for: 'handlebars-mjml', weight: 3, says: `it uses ${both}, which runs Handlebars first` }];
}

const maxScript = 1000;
const mjmlCommand = /(?:^|[\s&|;/])mjml\s+(?!-V|--version|--help)\S/;
const handlebarsCommand = /(?:^|[\s&|;/])(?:hbs|handlebars|hbs-cli)\s+\S/;
/** Libraries that fill in the values and hand the outcome to MJML. */
const handlebarsThenMjml = ['@vendure/email-plugin', '@nestjs-modules/mailer', 'handlebars-mjml'];

/** A preprocessor of `.mjmlconfig.js` gets the text before MJML does. */
async function configClues(template: string, root: string, files: SourceFiles): Promise<readonly EngineClue[]> {
  for (const folder of foldersUpTo(root, dirname(template))) {
    const file = join(folder, '.mjmlconfig.js');
    const text = await files.peek(file);
    if (text === undefined) continue;
    const isHandlebars = /\bpreprocessors\b/.test(text) && /\bhandlebars\b/i.test(text);
    const says = 'a preprocessor of .mjmlconfig.js runs Handlebars';
    return isHandlebars ? [{ for: 'handlebars-mjml', weight: 12, says, file }] : [];
  }
  return [];
}

/** What MJML makes bears its marks; mustaches in it were still there after MJML. */
async function twinClues(template: string, root: string, files: SourceFiles): Promise<readonly EngineClue[]> {
  const folder = dirname(template);
  const parent = dirname(folder);
  const beside =
    folder === root
      ? []
      : (await files.list(parent)).filter((entry) => entry.isFolder && entry.name !== 'node_modules');
  const folders = [folder, ...beside.slice(0, maxFolders).map((entry) => join(parent, entry.name))];
  const names = ['.html', '.hbs', '.handlebars'].map((extension) => templateBaseName(template) + extension);
  for (const place of new Set(folders)) {
    const there = await files.list(place);
    for (const name of names) {
      const file = join(place, name);
      if (file === template || !there.some((entry) => entry.name === name && !entry.isFolder)) continue;
      const text = (await files.peek(file))?.slice(0, maxBuilt) ?? '';
      if (!/mj-(?:column-per|column-px|outlook-group-fix)/.test(text) || /<mj-[a-z]/.test(text)) continue;
      return text.includes('{{')
        ? [{ for: 'mjml-handlebars', weight: 9, says: 'the html that was built of it still has mustaches', file }]
        : [{ for: 'handlebars-mjml', weight: 3, says: 'the html that was built of it has no mustaches left', file }];
    }
  }
  return [];
}

const maxBuilt = 100_000;

/** Half of what each clue weighs in the template itself: others may be of another kind. */
async function siblingClues(template: string, files: SourceFiles): Promise<readonly EngineClue[]> {
  const folder = dirname(template);
  const siblings = (await files.list(folder))
    .filter((entry) => !entry.isFolder && templateExtension(entry.name) === templateExtension(template))
    .map((entry) => join(folder, entry.name))
    .filter((path) => path !== template)
    .slice(0, maxSiblings);
  const clues = new Map<string, EngineClue>();
  for (const path of siblings) {
    const text = await files.peek(path);
    for (const clue of text === undefined ? [] : placeClues({ path, text }, files.memory)) {
      const says = `in another template here, ${clue.says}`;
      if (!clues.has(says)) clues.set(says, { ...clue, says, weight: clue.weight / 2 });
    }
  }
  return [...clues.values()];
}

function objectIn(value: unknown, key: string): object {
  if (typeof value !== 'object' || value === null) return {};
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof inner === 'object' && inner !== null ? inner : {};
}
