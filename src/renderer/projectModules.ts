import fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { CodePlace } from '../core/render/projectHelpers.ts';

/** A module that cannot be run as it is written; the message is the end of a sentence. */
export class ModuleError extends Error {
  readonly place: CodePlace | undefined;

  constructor(message: string, place?: CodePlace, cause?: unknown) {
    super(message, { cause });
    this.place = place;
  }
}

export interface ModuleOptions {
  /** Texts that win over the disk, by absolute path. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Gives a module in place of a package; undefined leaves it as it is. */
  replace(name: string, load: () => unknown): unknown;
}

/**
 * Runs modules of a project, each once: CommonJS, ECMAScript modules and TypeScript alike. Node's own loader keeps what it has
 * loaded as long as the process lives, and a helper changes while its author types; so the project's files are run by this
 * one, and only packages by Node's.
 */
export class ProjectModules {
  readonly #options: ModuleOptions;
  readonly #overrides: ReadonlyMap<string, string>;
  readonly #modules = new Map<string, { exports: unknown }>();
  readonly #texts = new Map<string, string | undefined>();
  readonly #transform: Transform;

  static async create(options: ModuleOptions): Promise<ProjectModules> {
    // Here and not above: most projects have no helpers, and some of the others need no translation.
    const { transform } = await import('sucrase');
    return new ProjectModules(options, transform);
  }

  private constructor(options: ModuleOptions, transform: Transform) {
    this.#options = options;
    this.#transform = transform;
    this.#overrides = new Map(Object.entries(options.overrides).map(([file, text]) => [path.normalize(file), text]));
  }

  /** Every file that was read, or looked for in vain (undefined), and its text. */
  get texts(): ReadonlyMap<string, string | undefined> {
    return this.#texts;
  }

  get files(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** Throws what the module throws. */
  run(file: string): unknown {
    const known = this.#modules.get(file);
    // Modules may require each other: the second one gets what is there already, as in Node.
    if (known !== undefined) return known.exports;
    const text = this.#read(file);
    if (text === undefined) throw new ModuleError(`${path.basename(file)} was not found`);
    const module = { exports: {} as unknown, filename: file, id: file, loaded: false, children: [], paths: [] };
    this.#modules.set(file, module);
    try {
      if (path.extname(file) === '.json') module.exports = JSON.parse(text);
      else this.#evaluate(file, text, module);
    } catch (error) {
      this.#modules.delete(file);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  #evaluate(file: string, text: string, module: { exports: unknown }): void {
    const require = this.#requireOf(file);
    const folder = path.dirname(file);
    const meta = { url: pathToFileURL(file).href, filename: file, dirname: folder };
    const names = ['exports', 'require', 'module', '__filename', '__dirname', metaName];
    // The file's own name and lines: they are what its stack traces say.
    const body = vm.compileFunction(this.#toCommonJs(file, text), names, { filename: file });
    Reflect.apply(body, module.exports, [module.exports, require, module, file, folder, meta]);
  }

  #toCommonJs(file: string, text: string): string {
    const source = text.replace(/^\uFEFF?(?:#!.*)?/, '');
    const isTypeScript = /\.[cm]?ts$/i.test(file);
    if (!isTypeScript && !moduleSyntax.test(source)) return source;
    try {
      const { code } = this.#transform(source, {
        transforms: isTypeScript ? ['imports', 'typescript'] : ['imports'],
        disableESTransforms: true,
      });
      return code.replaceAll(/\bimport\.meta\b/g, metaName);
    } catch (error) {
      throw syntaxError(file, error);
    }
  }

  #requireOf(from: string): NodeJS.Require {
    const native = createRequire(from);
    const require = (name: string): unknown => {
      if (isBuiltin(name)) return native(name) as unknown;
      const file = this.#resolve(from, name, native);
      const load = (): unknown => (file === undefined ? native(name) : this.run(file)) as unknown;
      return file === undefined || !/^[./]/.test(name) ? (this.#options.replace(name, load) ?? load()) : load();
    };
    return Object.assign(require, native);
  }

  /** The file of the project that is meant; undefined for a package. */
  #resolve(from: string, name: string, native: NodeJS.Require): string | undefined {
    if (/^\.{0,2}\//.test(name) || name === '.' || name === '..' || path.isAbsolute(name)) {
      const base = path.resolve(path.dirname(from), name);
      const found = this.#find(base);
      if (found !== undefined) return found;
      // Whoever creates it wants to see the difference.
      this.#texts.set(path.extname(base) === '' ? `${base}.js` : base, undefined);
      throw new ModuleError(`${path.basename(from)} needs "${name}", which was not found`);
    }
    try {
      const resolved = native.resolve(name);
      // A package of the same repository, which is edited as the rest of it.
      return resolved.split(path.sep).includes('node_modules') ? undefined : resolved;
    } catch (error) {
      const aliased = this.#findAlias(from, name);
      if (aliased !== undefined) return aliased;
      if (this.#options.replace(name, () => undefined) !== undefined) return undefined;
      throw new ModuleError(
        `it needs the package "${name}", which is not installed; run npm install`,
        undefined,
        error,
      );
    }
  }

  /** `./format`, also for `format.ts`, `format/index.js`, and `./format.js` of TypeScript for `format.ts`. */
  #find(base: string): string | undefined {
    const typed = base.replace(/\.([cm]?)js$/, '.$1ts');
    const candidates = [base, typed, ...extensions.map((extension) => base + extension)];
    for (const extension of extensions) candidates.push(path.join(base, `index${extension}`));
    return candidates.find((candidate) => this.#isFile(candidate));
  }

  /** `@/format`, `~/format`, `src/format`: names that a build resolves from the project's folder or from its `src`. */
  #findAlias(from: string, name: string): string | undefined {
    // Without a slash it is a package, and a file of that name is another thing: `helpers/hbs.js` itself requires `hbs`.
    if (!name.includes('/')) return undefined;
    const rest = name.replace(/^[@~]\//, '');
    let folder = path.dirname(from);
    for (let level = 0; level < 12 && path.dirname(folder) !== folder; level++) {
      const found = this.#find(path.join(folder, rest)) ?? this.#find(path.join(folder, 'src', rest));
      if (found !== undefined) return found;
      folder = path.dirname(folder);
    }
    return undefined;
  }

  #isFile(file: string): boolean {
    return this.#overrides.has(file) || fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  }

  #read(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, readModule(file, this.#overrides));
    return this.#texts.get(file);
  }
}

/** As the file is now; undefined when it cannot be read. */
export function readModule(file: string, overrides: ReadonlyMap<string, string>): string | undefined {
  const override = overrides.get(file);
  if (override !== undefined) return override;
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // It was there a moment ago, or never: there is nothing to run.
    return undefined;
  }
}

type Transform = (
  code: string,
  options: { readonly transforms: ('imports' | 'typescript')[]; readonly disableESTransforms: boolean },
) => { readonly code: string };

const extensions = ['.js', '.ts', '.cjs', '.mjs', '.cts', '.mts', '.json'];
const metaName = '__importMeta';
/** Statements of ECMAScript modules begin a line, or follow one on it; a needless translation only makes the code strict. */
const moduleSyntax = /(?:^|[;}])[ \t]*(?:import\b|export\b)|\bimport\s*[.(]/m;

/** Sucrase writes the place behind its sentence. */
function syntaxError(file: string, error: unknown): ModuleError {
  const message = error instanceof Error ? error.message : String(error);
  const [, line, column] = /\((\d+):(\d+)\)$/.exec(message) ?? [];
  const place = line === undefined ? undefined : { file, line: Number(line), column: Number(column) };
  return new ModuleError(message.replace(/\s*\(\d+:\d+\)$/, ''), place, error);
}
