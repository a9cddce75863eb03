import type Handlebars from 'handlebars';
import { isRecord } from '../isRecord.ts';

/** More objects than the data of any mail have. */
const maxObjects = 100_000;

/**
 * Where in the data of a mail a value stands, `order.lines.0`. Found by what the value is, and not by how the template came to it:
 * helpers go their own ways.
 */
export class DataPaths {
  readonly #root: unknown;
  #known: WeakMap<object, string> | undefined;
  /** The lists of loops, by what `@` is in them. */
  readonly #loops = new WeakMap<object, unknown>();

  constructor(root: unknown) {
    this.#root = root;
  }

  addLoop(list: unknown, frame: unknown): void {
    if (typeof frame === 'object' && frame !== null) this.#loops.set(frame, list);
  }

  /** While it is shown, what is shown is no item of the loop whose frame this is. */
  outsideLoop(frame: unknown, show: () => unknown): unknown {
    if (typeof frame !== 'object' || frame === null) return show();
    const isLoop = this.#loops.has(frame);
    const list = this.#loops.get(frame);
    this.#loops.set(frame, undefined);
    try {
      return show();
    } finally {
      if (isLoop) this.#loops.set(frame, list);
      else this.#loops.delete(frame);
    }
  }

  /** Whether what is shown now is no item of the loop whose frame this is. */
  isOther(frame: unknown): boolean {
    return (
      typeof frame === 'object' && frame !== null && this.#loops.has(frame) && this.#loops.get(frame) === undefined
    );
  }

  /** Undefined where it is not certain. @param frame what `@` is for the value, when that is known */
  of(value: unknown, frame: unknown): string | undefined {
    if (value === this.#root) return '';
    return typeof value === 'object' && value !== null ? this.#ofObject(value) : this.#ofItem(value, frame);
  }

  #ofObject(value: object): string | undefined {
    this.#known ??= findObjects(this.#root);
    const path = this.#known.get(value);
    // Code of a project may have changed its data since.
    return path !== undefined && this.#read(path) === value ? path : undefined;
  }

  /** What is no object can only be told by its place in the innermost loop. */
  #ofItem(value: unknown, frame: unknown): string | undefined {
    const loop = this.#loopAround(frame);
    if (loop === undefined || typeof loop.list !== 'object' || loop.list === null) return undefined;
    const path = loop.list === this.#root ? '' : this.#ofObject(loop.list);
    if (path === undefined || !isPathPart(loop.key) || memberOf(loop.list, loop.key) !== value) return undefined;
    return path === '' ? loop.key : `${path}.${loop.key}`;
  }

  #loopAround(frame: unknown): { readonly list: unknown; readonly key: string } | undefined {
    let around = frame;
    while (typeof around === 'object' && around !== null) {
      if (this.#loops.has(around))
        return { list: this.#loops.get(around), key: String(Reflect.get(around, 'key') as unknown) };
      around = Reflect.get(around, '_parent') as unknown;
    }
    return undefined;
  }

  #read(path: string): unknown {
    let value: unknown = this.#root;
    for (const part of path.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = memberOf(value, part);
    }
    return value;
  }
}

/** What a run tells of the blocks of Handlebars' own helpers. */
export function watchLoops(handlebars: typeof Handlebars, paths: DataPaths): void {
  // `{{#each}}` hands its items to its block by one and the same frame.
  watchBlock(handlebars, 'each', (list, frame, show) => {
    paths.addLoop(list, frame);
    return show();
  });
  // `{{#with}}` leaves `@` as it is: its own context would be taken for the item of the loop around.
  watchBlock(handlebars, 'with', (_context, frame, show) => paths.outsideLoop(frame, show));
}

type Watch = (given: unknown, frame: unknown, show: () => unknown) => unknown;

function watchBlock(handlebars: typeof Handlebars, name: string, watch: Watch): void {
  const helper = handlebars.helpers[name];
  if (helper === undefined) return;
  handlebars.registerHelper(name, function (this: unknown, ...values: readonly unknown[]): unknown {
    const [given, options] = values;
    if (!isRecord(options) || typeof options['fn'] !== 'function') return Reflect.apply(helper, this, values);
    const { fn } = options;
    const watched = (context: unknown, around: unknown): unknown =>
      watch(given, isRecord(around) ? around['data'] : undefined, () => fn(context, around) as unknown);
    return Reflect.apply(helper, this, [given, { ...options, fn: watched }]);
  });
}

/** Nearest to the root first; of an object that is in many places, the first. */
function findObjects(root: unknown): WeakMap<object, string> {
  const found = new WeakMap<object, string>();
  if (typeof root !== 'object' || root === null) return found;
  const pending: (readonly [value: object, path: string])[] = [[root, '']];
  for (let index = 0; index < pending.length && pending.length < maxObjects; index++) {
    const [value, path] = pending[index] ?? [root, ''];
    for (const key of Object.keys(value)) {
      const member = memberOf(value, key);
      if (typeof member !== 'object' || member === null || found.has(member) || !isPathPart(key)) continue;
      const memberPath = path === '' ? key : `${path}.${key}`;
      found.set(member, memberPath);
      pending.push([member, memberPath]);
    }
  }
  return found;
}

/** Without running a getter. */
function memberOf(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
}

/** Others could not be told from two. */
function isPathPart(key: string): boolean {
  return key !== '' && !key.includes('.');
}
