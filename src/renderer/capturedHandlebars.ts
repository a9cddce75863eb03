import Handlebars from 'handlebars';
import type { HelperEnvironment } from '../core/render/projectHelpers.ts';

type Helpers = ReadonlyMap<string, Handlebars.HelperDelegate>;

/**
 * What the modules of a project register their helpers with, in place of the copy that they require: theirs lives as long as
 * the process, and would keep what was deleted from a file.
 */
export class CapturedHandlebars {
  readonly #environments = new Map<unknown, { readonly environment: Environment; readonly before: Helpers }>();
  #own: Environment | undefined;

  /** Stands in for the package `handlebars`: an environment of the project's copy, or of ours where it has none. */
  replace(name: string, load: () => unknown): unknown {
    if (name === 'handlebars' || name.startsWith('handlebars/')) return this.environment(load);
    return undefined;
  }

  environment(load: () => unknown): Environment {
    this.#own ??= newEnvironment(copyOf(load) ?? Handlebars);
    return this.#own;
  }

  /** A package such as `hbs` that has an environment of its own: helpers that are registered with it from now on count. */
  watch(exported: unknown): void {
    for (const each of [exported, memberOf(exported, 'handlebars')]) {
      const environment = parseEnvironment(each);
      if (environment === undefined || this.#environments.has(environment)) continue;
      this.#environments.set(environment, { environment, before: helpersOf(environment) });
    }
  }

  /** All that was registered. The environments of packages are left as they were found. */
  collect(): { readonly helpers: Helpers; readonly environments: readonly HelperEnvironment[] } {
    const helpers = new Map<string, Handlebars.HelperDelegate>();
    const environments: Environment[] = [];
    for (const { environment, before } of this.#environments.values()) {
      environments.push(environment);
      for (const [name, helper] of helpersOf(environment)) {
        if (before.get(name) === helper) continue;
        helpers.set(name, helper);
        const previous = before.get(name);
        if (previous === undefined) delete environment.helpers[name];
        else environment.helpers[name] = previous;
      }
    }
    if (this.#own === undefined) return { helpers, environments };
    environments.push(this.#own);
    for (const [name, helper] of helpersOf(this.#own))
      if (builtIns.get(this.#own)?.get(name) !== helper) helpers.set(name, helper);
    return { helpers, environments };
  }
}

interface Environment extends HelperEnvironment {
  readonly helpers: Record<string, unknown>;
  readonly registerHelper: (...values: readonly unknown[]) => unknown;
}

const builtIns = new WeakMap<Environment, Helpers>();

function newEnvironment(copy: typeof Handlebars): Environment {
  const environment = copy.create();
  // Members of a prototype are lost in `import * as`, and `this` in `import { registerHelper }`.
  const methods = [
    'registerHelper',
    'unregisterHelper',
    'registerPartial',
    'unregisterPartial',
    'registerDecorator',
    'unregisterDecorator',
  ];
  for (const name of methods) {
    const method = memberOf(environment, name);
    if (typeof method === 'function') Object.assign(environment, { [name]: method.bind(environment) as unknown });
  }
  const whole: unknown = Object.assign(environment, {
    create: () => environment,
    Visitor: copy.Visitor,
    default: environment,
    __esModule: true,
  });
  // Handlebars' own members, which its types only know in part.
  builtIns.set(whole as Environment, helpersOf(whole as Environment));
  return whole as Environment;
}

/** The project's copy decides what its helpers can call; one that is broken or missing is no reason to fail. */
function copyOf(load: () => unknown): typeof Handlebars | undefined {
  try {
    const exported = load();
    for (const each of [exported, memberOf(exported, 'default')])
      if (parseEnvironment(each) !== undefined && typeof memberOf(each, 'create') === 'function')
        return each as typeof Handlebars;
    return undefined;
  } catch {
    return undefined;
  }
}

function parseEnvironment(value: unknown): Environment | undefined {
  const helpers = memberOf(value, 'helpers');
  const isOne =
    typeof helpers === 'object' && helpers !== null && typeof memberOf(value, 'registerHelper') === 'function';
  // Looked at just now; whatever else it has is not used.
  return isOne ? (value as Environment) : undefined;
}

function helpersOf({ helpers }: Environment): Helpers {
  const found = new Map<string, Handlebars.HelperDelegate>();
  for (const [name, helper] of Object.entries(helpers))
    if (typeof helper === 'function') found.set(name, helper as Handlebars.HelperDelegate);
  return found;
}

function memberOf(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
