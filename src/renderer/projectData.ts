import { type LoadedValue, placeInStack } from '../core/render/projectHelpers.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { ModuleError, ProjectModules } from './projectModules.ts';

/** Runs a module of the project that exports data, for every render anew. Only for projects whose code may run. Never rejects. */
export async function loadValue(file: string, overrides: Readonly<Record<string, string>>): Promise<LoadedValue> {
  const modules = await ProjectModules.create({ overrides, replace: () => undefined });
  try {
    const value = plainValue(modules.run(file));
    return { kind: 'loaded', value, dependencies: modules.files };
  } catch (error) {
    const place = (error instanceof ModuleError ? error.place : undefined) ?? placeInStack(error, modules.files);
    const message = reasonOf(error).split(/[\r\n]/, 1)[0] ?? '';
    return { kind: 'failed', message, ...(place === undefined ? {} : { place }), dependencies: modules.files };
  }
}

/** As a data file would have it: templates get values, and nothing that runs. */
function plainValue(exported: unknown): unknown {
  const isWrapped = typeof exported === 'object' && exported !== null && 'default' in exported;
  const text: unknown = JSON.stringify(isWrapped ? exported.default : exported);
  return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
}
