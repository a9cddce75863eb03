import type Handlebars from 'handlebars';
import path from 'node:path';

export interface ExportOptions {
  /** What the module is called: the name of a helper that it exports by itself. */
  readonly name: string;
  /** The module is about one helper, so a function that it exports is that one and not a function that brings them. */
  readonly isSingle: boolean;
  /** What a function that registers helpers is given; made when one asks for it. */
  readonly environment: () => unknown;
}

export interface ExportedHelpers {
  readonly helpers: ReadonlyMap<string, Handlebars.HelperDelegate>;
  /** The first thing that a function threw which should register helpers. */
  readonly failure: { readonly error: unknown } | undefined;
  /** A function that registers helpers was called that wants more than Handlebars: its helpers lack what it was not given. */
  readonly isIncomplete: boolean;
}

/**
 * The helpers that a module exports, in all the shapes that people write: an object of helpers, alone or under `helpers` or
 * `default`; named exports; a function that registers them or returns them; `register(Handlebars)`; a class with static
 * methods; a list of `{ name, fn }`; one function.
 *
 * Functions that register are called; one may want more than Handlebars, and fail after half of its work.
 */
export async function exportedHelpers(exported: unknown, options: ExportOptions): Promise<ExportedHelpers> {
  const collector = new ExportCollector(options);
  await collector.add(exported, 0);
  return collector;
}

/** `helpers/format-date.js` brings `format-date` and `formatDate`. */
export function moduleName(file: string): string {
  return path.basename(file, path.extname(file)).replace(/[-._]?helper$/i, '') || path.basename(file);
}

class ExportCollector {
  readonly helpers = new Map<string, Handlebars.HelperDelegate>();
  /** The first thing that a function threw. */
  failure: { readonly error: unknown } | undefined;
  isIncomplete = false;
  readonly #options: ExportOptions;
  readonly #seen = new Set<unknown>();

  constructor(options: ExportOptions) {
    this.#options = options;
  }

  async add(value: unknown, depth: number): Promise<void> {
    if (value === null || this.#seen.has(value) || depth > 2) return;
    this.#seen.add(value);
    if (typeof value === 'function') await this.#addFunction(value as Exported);
    else if (Array.isArray(value)) for (const each of value) this.#addDefinition(each);
    else if (typeof value === 'object') await this.#addMembers(value as Readonly<Record<string, unknown>>, depth);
  }

  async #addFunction(exported: Exported): Promise<void> {
    const members = Object.getOwnPropertyNames(exported).filter(
      (name) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(name),
    );
    const register = members.find((name) => registerName.test(name));
    if (register !== undefined) {
      await this.#call(Reflect.get(exported, register) as Exported, exported);
      return;
    }
    if (isClass(exported)) {
      for (const name of members) this.#set(name, Reflect.get(exported, name), exported);
      return;
    }
    const { name, isSingle } = this.#options;
    if (!isSingle || registers(exported)) {
      await this.#call(exported, undefined);
      return;
    }
    for (const each of [name, camelCase(name), exported.name]) this.#set(each, exported);
  }

  async #addMembers(members: Readonly<Record<string, unknown>>, depth: number): Promise<void> {
    // Handlebars itself, handed on for convenience.
    if (typeof members['registerHelper'] === 'function') return;
    for (const [name, member] of Object.entries(members)) {
      if (name === 'default' || name === 'helpers' || name === 'helper') await this.add(member, depth);
      else if (typeof member === 'function' && (registerName.test(name) || registers(member as Exported))) {
        await this.#call(member as Exported, members);
      } else if (typeof member === 'function' && isClass(member as Exported))
        await this.#addFunction(member as Exported);
      else if (typeof member === 'function') this.#set(name, member);
      else if (isTable(member)) await this.add(member, depth + 1);
    }
  }

  async #call(register: Exported, self: unknown): Promise<void> {
    if (register.length > 1) this.isIncomplete = true;
    try {
      const made: unknown = await Reflect.apply(register, self, [this.#options.environment()]);
      await this.add(made, 1);
    } catch (error) {
      this.failure ??= { error };
    }
  }

  /** `{ name: 'eq', fn: (a, b) => a === b }` */
  #addDefinition(value: unknown): void {
    if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return;
    this.#set(
      value.name,
      Object.values(value).find((member) => typeof member === 'function'),
    );
  }

  #set(name: string, value: unknown, self?: unknown): void {
    if (typeof value !== 'function' || ['', 'default', 'anonymous'].includes(name)) return;
    const helper = (self === undefined ? value : value.bind(self)) as Handlebars.HelperDelegate;
    for (const each of [name, name.replace(/Helper$/, '')]) if (!this.helpers.has(each)) this.helpers.set(each, helper);
  }
}

type Exported = ((...values: readonly unknown[]) => unknown) & { readonly name: string };

const registerName = /^(?:register|install)/i;

function isClass(value: Exported): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a function takes Handlebars, by what its parameter is called and what it does with it. */
function registers(value: Exported): boolean {
  const source = Function.prototype.toString.call(value).slice(0, 20_000);
  const [, parameter = ''] = /^(?:async\s*)?(?:function\s*[\w$]*)?\s*\(?\s*([\w$]*)/.exec(source) ?? [];
  return /registerHelper/.test(source) || /^(?:handlebars|hbs|hb|handlebarsInstance|hbsInstance)$/i.test(parameter);
}

/** A group of helpers inside of the exports; not some configuration. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every((member) => typeof member === 'function');
}

function camelCase(name: string): string {
  return name.replaceAll(/[-_.](\w)/g, (_, letter: string) => letter.toUpperCase());
}
