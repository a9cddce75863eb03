import { realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { CodePlace } from '../core/render/mjmlEngine.ts';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';

/**
 * The code of a project as it is on disk now: Node never loads a module twice, so what it remembers of the project's own files
 * is forgotten first. What is installed in `node_modules` stays.
 */
export class FreshModules {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #require: NodeJS.Require;
  readonly #asked = new Set<string>();

  /** @param root absolute folder of the project; must exist */
  constructor(root: string) {
    this.#root = root;
    this.#realRoot = realpathSync(root);
    this.#require = createRequire(join(this.#realRoot, 'package.json'));
    for (const file of this.#loadedFiles()) delete this.#require.cache[file];
  }

  /** What the module exports, without the wrapping of an ES module's default. Throws what the module throws. */
  async load(file: string): Promise<unknown> {
    const real = realpathSync(file);
    this.#asked.add(real);
    const exported = await this.#exportsOf(real);
    return typeof exported === 'object' && exported !== null && 'default' in exported
      ? (exported.default ?? exported)
      : exported;
  }

  /** Counts a file that is not there yet among those that matter. */
  expect(file: string): void {
    this.#asked.add(file);
  }

  /** Absolute paths of the project's own files that were loaded or expected, as far as Node tells. */
  get files(): readonly string[] {
    return [...new Set([...this.#asked, ...this.#loadedFiles()])].map((file) => this.#asProject(file) ?? file);
  }

  /** The first place in the project's own code that a stack leads through. */
  placeOf(error: unknown): CodePlace | undefined {
    if (!(error instanceof Error)) return undefined;
    for (const line of (error.stack ?? '').split('\n').slice(0, 50)) {
      // `    at render (/a/b.js:3:7)`, `/a/b.js:3` of a syntax error, `file:///a/b.mjs?v=1:3:7`
      const frame = line.slice(0, 1000).replace(/^\s*at (?:[^(]* \()?/, '');
      const [, where, row, column] = /^(.+?)(?:\?v=[\d.]+)?:(\d+)(?::(\d+))?\)?$/.exec(frame) ?? [];
      if (where === undefined || row === undefined) continue;
      const file = this.#asProject(pathOf(where));
      if (file === undefined) continue;
      return { file, start: { line: Number(row) - 1, character: Math.max(Number(column ?? 1) - 1, 0) } };
    }
    return undefined;
  }

  async #exportsOf(file: string): Promise<unknown> {
    if (!file.endsWith('.mjs')) {
      try {
        const exported: unknown = this.#require(file);
        if (!types.isModuleNamespaceObject(exported)) return exported;
      } catch (error) {
        // Node 20 has no require() of ES modules.
        if (!(error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ESM')) throw error;
      }
    }
    // Node remembers ES modules by their whole address, and forgets none.
    const address = `${pathToFileURL(file).href}?v=${statSync(file).mtimeMs}`;
    const namespace: unknown = await import(/* @vite-ignore */ address);
    return namespace;
  }

  #loadedFiles(): readonly string[] {
    return Object.keys(this.#require.cache).filter((file) => this.#asProject(file) !== undefined);
  }

  /** A real path in the notation of the project; undefined when it is not one of its own files. */
  #asProject(file: string): string | undefined {
    const way = isAbsolute(file) ? relative(this.#realRoot, file) : '..';
    if (way === '' || isAbsolute(way) || way.split(sep).some((name) => name === '..' || name === 'node_modules'))
      return undefined;
    return join(this.#root, way);
  }
}

function pathOf(where: string): string {
  if (!where.startsWith('file:')) return where;
  try {
    return fileURLToPath(where);
  } catch {
    // An address that no file can have names none of the project's.
    return '';
  }
}
