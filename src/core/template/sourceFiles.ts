import { normalize } from 'node:path';
import { LineIndex } from '../text/lineIndex.ts';
import { RenderMemory } from '../renderMemory.ts';
import { type DirectoryEntry, type FileReader, type FileText, folderReason } from './fileReader.ts';
import { findFrontMatter, type FrontMatter, withoutFrontMatter } from './frontMatter.ts';
import { templateExtension } from './templateName.ts';

/** A text and the file it comes from. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/**
 * The files of one render: each is read once, so that all stages see the same text, and every file that was looked at is
 * remembered as a dependency.
 */
export class SourceFiles {
  readonly #files: FileReader;
  readonly #texts = new Map<string, Promise<FileText>>();
  readonly #folders = new Map<string, Promise<readonly DirectoryEntry[]>>();
  readonly #sources = new Map<string, SourceText & { lines?: LineIndex }>();
  readonly #dependencies = new Set<string>();
  readonly #refused = new Map<string, string>();
  readonly #frontMatter = new Map<string, FrontMatter>();

  /** What is known of earlier renders of the same process. */
  readonly memory: RenderMemory;

  constructor(files: FileReader, memory = new RenderMemory()) {
    this.#files = files;
    this.memory = memory;
  }

  /** In the order in which they were first asked for. */
  get dependencies(): readonly string[] {
    return [...this.#dependencies];
  }

  /** Why files and folders that were asked for may not be read, by path. */
  get refused(): ReadonlyMap<string, string> {
    return this.#refused;
  }

  /** The path takes part, although nothing may be there yet: a change of it changes the result. */
  addDependency(path: string): void {
    this.#dependencies.add(normalize(path));
  }

  read(path: string): Promise<FileText> {
    const key = normalize(path);
    this.#dependencies.add(key);
    return this.#load(key).then((file) => {
      // A file that may not be read can be outside of the workspace, where nobody should watch anything.
      if (file.kind === 'refused') {
        if (file.place === undefined) this.#dependencies.delete(key);
        this.#refused.set(key, file.reason);
      }
      return file;
    });
  }

  /** The text of a file that only helps to judge others and takes no part in the result: it becomes no dependency. */
  async peek(path: string): Promise<string | undefined> {
    const file = await this.#load(normalize(path));
    return file.kind === 'text' ? file.text : undefined;
  }

  list(folder: string): Promise<readonly DirectoryEntry[]> {
    const key = normalize(folder);
    let listing = this.#folders.get(key);
    if (listing === undefined) {
      listing = this.#files.list(key).then((entries) => this.#explainEmpty(key, entries));
      this.#folders.set(key, listing);
    }
    return listing;
  }

  /** A folder that may not be listed is as empty as one that is not there; only reading it tells them apart. */
  async #explainEmpty(key: string, entries: readonly DirectoryEntry[]): Promise<readonly DirectoryEntry[]> {
    if (entries.length > 0) return entries;
    const file = await this.#files.readText(key);
    if (file.kind === 'refused' && file.reason !== folderReason) this.#refused.set(key, file.reason);
    return entries;
  }

  /** The text of a file that was read; undefined when it was not, or is none. */
  textOf(path: string): string | undefined {
    return this.#sources.get(normalize(path))?.text;
  }

  /** The settings at the top of a template that was read; no text of it has them, because no engine knows them. */
  frontMatterOf(path: string): FrontMatter | undefined {
    return this.#frontMatter.get(normalize(path));
  }

  linesOf(path: string): LineIndex {
    const source = this.#sources.get(normalize(path));
    if (source === undefined) return new LineIndex('');
    source.lines ??= new LineIndex(source.text);
    return source.lines;
  }

  #load(key: string): Promise<FileText> {
    let reading = this.#texts.get(key);
    if (reading === undefined) {
      reading = this.#files.readText(key).then((file) => {
        if (file.kind !== 'text') return file;
        const text = this.#withoutSettings(key, file.text);
        this.#sources.set(key, { path: key, text });
        return { kind: 'text', text };
      });
      this.#texts.set(key, reading);
    }
    return reading;
  }

  #withoutSettings(key: string, text: string): string {
    const frontMatter = templateExtension(key) === undefined ? undefined : findFrontMatter(text);
    if (frontMatter === undefined) return text;
    this.#frontMatter.set(key, frontMatter);
    return withoutFrontMatter(text, frontMatter);
  }
}
