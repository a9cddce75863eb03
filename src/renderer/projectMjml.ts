import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { LoadedMjml, MjmlEngine, MjmlPreprocessors } from '../core/render/mjmlEngine.ts';
import type { MjmlPlace } from '../core/render/projectCode.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { FreshModules } from './freshModules.ts';
import { customizeMjml, type MjmlCustomization, type Preprocessor } from './mjmlComponents.ts';
import { type InstalledMjml, loadInstalledMjml } from './mjmlInstallation.ts';
import { markedComponents } from './markedComponents.ts';

/**
 * Loads the MJML of a project with its custom components. Never rejects. MJML keeps its components in one place for the whole
 * process, so an engine is good until the next one is loaded: one render at a time.
 */
export async function loadProjectMjml(place: MjmlPlace): Promise<LoadedMjml> {
  const found = loadInstalledMjml(place.template, place.root);
  if (found.kind === 'failed') return found;
  const { mjml } = found;
  try {
    if (current?.isStill(mjml, place) !== true) current = await LoadedProject.load(mjml, place);
    return current.result;
  } catch (error) {
    return { kind: 'failed', message: `it cannot be set up (${reasonOf(error)})` };
  }
}

let current: LoadedProject | undefined;

class LoadedProject {
  readonly result: LoadedMjml & { readonly kind: 'loaded' };
  readonly #mjml: InstalledMjml;
  readonly #place: MjmlPlace;
  readonly #stamp: string;

  private constructor(mjml: InstalledMjml, place: MjmlPlace, result: LoadedMjml & { readonly kind: 'loaded' }) {
    this.result = result;
    this.#mjml = mjml;
    this.#place = place;
    this.#stamp = stampOf(result.dependencies);
  }

  static async load(mjml: InstalledMjml, place: MjmlPlace): Promise<LoadedProject> {
    restoreRegistries(mjml);
    const modules = new FreshModules(place.root);
    const { config } = place;
    const customization =
      config === undefined
        ? { options: {}, preprocessors: [], problems: [] }
        : await customizeMjml(mjml, config, modules);
    return new LoadedProject(mjml, place, {
      kind: 'loaded',
      engine: engineOf(mjml, { config: config?.path ?? place.template, customization, modules }),
      problems: customization.problems,
      dependencies: [...new Set([...(config === undefined ? [] : [config.path]), ...modules.files])],
    });
  }

  isStill(mjml: InstalledMjml, place: MjmlPlace): boolean {
    const { root, config } = this.#place;
    return (
      mjml.components === this.#mjml.components &&
      root === place.root &&
      config?.path === place.config?.path &&
      config?.text === place.config?.text &&
      // What failed may work now: a package was built or installed.
      this.result.problems.length === 0 &&
      this.#stamp === stampOf(this.result.dependencies)
    );
  }
}

function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const status = statSync(file, { throwIfNoEntry: false });
      return `${file}:${status?.mtimeMs}:${status?.size}`;
    })
    .join('\n');
}

/** What MJML registers by itself, by registry. */
const originals = new WeakMap<object, Readonly<Record<string, unknown>>>();

/** Takes out what another configuration, or an older version of a component, has registered. */
function restoreRegistries({ components, dependencies, rules }: InstalledMjml): void {
  const registries: readonly Record<string, unknown>[] = [components, dependencies, rules];
  for (const registry of registries) {
    const original = originals.get(registry) ?? { ...registry };
    originals.set(registry, original);
    for (const name of Object.keys(registry)) if (!Object.hasOwn(original, name)) delete registry[name];
    Object.assign(registry, original);
  }
}

/** The elements that are not as MJML registers them. */
function customElementsOf({ components }: InstalledMjml): ReadonlySet<string> {
  const original = originals.get(components) ?? {};
  return new Set(Object.keys(components).filter((tag) => components[tag] !== original[tag]));
}

interface EngineParts {
  /** Path of the settings, or of the template where there are none: relative names begin there. */
  readonly config: string;
  readonly customization: MjmlCustomization;
  readonly modules: FreshModules;
}

function engineOf(mjml: InstalledMjml, { config, customization, modules }: EngineParts): MjmlEngine {
  const { components, dependencies, rules, initializeType, version } = mjml;
  const { keepComments = true, ...options } = renderOptions(customization.options, config);
  const customElements = customElementsOf(mjml);
  const marking = { components: markedComponents(components, customElements), dependencies: {} };
  return {
    version,
    source: 'workspace',
    components,
    dependencies,
    rules,
    initializeType,
    ...preprocessorsOf(customization.preprocessors, config),
    parse: (text, path) =>
      mjml.parse(text, { components, filePath: '', actualPath: path, ignoreIncludes: true, keepComments }),
    customElements,
    render: async (tree, { printsMarks } = { printsMarks: false }) => {
      const presets = printsMarks ? [marking] : [];
      const { html } = await mjml.mjml2html(tree, { ...options, keepComments, presets, validationLevel: 'skip' });
      return html;
    },
    placeOf: (error) => modules.placeOf(error),
  };
}

/** Where files are read from, what is validated and what is registered is not left to MJML. */
const ownOptions = new Set([
  'actualPath',
  'filePath',
  'ignoreIncludes',
  'includePath',
  'mjmlConfigPath',
  'preprocessors',
  'presets',
  'useMjmlConfigOptions',
  'validationLevel',
]);

function renderOptions(given: Readonly<Record<string, unknown>>, config: string): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(Object.entries(given).filter(([name]) => !ownOptions.has(name)));
  const { skeleton } = options;
  // MJML would look for it from the folder that the process happens to have.
  if (typeof skeleton !== 'string' || isAbsolute(skeleton)) return options;
  const path = skeleton.startsWith('.') ? resolve(dirname(config), skeleton) : skeleton;
  return { ...options, skeleton: createRequire(config).resolve(path) };
}

function preprocessorsOf(
  preprocessors: readonly Preprocessor[],
  config: string,
): { readonly preprocessors?: MjmlPreprocessors } {
  if (preprocessors.length === 0) return {};
  const all = preprocessors.map((run) => ({ run, isHandlebars: isHandlebars(run) }));
  return {
    preprocessors: {
      fileName: basename(config),
      haveHandlebars: all.some((each) => each.isHandlebars),
      run: (text, { withHandlebars }) =>
        all
          .filter((each) => withHandlebars || !each.isHandlebars)
          .reduce((xml, each) => {
            const made = each.run(xml);
            if (typeof made !== 'string') throw new TypeError('it returned no text');
            return made;
          }, text),
    },
  };
}

/** Handlebars and its relatives swallow a comment of theirs; nothing else has a reason to. */
function isHandlebars(run: Preprocessor): boolean {
  try {
    return run('<mjml><!-- a -->{{! b }}</mjml>') === '<mjml><!-- a --></mjml>';
  } catch {
    // It wants another text than this one: whether it is Handlebars cannot be told, and then it is run.
    return false;
  }
}
