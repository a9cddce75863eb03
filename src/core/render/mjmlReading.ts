import type { MjmlNode } from 'mjml-parser-xml';
import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { findUnbalancedTags } from './mjmlBalance.ts';
import type { CutMjml } from './mjmlCut.ts';
import type { Finding } from './mjmlFindings.ts';
import {
  areIncludesSame,
  type IncludeOptions,
  type IncludeRecord,
  includesTooMuch,
  resolveIncludes,
} from './mjmlIncludes.ts';
import { putMarks, takeMarks } from './mjmlMarked.ts';
import { findTextOutside } from './mjmlOutside.ts';
import { parseMjml } from './mjmlParse.ts';
import { hasRandomIds } from './mjmlRandomIds.ts';
import { validateTree } from './mjmlValidation.ts';

/** A part of a mail, as MJML's parser reads it: one child of the body, or the mail without any. */
export interface MjmlPart {
  readonly text: string;
  /** Of a child of the body: it, or what it includes. Of the mail around: `<mjml>`. With the marks that they had. */
  readonly nodes: readonly MjmlNode[];
  /** Lines count from the part's own start. */
  readonly findings: readonly Finding[];
  /** The marks of all elements, also of those that never show. */
  readonly marks: ReadonlyMap<MjmlNode, string>;
  readonly includes: readonly IncludeRecord[];
  readonly hasRandomIds: boolean;
}

/** A mail, read in parts that are what the parser would have made of them in the whole. */
export interface CutReading {
  readonly shell: MjmlPart;
  readonly sections: readonly MjmlPart[];
}

export interface PartOptions extends IncludeOptions {
  /** Absolute path of the template. */
  readonly path: string;
}

/** What is known of parts, by their text; `whole` when it says nothing without its neighbours. */
type KnownParts = BoundedMap<string, MjmlPart | 'whole'>;

/** By everything but the text that a part depends on. */
export const knownParts: MemoryPart<BoundedMap<string, KnownParts>> = {
  create: () => new BoundedMap({ entries: 24, weight: 24 }),
};

/** Reads a mail in parts; undefined where only the whole says what it is. Never throws. */
export async function readParts(
  cut: CutMjml,
  known: BoundedMap<string, KnownParts>,
  options: PartOptions,
): Promise<CutReading | undefined> {
  const reader = readerOf(known, options);
  const shell = await reader.shell(cut);
  if (shell === undefined) return undefined;
  const sections: MjmlPart[] = [];
  for (const { text } of cut.sections) {
    const found = reader.known(text);
    const section = found?.includes.length === 0 ? found : await reader.section(text);
    if (section === undefined) return undefined;
    sections.push(section);
  }
  return includesTooMuch([shell, ...sections].flatMap((part) => part.includes)) ? undefined : { shell, sections };
}

/** One child of a body by itself; undefined where only the whole says what it is. */
export function readSection(
  text: string,
  known: BoundedMap<string, KnownParts>,
  options: PartOptions,
): Promise<MjmlPart | undefined> {
  return readerOf(known, options).section(text);
}

/** What was found in all parts, with the lines of the whole. */
export function findingsOf(
  { shell, sections }: CutReading,
  cut: CutMjml,
  whole: string,
  path: string,
): readonly Finding[] {
  const found: Finding[] = [];
  if (shell.findings.length > 0) {
    const linesBefore = linesIn(cut.prefix);
    const linesInside = linesIn(whole.slice(cut.prefix.length, cut.bodyEnd));
    for (const finding of shell.findings) {
      const isBehind = (lineOf(finding, path) ?? 0) > linesBefore + 1;
      found.push(moved(finding, isBehind ? linesInside : 0, path));
    }
  }
  for (const [index, section] of sections.entries()) {
    if (section.findings.length === 0) continue;
    const lines = linesIn(whole.slice(0, cut.sections[index]?.start));
    found.push(...section.findings.map((finding) => moved(finding, lines, path)));
  }
  return found;
}

function moved(finding: Finding, lines: number, path: string): Finding {
  const line = lineOf(finding, path);
  return line === undefined || lines === 0 ? finding : { ...finding, line: line + lines, file: path };
}

/** Undefined where it is about another file. */
function lineOf({ line, file, node }: Finding, path: string): number | undefined {
  return (file ?? node?.absoluteFilePath ?? path) === path ? (line ?? node?.line) : undefined;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** An element that is found again behind the part, if nothing of the part reaches any further. */
const sentinelText = '[mailproof-sentinel]';
const sentinel = `<mj-raw>${sentinelText}</mj-raw>`;

function readerOf(known: BoundedMap<string, KnownParts>, options: PartOptions): PartReader {
  const { path, root, isAfterHandlebars, includePath, engine } = options;
  const key = JSON.stringify([path, root, isAfterHandlebars, includePath, engine.sections?.settings]);
  const parts = known.get(key) ?? known.set(key, new BoundedMap({ entries: 4000, weight: 2 * 1024 * 1024 }), 1);
  return new PartReader(parts, options);
}

class PartReader {
  readonly #parts: KnownParts;
  readonly #options: PartOptions;

  constructor(parts: KnownParts, options: PartOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  known(text: string): MjmlPart | undefined {
    const known = this.#parts.get(text);
    return known === 'whole' ? undefined : known;
  }

  /** The mail without the children of its body. */
  shell({ prefix, suffix }: CutMjml): Promise<MjmlPart | undefined> {
    const text = prefix + sentinel + suffix;
    return this.#part(text, async (records) => {
      if (findTextOutside(text, this.#options.path).length > 0) return undefined;
      const read = await this.#read(text, text, records);
      const [body, second] = read?.bodies ?? [];
      if (read === undefined || read.tree.tagName !== 'mjml' || body === undefined || second !== undefined)
        return undefined;
      if (!endsInSentinel(body) || body.children?.length !== 1) return undefined;
      body.children = [];
      return { ...this.#judged(text, read, records), nodes: [read.tree] };
    });
  }

  section(text: string): Promise<MjmlPart | undefined> {
    return this.#part(text, async (records) => {
      const read = await this.#read(text, `<mjml><mj-body>${text}${sentinel}</mj-body></mjml>`, records);
      const [body] = read?.bodies ?? [];
      // What an include brings to the head is no matter of the section alone.
      if (read === undefined || body === undefined || read.tree.children?.length !== 1) return undefined;
      if (!endsInSentinel(body)) return undefined;
      const nodes = body.children?.slice(0, -1) ?? [];
      body.children = nodes;
      // It gives its attributes to the body.
      if (nodes.some((node) => node.tagName === 'mj-container')) return undefined;
      return { ...this.#judged(text, read, records), nodes };
    });
  }

  async #part(
    text: string,
    make: (records: IncludeRecord[]) => Promise<MjmlPart | undefined>,
  ): Promise<MjmlPart | undefined> {
    const known = this.#parts.get(text);
    if (known === 'whole') return undefined;
    if (known !== undefined && (await areIncludesSame(known.includes, this.#options))) return known;
    const records: IncludeRecord[] = [];
    const made = await make(records);
    // Whether a file that is included now would make it a part is not known before it is read.
    if (made !== undefined || records.length === 0) this.#parts.set(text, made ?? 'whole', text.length);
    return made;
  }

  async #read(text: string, whole: string, records: IncludeRecord[]): Promise<ReadTree | undefined> {
    const { engine, path } = this.#options;
    if (findUnbalancedTags(engine, text, path).length > 0) return undefined;
    let parsed;
    try {
      parsed = parseMjml(engine, path, whole);
    } catch {
      return undefined;
    }
    const count = parsed.tree.children?.find(isBody)?.children?.length;
    // Before anything is included: exactly one child is what was cut out.
    const isAlone = text === whole ? count === 1 : count === 2;
    if (!isAlone) return undefined;
    const findings: Finding[] = [];
    const tree = await resolveIncludes(parsed, path, { ...this.#options, records }, findings);
    return { tree, findings, bodies: (tree.children ?? []).filter(isBody) };
  }

  #judged(text: string, { tree, findings }: ReadTree, includes: readonly IncludeRecord[]): Omit<MjmlPart, 'nodes'> {
    const { engine, isAfterHandlebars } = this.#options;
    const marks = takeMarks(tree);
    const found = [...findings, ...validateTree(tree, { engine, hasMustaches: !isAfterHandlebars })];
    putMarks(tree, marks);
    return { text, findings: found, marks, includes, hasRandomIds: hasRandomIds(text) || includes.length > 0 };
  }
}

interface ReadTree {
  readonly tree: MjmlNode;
  readonly findings: readonly Finding[];
  readonly bodies: readonly MjmlNode[];
}

function isBody(node: MjmlNode): boolean {
  return node.tagName === 'mj-body';
}

function endsInSentinel(body: MjmlNode): boolean {
  const last = body.children?.at(-1);
  return last?.tagName === 'mj-raw' && last.content === sentinelText && (body.content ?? '') === '';
}
