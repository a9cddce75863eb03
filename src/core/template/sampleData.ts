import { type DataShape, isAnswered, type ValueShape } from './dataShape.ts';
import { defineProperty, type JsonObject, type JsonValue } from './mergeData.ts';
import { sampleValue } from './sampleValue.ts';

/**
 * Plausible data for everything that a template asks for: the same template always gets the same. Lists have three items that
 * differ; conditions hold, so that most of the mail shows.
 */
export function sampleOf({ root }: DataShape): JsonObject {
  const sampler = new Sampler();
  // `{{#each this}}` goes through an object as well, which other values can be laid over.
  return root.item !== undefined && root.properties.size === 0 ? sampler.map(root, []) : sampler.object(root, [], 0);
}

const listLength = 3;
/** Lists in lists in lists multiply; beyond this many values each has one item. */
const plentyOfValues = 1500;
const maxValues = 6000;

class Sampler {
  #count = 0;

  object(shape: ValueShape, path: readonly string[], index: number): JsonObject {
    const object: JsonObject = {};
    for (const [name, property] of shape.properties) {
      if (++this.#count > maxValues) break;
      if (isAnswered(property)) continue;
      defineProperty(object, name, this.#value(property, [...path, name], index));
    }
    return object;
  }

  #value(shape: ValueShape, path: readonly string[], index: number): JsonValue {
    switch (formOf(shape)) {
      case 'list':
        return this.#list(shape, path);
      case 'map':
        return this.map(shape, path);
      case 'object':
        return this.object(shape, path, index);
      case 'value':
        return sampleValue(shape, path, index);
      case 'nothing':
        return false;
    }
  }

  #list(shape: ValueShape, listPath: readonly string[]): JsonValue {
    const path = [...listPath.slice(0, -1), singular(listPath.at(-1) ?? '')];
    const { item } = shape;
    if (item?.isRecursive === true) return [];
    const length = this.#count > plentyOfValues ? 1 : listLength;
    return Array.from({ length }, (_each, index) => {
      this.#count++;
      return item === undefined ? sampleValue(shape, path, index) : this.#value(item, path, index);
    });
  }

  map(shape: ValueShape, path: readonly string[]): JsonObject {
    const { item } = shape;
    const object = this.object(shape, path, 0);
    const keys = new Set([...shape.keys].flatMap((key) => [...key.literals].map(String)));
    if (keys.size === 0) for (const name of ['first', 'second', 'third']) keys.add(name);
    for (const [index, key] of [...keys].entries()) {
      this.#count++;
      if (item !== undefined && !Object.hasOwn(object, key))
        defineProperty(object, key, this.#value(item, path, index));
    }
    return object;
  }
}

type Form = 'list' | 'map' | 'object' | 'value' | 'nothing';

/** What a value has to be for all that the template does with it. */
export function formOf(shape: ValueShape): Form {
  const { kinds, item, properties } = shape;
  if (shape.isRecursive && kinds.has('condition')) return 'nothing';
  const isKeyed = kinds.has('keyed') || (kinds.has('dynamic') && !kinds.has('indexed'));
  if (item !== undefined && isKeyed) return 'map';
  if (item !== undefined && properties.size === 0) return 'list';
  // `{{#each x}}` beside `x.total`: only an object has both.
  if (item !== undefined) return kinds.has('indexed') || kinds.has('list') ? 'list' : 'map';
  if (properties.size > 0) return 'object';
  if (kinds.has('list') || (kinds.has('measured') && !isPrinted(shape))) return 'list';
  return kinds.has('object') && !isPrinted(shape) ? 'object' : 'value';
}

export function isPrinted({ kinds }: ValueShape): boolean {
  return kinds.has('printed') || kinds.has('html');
}

/** Of `tags` or `orderLines`, which the names of their items are made from. */
function singular(name: string): string {
  if (/(ss|us|is)$/i.test(name) || name.length < 4) return name;
  return name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.replace(/s$/, '');
}
