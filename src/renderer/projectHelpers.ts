import Handlebars from 'handlebars';
import { createRequire } from 'node:module';
import path from 'node:path';
import { helperPackages } from '../core/render/helperPackages.ts';
import { type HelperModule, type LoadedHelpers, placeInStack } from '../core/render/projectHelpers.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { CapturedHandlebars } from './capturedHandlebars.ts';
import { type ExportedHelpers, exportedHelpers, moduleName } from './exportedHelpers.ts';
import { ModuleError, ProjectModules, readModule } from './projectModules.ts';

type Loaded = Extract<LoadedHelpers, { readonly kind: 'loaded' }>;

/**
 * What was loaded, until a file of it changes: a module may open a file or start a timer, and it would again for each key
 * that is pressed. A restart loses nothing but time.
 */
const cache = new Map<string, { readonly texts: ReadonlyMap<string, string | undefined>; readonly loaded: Loaded }>();

/** Runs a module of the project that brings helpers. Only for projects whose code may run. Never rejects. */
export async function loadHelpers(
  module: HelperModule,
  overrides: Readonly<Record<string, string>>,
): Promise<LoadedHelpers> {
  const key = module.kind === 'file' ? module.path : `${module.from}\0${module.name}`;
  const known = cache.get(key);
  if (known !== undefined && isUnchanged(known.texts, overrides)) return known.loaded;
  cache.delete(key);
  const { texts, result } = await (module.kind === 'file' ? loadFile(module.path, overrides) : loadPackage(module));
  // Of a failure the reason may lie in a file that was not even looked for.
  if (result.kind === 'loaded') cache.set(key, { texts, loaded: result });
  return result;
}

interface Outcome {
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly result: LoadedHelpers;
}

async function loadFile(file: string, overrides: Readonly<Record<string, string>>): Promise<Outcome> {
  const handlebars = new CapturedHandlebars();
  const modules = await ProjectModules.create({
    overrides,
    replace: (name, load) => handlebars.replace(name, load) ?? watched(handlebars, load),
  });
  const environment = (): unknown => handlebars.environment(() => createRequire(file)('handlebars') as unknown);
  // Code that was written for a page finds Handlebars there, also later, while a helper runs.
  Object.defineProperty(globalThis, 'Handlebars', { configurable: true, get: environment });
  try {
    const name = moduleName(file);
    const isSingle = !/^index$|helpers$|^helper$|handlebars|hbs/i.test(path.basename(file, path.extname(file)));
    const exported = await exportedHelpers(modules.run(file), { name, isSingle, environment });
    return { texts: modules.texts, result: loadedOf(exported, handlebars, modules.files) };
  } catch (error) {
    return { texts: modules.texts, result: failure(error, modules.files) };
  }
}

function loadedOf(
  { helpers: exported, failure, isIncomplete }: ExportedHelpers,
  handlebars: CapturedHandlebars,
  dependencies: readonly string[],
): LoadedHelpers {
  const { helpers: registered, environments } = handlebars.collect();
  const helpers = new Map([...exported, ...registered]);
  // As the project threw it: the place is looked for in its stack.
  if (helpers.size === 0 && failure !== undefined) throw failure.error;
  return { kind: 'loaded', helpers, environments, dependencies, isIncomplete };
}

function watched(handlebars: CapturedHandlebars, load: () => unknown): unknown {
  const exported = load();
  handlebars.watch(exported);
  return exported;
}

async function loadPackage({ name, from }: Extract<HelperModule, { readonly kind: 'package' }>): Promise<Outcome> {
  const texts = new Map();
  const require = createRequire(from);
  try {
    const handlebars = new CapturedHandlebars();
    const environment = (): unknown => handlebars.environment(() => require('handlebars') as unknown);
    const single = helperPackages.get(name);
    const options = { name: single ?? name, isSingle: single !== undefined, environment };
    const exported = await exportedHelpers(require(name), options);
    // Some give all helpers that they found, with those that Handlebars brings itself.
    const helpers = new Map([...exported.helpers].filter(([each]) => !Object.hasOwn(Handlebars.helpers, each)));
    return { texts, result: loadedOf({ ...exported, helpers }, handlebars, []) };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
    const message = isMissing ? 'it is not installed; run npm install' : reasonOf(error);
    return { texts, result: { kind: 'failed', message, dependencies: [] } };
  }
}

function failure(error: unknown, files: readonly string[]): LoadedHelpers {
  const place = (error instanceof ModuleError ? error.place : undefined) ?? placeInStack(error, files);
  const message = reasonOf(error).split(/[\r\n]/, 1)[0] ?? '';
  return { kind: 'failed', message, ...(place === undefined ? {} : { place }), dependencies: files };
}

function isUnchanged(
  texts: ReadonlyMap<string, string | undefined>,
  overrides: Readonly<Record<string, string>>,
): boolean {
  const current = new Map(Object.entries(overrides).map(([file, text]) => [path.normalize(file), text]));
  return [...texts].every(([file, text]) => readModule(file, current) === text);
}
