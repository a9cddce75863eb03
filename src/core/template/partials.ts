import { closest } from '../text/closest.ts';
import type { PartialCall } from './handlebarsCalls.ts';
import { type HandlebarsSource, parseHandlebars } from './handlebarsSource.ts';
import { findInnerSlot } from './layoutSlot.ts';
import { type FoundPartial, newPartialFile, PartialFinder, type PartialOptions } from './partialFinder.ts';
import { parseFilled } from './slotFilling.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';

export interface MissingPartial extends PartialCall {
  /** Folders that were searched, nearest first. */
  readonly searched: readonly string[];
  readonly suggestion: string | undefined;
  /** The file exists and may not be read. */
  readonly refusal: string | undefined;
}

export interface PartialSet {
  readonly template: HandlebarsSource;
  /** Everything that the template needs, by the name it is called by. */
  readonly partials: ReadonlyMap<string, HandlebarsSource>;
  readonly missing: readonly MissingPartial[];
}

/** A dynamic call needs every partial at hand; this many is more than any project has. */
const maxDynamicPartials = 300;

/** Each name that is not where partials usually are costs a look at every file of the project; a hostile template has thousands. */
const maxSearches = 100;

/** Finds and reads the partials that a template uses, and those that they use; nothing else is read. */
export async function gatherPartials(
  template: SourceText,
  files: SourceFiles,
  options: PartialOptions,
): Promise<PartialSet> {
  return new Gathering(template, files, options).run();
}

/** What is called with a block shows it: where it says so, or like a layout of another build, at its `{{{body}}}`. */
function parseAround(source: SourceText, files: SourceFiles): HandlebarsSource {
  const slot = source.text.includes('@partial-block') ? undefined : findInnerSlot(source.text);
  return slot === undefined ? parseHandlebars(source, files) : parseFilled(source, { slot, by: 'block' }, files);
}

class Gathering {
  readonly #root: HandlebarsSource;
  readonly #files: SourceFiles;
  readonly #options: PartialOptions;
  readonly #finder: PartialFinder;
  readonly #partials = new Map<string, HandlebarsSource>();
  readonly #pending: HandlebarsSource[];
  /** An inline partial may be called from a partial that is called inside its block, so all names of the whole set count. */
  readonly #inline: Set<string>;
  /** Of names that were not found where partials usually are. */
  readonly #unresolved: PartialCall[] = [];
  readonly #refusals = new Map<string, string>();
  readonly #searched = new Set<string>();
  #isDynamicDone = false;

  constructor(template: SourceText, files: SourceFiles, options: PartialOptions) {
    this.#root = parseHandlebars(template, files);
    this.#pending = [this.#root];
    this.#inline = new Set(options.provided);
    this.#files = files;
    this.#options = options;
    this.#finder = new PartialFinder(template.path, files, options);
  }

  async run(): Promise<PartialSet> {
    do {
      for (let source = this.#pending.pop(); source !== undefined; source = this.#pending.pop())
        await this.#follow(source);
      await this.#searchAnywhere();
    } while (this.#pending.length > 0);
    return { template: this.#root, partials: this.#partials, missing: await this.#describeMissing() };
  }

  async #follow(source: HandlebarsSource): Promise<void> {
    for (const name of source.inlinePartials) this.#inline.add(name);
    const looked = new Set<string>();
    for (const call of source.partialCalls) {
      const { name } = call;
      if (!looked.has(name) && !this.#partials.has(name))
        await this.#add(name, await this.#finder.find(name, source.path), call.isBlock);
      looked.add(name);
      if (!this.#partials.has(name)) this.#unresolved.push(call);
    }
    if (!source.hasDynamicPartials || this.#isDynamicDone) return;
    this.#isDynamicDone = true;
    for (const name of (await this.#finder.names()).slice(0, maxDynamicPartials))
      if (!this.#partials.has(name)) await this.#add(name, await this.#finder.find(name, source.path));
  }

  /** Only for what would be an error: a block brings its own content, and is named for what others may put there. */
  async #searchAnywhere(): Promise<void> {
    for (const { name } of this.#unresolved.filter((call) => this.#isNeeded(call))) {
      if (this.#searched.has(name) || this.#refusals.has(name)) continue;
      if (this.#searched.size >= maxSearches) return;
      this.#searched.add(name);
      await this.#add(name, await this.#finder.findAnywhere(name));
    }
  }

  async #add(name: string, found: FoundPartial, isBlock = false): Promise<boolean> {
    if (found.kind === 'refused') this.#refusals.set(name, found.reason);
    if (found.kind !== 'found') return false;
    const partial = isBlock ? parseAround(found.source, this.#files) : parseHandlebars(found.source, this.#files);
    this.#partials.set(name, partial);
    this.#pending.push(partial);
    return true;
  }

  #isNeeded(call: PartialCall): boolean {
    return !call.hasFallback && !this.#isDefined(call.name);
  }

  #isDefined(name: string): boolean {
    return this.#inline.has(name) || this.#partials.has(name);
  }

  async #describeMissing(): Promise<readonly MissingPartial[]> {
    const missing = this.#unresolved.filter((call) => !this.#isDefined(call.name) || this.#refusals.has(call.name));
    if (missing.length === 0) return [];
    const searched = await this.#finder.searchedFolders();
    const known = [...(await this.#finder.names()), ...this.#inline];
    const suggestions = new Map<string, string | undefined>();
    return missing.flatMap((call) => {
      const { name } = call;
      const refusal = this.#refusals.get(name);
      if (refusal === undefined && !suggestions.has(name) && suggestions.size < maxSearches)
        suggestions.set(name, closest(name, known));
      const suggestion = refusal === undefined ? suggestions.get(name) : undefined;
      // A block is named for what others may put there, unless the name is nearly that of a file.
      if (call.hasFallback && refusal === undefined && !(call.isBlock && suggestion !== undefined)) return [];
      // The render follows when the author makes the file.
      if (!name.includes('\0')) this.#files.addDependency(newPartialFile(this.#root.path, name, this.#options.folders));
      return [{ ...call, searched: refusal === undefined ? searched : [], suggestion, refusal }];
    });
  }
}
