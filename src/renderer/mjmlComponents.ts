import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { ProjectMjmlProblem } from '../core/render/mjmlEngine.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { parseJson } from '../core/template/json.ts';
import type { SourceText } from '../core/template/sourceFiles.ts';
import { LineIndex } from '../core/text/lineIndex.ts';
import type { FreshModules } from './freshModules.ts';
import type { InstalledMjml } from './mjmlInstallation.ts';

/** What `.mjmlconfig` or `.mjmlconfig.js` brings, its components being registered. */
export interface MjmlCustomization {
  readonly options: Readonly<Record<string, unknown>>;
  readonly preprocessors: readonly Preprocessor[];
  readonly problems: readonly ProjectMjmlProblem[];
}

export type Preprocessor = (xml: string) => unknown;

/** Registers a project's components the way MJML does (`mjml-core/lib/helpers/mjmlconfig.js`). Never rejects. */
export async function customizeMjml(
  mjml: InstalledMjml,
  config: SourceText,
  modules: FreshModules,
): Promise<MjmlCustomization> {
  const customizing = new Customizing(mjml, config, modules);
  const settings = await customizing.settings();
  const { packages, options, preprocessors } = settings;
  for (const name of Array.isArray(packages) ? packages : []) await customizing.register(String(name));
  const given = recordOf(options) ?? {};
  for (const preset of Array.isArray(given['presets']) ? given['presets'] : []) customizing.registerPreset(preset);
  return {
    options: given,
    preprocessors: [preprocessors, given['preprocessors']].flatMap((each) =>
      Array.isArray(each) ? each.filter((run): run is Preprocessor => typeof run === 'function') : [],
    ),
    problems: customizing.problems,
  };
}

class Customizing {
  readonly problems: ProjectMjmlProblem[] = [];
  readonly #mjml: InstalledMjml;
  readonly #config: SourceText;
  readonly #modules: FreshModules;

  constructor(mjml: InstalledMjml, config: SourceText, modules: FreshModules) {
    this.#mjml = mjml;
    this.#config = config;
    this.#modules = modules;
  }

  async settings(): Promise<Readonly<Record<string, unknown>>> {
    const { path, text } = this.#config;
    const name = basename(path);
    if (name === '.mjmlconfig') {
      const json = parseJson(text);
      // What is wrong with it, core has said.
      return json.kind === 'value' ? (recordOf(json.value) ?? {}) : {};
    }
    try {
      const settings = recordOf(await this.#modules.load(path));
      if (settings !== undefined) return settings;
      this.#report(undefined, `${name} must hold an object with packages, options or preprocessors`);
    } catch (error) {
      this.#report(error, `${name} cannot be loaded: ${reasonOf(error)}`);
    }
    return {};
  }

  async register(name: string): Promise<void> {
    try {
      const exported = await this.#modules.load(this.#resolve(name));
      const count = this.#registerAll(exported, 0);
      if (count === 0) throw new Error('it exports no component; export the class');
      const dependencies = ownValue(exported, 'dependencies');
      if (dependencies !== undefined) this.#mjml.registerDependencies(dependencies);
    } catch (error) {
      const path = resolve(dirname(this.#config.path), name);
      // A build may bring it while people look.
      if (codeOf(error) === 'MODULE_NOT_FOUND') this.#modules.expect(path);
      this.#report(error, `The custom component "${name}" cannot be loaded: ${sayReason(error)}`, name);
    }
  }

  registerPreset(preset: unknown): void {
    this.#registerAll(ownValue(preset, 'components'), 0);
    const dependencies = ownValue(preset, 'dependencies');
    if (dependencies !== undefined) this.#mjml.registerDependencies(dependencies);
  }

  /** A class, or a list or an object of classes. */
  #registerAll(exported: unknown, depth: number): number {
    if (typeof exported === 'function') {
      if (!('getTagName' in exported)) {
        if (depth > 0) return 0;
        throw new Error('it must extend BodyComponent or HeadComponent of mjml-core');
      }
      this.#mjml.registerComponent(exported);
      return 1;
    }
    if (typeof exported !== 'object' || exported === null || depth > 2) return 0;
    return Object.values(exported).reduce<number>((count, each) => count + this.#registerAll(each, depth + 1), 0);
  }

  /** The name of a package, as seen from the settings and from MJML, or a path from the settings' folder. */
  #resolve(name: string): string {
    const { resolve: resolveModule } = createRequire(this.#config.path);
    const path = resolve(dirname(this.#config.path), name);
    if (name.startsWith('.') || isAbsolute(name)) return resolveModule(path);
    for (const resolveName of [resolveModule, createRequire(this.#mjml.corePath).resolve]) {
      try {
        const found = resolveName(name);
        // Without a path it is a module of Node itself.
        if (isAbsolute(found)) return found;
      } catch (error) {
        if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
      }
    }
    return resolveModule(path);
  }

  /** In the project's code, or where the settings have the name. */
  #report(error: unknown, message: string, name = ''): void {
    const { path: file, text } = this.#config;
    const start = new LineIndex(text).positionAt(name === '' ? 0 : text.indexOf(name));
    const place = this.#modules.placeOf(error) ?? { file, start };
    this.problems.push({ ...place, message: message.split(/[\r\n]/, 1)[0] ?? '' });
  }
}

function sayReason(error: unknown): string {
  const reason = reasonOf(error);
  if (codeOf(error) === 'MODULE_NOT_FOUND') {
    const [, missing] = /^Cannot find module '([^']*)'/.exec(reason) ?? [];
    // Its own path, as opposed to a package that it needs.
    const what = missing === undefined || isAbsolute(missing) ? 'it is not there' : `"${missing}" is not there`;
    return `${what}; build or install it first`;
  }
  // MJML's own command line takes compiled components only, and so does an older Node.
  return /import statement outside a module|Unexpected token 'export'/.test(reason)
    ? `${reason}; compile it, or name it .mjs`
    : reason;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

function ownValue(holder: unknown, key: string): unknown {
  if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null) return undefined;
  return Object.entries(Object.getOwnPropertyDescriptors(holder)).find(([name]) => name === key)?.[1].value;
}
