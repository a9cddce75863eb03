import type { MjmlNode } from 'mjml-parser-xml';
import { extname, relative } from 'node:path';
import { IncludeSuggestions } from '../template/includeSuggestions.ts';
import { type IncludePlaces, readInclude } from '../template/includes.ts';
import { scanMustaches } from '../template/mustaches.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { markAttribute } from '../sourceMap/marks.ts';
import { findUnbalancedTags } from './mjmlBalance.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';
import { parseMjml, type ParsedMjml } from './mjmlParse.ts';
import type { Severity } from './renderResult.ts';

export interface IncludeOptions extends IncludePlaces {
  readonly files: SourceFiles;
  readonly engine: MjmlEngine;
  readonly isAfterHandlebars: boolean;
  /** Changes an included text before it is parsed; `by` is the mark of what includes it. */
  readonly prepare: (source: SourceText, by: string | undefined) => PreparedText;
  /** The same for one that is no MJML but html. */
  readonly prepareHtml: (source: SourceText, by: string | undefined) => string;
  /** Where each included file is noted, so that it can be seen later whether all would be the same. */
  readonly records?: IncludeRecord[];
}

/** One `<mj-include>` as it was resolved. */
export interface IncludeRecord {
  /** As it is written. */
  readonly path: string;
  /** Absolute path of the file that includes it. */
  readonly from: string;
  /** Undefined when nothing could be included: what would be said of that depends on files that were not read. */
  readonly source: SourceText | undefined;
  /** Its mark. */
  readonly by: string | undefined;
  /** What was parsed or shown of it; undefined for css. */
  prepared?: string;
  isHtml?: true;
}

/** Whether everything that was included is still what it was. Reads the files again, so that they take part in this render. */
export async function areIncludesSame(records: readonly IncludeRecord[], options: IncludeOptions): Promise<boolean> {
  for (const { path, from, source, by, prepared, isHtml } of records) {
    const include = await readInclude(path, from, options, options.files);
    if (source === undefined || include.kind !== 'found') return false;
    if (include.source.path !== source.path || include.source.text !== source.text) return false;
    if (prepared === undefined) continue;
    if (isHtml) {
      if (options.prepareHtml(include.source, by) !== prepared) return false;
      continue;
    }
    const now = options.prepare(include.source, by);
    if (now.kind !== 'text' || now.text !== prepared) return false;
  }
  return true;
}

/** Whether a mail includes more than is allowed; each part of it was only counted by itself. */
export function includesTooMuch(records: readonly IncludeRecord[]): boolean {
  const bytes = records.reduce((sum, { source }) => sum + (source?.text.length ?? 0), 0);
  return records.length > maxIncludes || bytes > maxBytes;
}

export type PreparedText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly finding: Finding };

/** Without limits, twenty small files can make gigabytes (each including the next one twice). */
const maxDepth = 20;
const maxIncludes = 500;
const maxBytes = 5 * 1024 * 1024;

/**
 * Puts the included files into the tree, in the way of mjml-parser-xml's own `handleInclude` (5.4): the children of an
 * included body in place, those of its head at the end of the head, css at the very end of the head.
 */
export async function resolveIncludes(
  parsed: ParsedMjml,
  path: string,
  options: IncludeOptions,
  findings: Finding[],
): Promise<MjmlNode> {
  return new IncludeResolver(options, findings).resolve(parsed, [path]);
}

interface IncludePlace {
  readonly into: MjmlNode[];
  readonly isInHead: boolean;
}

class IncludeResolver {
  readonly #options: IncludeOptions;
  readonly #findings: Finding[];
  readonly #suggestions: IncludeSuggestions;
  #count = 0;
  #bytes = 0;

  constructor(options: IncludeOptions, findings: Finding[]) {
    this.#options = options;
    this.#findings = findings;
    this.#suggestions = new IncludeSuggestions(options.root, options.files);
  }

  /** The chain of files leads from the template to the one the tree was parsed from. */
  async resolve(parsed: ParsedMjml, chain: readonly string[]): Promise<MjmlNode> {
    const merge = new TreeMerge(parsed.tree, chain);
    await this.#rebuild(parsed.tree, parsed.includeTag, merge, chain);
    merge.finish();
    return parsed.tree;
  }

  async #rebuild(node: MjmlNode, includeTag: string, merge: TreeMerge, chain: readonly string[]): Promise<void> {
    if (node.children === undefined) return;
    const children = node.children;
    const rebuilt: MjmlNode[] = [];
    // Set before the children are visited: a nested include may add to the head, which can be this very list.
    node.children = rebuilt;
    for (const child of children) {
      if (child.tagName === includeTag) {
        await this.#include(child, { into: rebuilt, isInHead: node.tagName === 'mj-head' }, merge, chain);
        // `<mj-include path="...">` without end swallows what follows it in the parser.
        const swallowed: MjmlNode = { tagName: '', children: child.children ?? [] };
        await this.#rebuild(swallowed, includeTag, merge, chain);
        rebuilt.push(...(swallowed.children ?? []));
      } else {
        rebuilt.push(child);
        await this.#rebuild(child, includeTag, merge, chain);
      }
    }
    if (rebuilt.length === 0) delete node.children;
  }

  async #include(
    node: MjmlNode,
    { into, isInHead }: IncludePlace,
    merge: TreeMerge,
    chain: readonly string[],
  ): Promise<void> {
    const path = node.attributes?.['path'];
    if (typeof path !== 'string' || path.trim() === '')
      return this.#fault(node, 'missing-include', '<mj-include> has no path');
    const source = await this.#read(path, node, chain);
    if (source === undefined) return;
    const { line } = node;
    const place = { ...(line === undefined ? {} : { line }), file: path, absoluteFilePath: chain.at(-1) ?? '' };
    const type = node.attributes?.['type'];
    const { engine, isAfterHandlebars } = this.#options;
    if (isAfterHandlebars && engine.preprocessors?.haveHandlebars !== true && hasMustaches(source.text)) {
      const message = `Handlebars does not run over the included file "${this.#name(source.path)}", its mustaches stay as they are: use a partial instead, {{> name}}`;
      this.#fault(node, 'mustaches-in-include', message, 'warning');
    }
    if (type === 'html') {
      into.push({ ...place, tagName: 'mj-raw', attributes: {}, content: this.#htmlOf(source, node, isInHead) });
    } else if (type === 'css') {
      const attributes: Record<string, string> =
        node.attributes?.['css-inline'] === 'inline' ? { inline: 'inline' } : {};
      merge.addCss({ ...place, tagName: 'mj-style', attributes, content: source.text, children: [] });
    } else {
      await this.#includeMjml(source, node, into, merge, chain);
    }
  }

  #htmlOf(source: SourceText, node: MjmlNode, isInHead: boolean): string {
    // Nothing in the head of a page is shown.
    if (isInHead) return source.text;
    const text = this.#options.prepareHtml(source, markOf(node));
    const record = this.#options.records?.at(-1);
    if (record !== undefined) Object.assign(record, { prepared: text, isHtml: true });
    return text;
  }

  async #includeMjml(
    source: SourceText,
    node: MjmlNode,
    into: MjmlNode[],
    merge: TreeMerge,
    chain: readonly string[],
  ): Promise<void> {
    if (chain.includes(source.path)) {
      return this.#fault(
        node,
        'circular-include',
        `"${this.#name(source.path)}" includes itself, so this <mj-include> brings nothing: remove it`,
      );
    }
    if (chain.length >= maxDepth) return this.#limit(node, `Includes are nested deeper than ${maxDepth} files`);
    const { engine } = this.#options;
    const result = this.#options.prepare(source, markOf(node));
    if (result.kind === 'failed') return this.#fault(node, result.finding.code, result.finding.message);
    const prepared = result.text;
    const record = this.#options.records?.at(-1);
    if (record !== undefined) record.prepared = prepared;
    this.#findings.push(...findUnbalancedTags(engine, prepared, source.path));
    // MJML looks for exactly this tag; with attributes it does not know its own root and drops the content.
    const isWhole = /<mjml(\s+data-mailproof-at="[^"]*")?>/.test(prepared);
    if (!isWhole && /<mjml\s/i.test(prepared)) {
      const message = `<mjml> in the included file "${this.#name(source.path)}" has attributes, so MJML drops the file: write <mjml>`;
      this.#fault(node, 'mjml-include', message);
    }
    let parsed: ParsedMjml;
    try {
      parsed = parseMjml(engine, source.path, isWhole ? prepared : `<mjml><mj-body>${prepared}</mj-body></mjml>`);
    } catch {
      return this.#fault(node, 'mjml-syntax', `"${this.#name(source.path)}" is not MJML`);
    }
    const tree = await this.resolve(parsed, [...chain, source.path]);
    if (tree.tagName !== 'mjml') return;
    into.push(...(childNamed(tree, 'mj-body')?.children ?? []));
    const head = childNamed(tree, 'mj-head');
    if (head !== undefined) merge.addHead(head.children ?? []);
  }

  async #read(path: string, node: MjmlNode, chain: readonly string[]): Promise<SourceText | undefined> {
    const { files, root } = this.#options;
    const from = chain.at(-1) ?? root;
    const include = await readInclude(path, from, this.#options, files);
    const source = include.kind === 'found' ? include.source : undefined;
    this.#options.records?.push({ path, from, source, by: markOf(node) });
    if (include.kind !== 'found' && extname(path) === '') {
      // MJML 3 added the extension; since then it is an include that brings nothing.
      const whole = await readInclude(`${path}.mjml`, chain.at(-1) ?? root, this.#options, files);
      const advice = `was not found; write "${path}.mjml"`;
      if (whole.kind === 'found') return this.#fault(node, 'missing-include', `The included file "${path}" ${advice}`);
    }
    if (include.kind === 'missing') {
      const meant = await this.#suggestions.for(path, chain.at(-1) ?? root);
      const advice = meant === undefined ? '' : `; did you mean "${meant}"?`;
      return this.#fault(node, 'missing-include', `The included file "${path}" was not found${advice}`);
    }
    if (include.kind === 'denied')
      return this.#fault(node, 'denied-include', `"${path}" may not be included: ${include.reason}`);
    this.#bytes += include.source.text.length;
    if (++this.#count > maxIncludes) return this.#limit(node, `More than ${maxIncludes} files are included`);
    if (this.#bytes > maxBytes)
      return this.#limit(node, `The included files are larger than ${maxBytes / 1024 / 1024} MB`);
    return include.source;
  }

  #limit(node: MjmlNode, message: string): undefined {
    // One report is enough: the same limit would be met by every include that follows.
    if (this.#findings.some((finding) => finding.message === message)) return undefined;
    return this.#fault(node, 'include-limit', message);
  }

  #fault(node: MjmlNode, code: string, message: string, severity: Severity = 'error'): undefined {
    // The node leaves the tree, and its mark with it.
    const mark = markOf(node);
    this.#findings.push({ severity, code, message, node, ...(mark === undefined ? {} : { mark }) });
    return undefined;
  }

  #name(path: string): string {
    return relative(this.#options.root, path);
  }
}

/** Adds what includes bring to the head of one file's tree. */
class TreeMerge {
  readonly #tree: MjmlNode;
  readonly #path: string;
  readonly #css: MjmlNode[] = [];
  #head: MjmlNode | undefined;

  constructor(tree: MjmlNode, chain: readonly string[]) {
    this.#tree = tree;
    this.#path = chain.at(-1) ?? '';
    this.#head = childNamed(tree, 'mj-head');
  }

  addHead(children: readonly MjmlNode[]): void {
    const head = this.#ownHead();
    head.children = head.children ?? [];
    head.children.push(...children);
  }

  addCss(style: MjmlNode): void {
    this.#css.push(style);
  }

  finish(): void {
    if (this.#css.length > 0) this.addHead(this.#css);
  }

  #ownHead(): MjmlNode {
    if (this.#head === undefined) {
      this.#head = { tagName: 'mj-head', file: this.#path, absoluteFilePath: this.#path, attributes: {}, children: [] };
      this.#tree.children = this.#tree.children ?? [];
      this.#tree.children.push(this.#head);
    }
    return this.#head;
  }
}

function hasMustaches(text: string): boolean {
  return text.includes('{{') && scanMustaches(text).some((mustache) => mustache.kind !== 'comment');
}

function markOf(node: MjmlNode): string | undefined {
  const mark = node.attributes?.[markAttribute];
  return typeof mark === 'string' ? mark : undefined;
}

function childNamed(node: MjmlNode, tagName: string): MjmlNode | undefined {
  return node.children?.find((child) => child.tagName === tagName);
}
