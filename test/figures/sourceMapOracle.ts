import fs from 'node:fs';
import path from 'node:path';
import { type MarkedPlace, SourceMap } from '../../src/core/sourceMap/sourceMap.ts';
import type { Engine, RenderRequest, RenderResult } from '../../src/core/render/renderResult.ts';
import { MarkedPage, type ShownText } from './markedPage.ts';

/**
 * Checks positions without any of what made them. Where a static text comes from is found by looking for it in the files, when
 * it is there once. Where a value comes from is found by a second render, of other texts: each mustache prints its number
 * before its value; and each value of the data is a word of its own, so that its path is known.
 */
export interface Agreement {
  total: number;
  file: number;
  /** The innermost marked element is of the same file and around the place. */
  element: number;
  line: number;
}

export interface SourceMapReport {
  readonly static: Agreement;
  readonly dynamic: Agreement;
  /** Values whose mark says a path of the data, and those where it is the right one. */
  readonly paths: { known: number; right: number };
  readonly elements: { total: number; own: number; covered: number };
  readonly levels: Record<string, number>;
  readonly misses: string[];
}

export function emptyReport(): SourceMapReport {
  const none = (): Agreement => ({ total: 0, file: 0, element: 0, line: 0 });
  return {
    static: none(),
    dynamic: none(),
    paths: { known: 0, right: 0 },
    elements: { total: 0, own: 0, covered: 0 },
    levels: {},
    misses: [],
  };
}

export type RenderFunction = (request: RenderRequest) => Promise<RenderResult>;

/** Adds what one template gives to the report. Of what is no whole page, nothing. */
export async function checkSourceMap(
  template: { readonly path: string; readonly root: string; readonly engine: Engine | 'auto' },
  render: RenderFunction,
  report: SourceMapReport,
): Promise<void> {
  const asked = { ...template, overrides: {} };
  const { sample, dependencies } = await render({ ...asked, wantsSample: true, wantsText: false });
  const names = new Set(dependencies.map((file) => path.basename(file).replace(/\..*$/, '')));
  const values = new DataWords(sample?.text ?? '{}', names);
  const request: RenderRequest = { ...asked, data: { name: 'words.json', text: values.text }, wantsText: false };
  const result = await render({ ...request, wantsMarks: true });
  // Alone, a row of a table is none: a browser drops what is no part of a page.
  if (result.html === undefined || !/<body[\s>]/i.test(result.html)) return;
  const { marked } = result;
  report.levels[marked?.level ?? 'missing'] = (report.levels[marked?.level ?? 'missing'] ?? 0) + 1;
  const texts = readTexts(result.dependencies);
  const html = marked?.html ?? result.html;
  const tables = marked?.tables ?? { files: [], segments: [], contexts: [] };
  const page = new MarkedPage(html, new SourceMap({ html, tables, textOf: (file) => texts.get(file) }));
  const { total, own, covered, isWhole } = page.countElements(({ file, start, end }) =>
    isHolder(texts.get(file)?.slice(start, end) ?? ''),
  );
  // A part of a mail is shown in a frame that no file has.
  if (isWhole) {
    report.elements.total += total;
    report.elements.own += own;
    report.elements.covered += covered;
  }
  const numbered = numberMustaches(texts);
  const overrides = Object.fromEntries(numbered.texts);
  const other = await render({ ...request, engine: result.engine, overrides });
  const truths = findValueTruths(other.html ?? '', numbered);
  for (const shown of page.texts()) {
    const found = page.placeOf(shown);
    for (const line of shown.text.split('\n')) {
      const truth = staticTruth(line.trim(), texts);
      if (truth !== undefined) compare(report, 'static', truth, { found, shown, page, texts });
    }
    for (const [word] of shown.text.matchAll(wordPattern)) {
      const truth = truths.get(word.toLowerCase())?.shift();
      if (truth === undefined) continue;
      compare(report, 'dynamic', truth, { found, shown, page, texts });
      if (found?.dataPath === undefined) continue;
      report.paths.known++;
      if (found.dataPath === values.pathOf(word)) report.paths.right++;
      else report.misses.push(`${template.path}: "${word}" is ${values.pathOf(word) ?? '?'}, not ${found.dataPath}`);
    }
  }
}

/** Whether a tag is of what holds the whole mail. */
export function isHolder(tag: string): boolean {
  return /^<(?:mj-body|body|html)\b/i.test(tag);
}

interface Truth {
  readonly file: string;
  readonly offset: number;
  readonly what: string;
}

interface Comparison {
  readonly found: MarkedPlace | undefined;
  readonly shown: ShownText;
  readonly page: MarkedPage;
  readonly texts: ReadonlyMap<string, string>;
}

function compare(
  report: SourceMapReport,
  kind: 'static' | 'dynamic',
  truth: Truth,
  { found, shown, page, texts }: Comparison,
): void {
  const agreement = report[kind];
  const text = texts.get(truth.file) ?? '';
  agreement.total++;
  const isFile = found?.file === truth.file;
  const isElement = isFile && isAround(page.elementsAround(shown), truth, { text, found });
  const isLine = isFile && lineOf(text, found.start) === lineOf(text, truth.offset);
  if (isFile) agreement.file++;
  if (isElement) agreement.element++;
  if (isLine) agreement.line++;
  if (isElement && isLine) return;
  const where = found === undefined ? 'nowhere' : `${found.file}:${lineOf(texts.get(found.file) ?? '', found.start)}`;
  const wrong = isFile ? (isElement ? 'line' : 'element') : 'file';
  report.misses.push(
    `${kind}, wrong ${wrong}: ${truth.file}:${lineOf(text, truth.offset)} "${truth.what}" leads to ${where}`,
  );
}

/**
 * Whether the nearest element of the place's own file is around it. A text that stands in no element of its file is in one of
 * whoever calls it.
 */
function isAround(
  elements: readonly MarkedPlace[],
  { file, offset }: Truth,
  { text, found }: { readonly text: string; readonly found: MarkedPlace },
): boolean {
  const [nearest] = elements;
  // What `<mj-preview>` shows is in no element that MJML prints for it.
  const isInNone = nearest === undefined || (nearest.file === file && isHolder(text.slice(nearest.start, nearest.end)));
  if (isInNone) return found.start <= offset && offset < found.end;
  return nearest.file === file ? nearest.start < offset && offset < endOfElement(text, nearest.start) : true;
}

/** Found by counting the tags of its name. */
function endOfElement(text: string, start: number): number {
  const [, name = ''] = /^<([\w:-]+)/.exec(text.slice(start, start + 100)) ?? [];
  let depth = 0;
  const tags = new RegExp(`<(/?)${name}(?![\\w-])(?:"[^"]*"|'[^']*'|[^>"'])*>`, 'gi');
  for (const { 0: tag, 1: slash, index } of text.slice(start).matchAll(tags)) {
    if (!tag.endsWith('/>')) depth += slash === '' ? 1 : -1;
    if (depth <= 0) return start + index + tag.length;
  }
  return text.length;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}

const wordPattern = /zqw\d+x/gi;

/** Data whose every text is a word that is nowhere else. */
class DataWords {
  readonly text: string;
  readonly #paths: string[] = [];

  /** What names a partial stays. */
  readonly #names: ReadonlySet<string>;

  constructor(json: string, names: ReadonlySet<string>) {
    this.#names = names;
    const value: unknown = JSON.parse(json);
    this.text = JSON.stringify(this.#replace(value, []));
  }

  pathOf(word: string): string | undefined {
    return this.#paths[Number(word.slice(3, -1))];
  }

  #replace(value: unknown, keys: readonly string[]): unknown {
    if (typeof value === 'string' && this.#names.has(value)) return value;
    if (typeof value === 'string') return `zqw${this.#paths.push(keys.join('.')) - 1}x`;
    if (Array.isArray(value)) return value.map((each, index) => this.#replace(each, [...keys, String(index)]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#replace(each, [...keys, key])]));
  }
}

/** Of what may be a template: data also name what they hold. */
export function readTexts(files: readonly string[]): ReadonlyMap<string, string> {
  const templates = files.filter((file) => !/\.(?:json5?|ya?ml|[cm]?[jt]s)$/.test(file) && fs.existsSync(file));
  return new Map(templates.map((file) => [file, fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')]));
}

/** A text that is in the files once. What a mustache has in quotes is a value. */
function staticTruth(line: string, texts: ReadonlyMap<string, string>): Truth | undefined {
  if (line.length < 4 || !/\p{L}{3}/u.test(line) || line.search(wordPattern) >= 0) return undefined;
  let truth: Truth | undefined;
  for (const [file, text] of texts) {
    const offset = text.indexOf(line);
    if (offset < 0) continue;
    if (truth !== undefined || text.includes(line, offset + 1)) return undefined;
    truth = { file, offset, what: line };
  }
  const before = texts.get(truth?.file ?? '')?.slice(0, truth?.offset) ?? '';
  return before.lastIndexOf('{{') > before.lastIndexOf('}}') ? undefined : truth;
}

interface NumberedTexts {
  readonly texts: ReadonlyMap<string, string>;
  readonly mustaches: readonly Truth[];
}

function numberMustaches(texts: ReadonlyMap<string, string>): NumberedTexts {
  const mustaches: Truth[] = [];
  const numbered = new Map<string, string>();
  for (const [file, text] of texts) {
    const changed = text.replace(
      /(?<![\\{])\{\{(?:\{|&)?~?(?!\s*(?:else\b|[#/>!^*{~]))[^{}]*\}\}\}?/g,
      (what: string, offset: number) => `@@${mustaches.push({ file, offset, what }) - 1}@@${what}`,
    );
    numbered.set(file, changed);
  }
  return { texts: numbered, mustaches };
}

/** By word of the data, which mustaches printed it, in the order of the html. */
function findValueTruths(html: string, { mustaches }: NumberedTexts): ReadonlyMap<string, (Truth | undefined)[]> {
  const truths = new Map<string, (Truth | undefined)[]>();
  const page = new MarkedPage(html);
  const all = page
    .texts()
    .map(({ text }) => text)
    .join('');
  let number: string | undefined;
  for (const [found, given] of all.matchAll(/@@(\d+)@@|zqw\d+x/gi)) {
    if (given !== undefined) {
      number = given;
      continue;
    }
    const word = found.toLowerCase();
    const list = truths.get(word) ?? [];
    truths.set(word, list);
    list.push(number === undefined ? undefined : mustaches[Number(number)]);
    // What follows without a number of its own was printed by something else.
    number = undefined;
  }
  return truths;
}
