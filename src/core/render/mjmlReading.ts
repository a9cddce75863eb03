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
import { MjmlPart } from './mjmlPart.ts';
import { findTextOutside } from './mjmlOutside.ts';
import { parseMjml } from './mjmlParse.ts';

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
  create: () => new BoundedMap({ entries: 24, weight: 16 * 1024 * 1024 }),
};

/** All of the largest mail, plain and with marks: of one part more than fits, none would be known when its turn comes again. */
const partLimits = { entries: 40_000, weight: 8 * 1024 * 1024 };

/**
 * Reads a mail in parts; undefined where only the whole says what it is. Never throws.
 *
 * @param plain of a text with marks: the same text without, as it was read before
 */
export async function readParts(
  cut: CutMjml,
  known: BoundedMap<string, KnownParts>,
  { plain, ...options }: PartOptions & { readonly plain?: CutReading | undefined },
): Promise<CutReading | undefined> {
  const reader = readerOf(known, options);
  if (plain !== undefined && plain.sections.length !== cut.sections.length) return undefined;
  const shell = await reader.shell(cut, plain?.shell);
  if (shell === undefined || !isSameText(shell, plain?.shell)) return undefined;
  const sections: MjmlPart[] = [];
  for (const [index, { text }] of cut.sections.entries()) {
    const plainSection = plain?.sections[index];
    const found = reader.known(text);
    const section = found?.includes.length === 0 ? found : await reader.section(text, plainSection);
    if (section === undefined || !isSameText(section, plainSection)) return undefined;
    sections.push(section);
  }
  return includesTooMuch([shell, ...sections].flatMap((part) => part.includes)) ? undefined : { shell, sections };
}

function isSameText(part: MjmlPart, plain: MjmlPart | undefined): boolean {
  return plain === undefined || part.plainText === plain.text;
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
  let lines = 0;
  let counted = 0;
  for (const [index, section] of sections.entries()) {
    if (section.findings.length === 0) continue;
    const start = cut.sections[index]?.start ?? counted;
    lines += linesIn(whole.slice(counted, start));
    counted = start;
    const before = lines;
    found.push(...section.findings.map((finding) => moved(finding, before, path)));
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
  const parts = known.get(key) ?? new BoundedMap<string, MjmlPart | 'whole'>(partLimits);
  // They have grown since the last time.
  known.set(key, parts, parts.weight);
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
  shell({ prefix, suffix }: CutMjml, plain?: MjmlPart): Promise<MjmlPart | undefined> {
    const text = prefix + sentinel + suffix;
    return this.#part(text, async (includes) => {
      if (plain === undefined && findTextOutside(text, this.#options.path).length > 0) return undefined;
      const read = await this.#read(text, { whole: text, count: 1, plain }, includes);
      const [body, second] = read?.bodies ?? [];
      if (read === undefined || read.tree.tagName !== 'mjml' || body === undefined || second !== undefined)
        return undefined;
      if (!endsInSentinel(body) || body.children?.length !== 1) return undefined;
      body.children = [];
      // The head is not to have marks when it is rendered.
      const taken = takeMarks(read.tree);
      putMarks(read.tree, taken);
      return new MjmlPart({ ...this.#options, ...read, taken, text, includes, nodes: [read.tree] });
    });
  }

  section(text: string, plain?: MjmlPart): Promise<MjmlPart | undefined> {
    return this.#part(text, async (includes) => {
      const copy = plain?.withMarks(text);
      if (copy !== undefined) return copy;
      const whole = `<mjml><mj-body>${text}${sentinel}</mj-body></mjml>`;
      const read = await this.#read(text, { whole, count: 2, plain }, includes);
      const [body] = read?.bodies ?? [];
      // What an include brings to the head is no matter of the section alone.
      if (read === undefined || body === undefined || read.tree.children?.length !== 1) return undefined;
      if (!endsInSentinel(body)) return undefined;
      const nodes = body.children?.slice(0, -1) ?? [];
      body.children = nodes;
      // It gives its attributes to the body. And a body in the body prints what the head says once more.
      if (nodes.some((node) => node.tagName === 'mj-container' || holdsBody(node))) return undefined;
      return new MjmlPart({ ...this.#options, ...read, text, includes, nodes });
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

  async #read(
    text: string,
    { whole, count, plain }: { readonly whole: string; readonly count: number; readonly plain: MjmlPart | undefined },
    records: IncludeRecord[],
  ): Promise<ReadTree | undefined> {
    const { engine, path } = this.#options;
    // Marks change nothing about what is open and closed.
    if (plain === undefined && findUnbalancedTags(engine, text, path).length > 0) return undefined;
    let parsed;
    try {
      parsed = parseMjml(engine, path, whole);
    } catch {
      return undefined;
    }
    // Before anything is included: exactly one child is what was cut out, and one the sentinel.
    if (parsed.tree.children?.find(isBody)?.children?.length !== count) return undefined;
    const findings: Finding[] = [];
    const tree = await resolveIncludes(parsed, path, { ...this.#options, records }, findings);
    return { tree, findings, bodies: (tree.children ?? []).filter(isBody) };
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

function holdsBody(node: MjmlNode): boolean {
  return isBody(node) || (node.children?.some(holdsBody) ?? false);
}

function endsInSentinel(body: MjmlNode): boolean {
  const last = body.children?.at(-1);
  return last?.tagName === 'mj-raw' && last.content === sentinelText && (body.content ?? '') === '';
}
