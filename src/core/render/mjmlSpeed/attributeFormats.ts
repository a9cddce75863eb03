import { initializeType, type MjmlAttributes, type MjmlValue } from 'mjml-core';
import { BoundedMap } from '../../boundedMap.ts';

/** How the values of one type of attribute are written; undefined where they stay as they are. */
type Format = ((value: MjmlValue) => MjmlValue) | undefined;

/**
 * The values of attributes as MJML's types write them: it makes an object of a type, regular expressions included, for each
 * attribute of each element, though only colours are ever changed.
 */
export class AttributeFormats {
  readonly #formats = new Map<string, Format>();

  /**
   * Adds attributes to others that are formatted already.
   *
   * @param allowed types of a component's attributes by name
   */
  add(
    target: Record<string, unknown>,
    attributes: MjmlAttributes,
    allowed: Readonly<Record<string, string>> | undefined,
  ): void {
    for (const name of Object.keys(attributes)) {
      const type = allowed?.[name];
      const format = type ? this.#formatOf(type) : undefined;
      const value = format === undefined ? attributes[name] : format(attributes[name]);
      if (name === '__proto__') Object.defineProperty(target, name, { ...ownProperty, value });
      else target[name] = value;
    }
  }

  #formatOf(type: string): Format {
    if (this.#formats.has(type)) return this.#formats.get(type);
    const format = formatOf(type);
    this.#formats.set(type, format);
    return format;
  }
}

/** Longer than a colour. */
const longestKnown = 100;

const ownProperty = { configurable: true, enumerable: true, writable: true };

function formatOf(type: string): Format {
  // Throws what MJML would throw: a type that it does not have.
  const Type = initializeType(type);
  const format = (value: MjmlValue): MjmlValue => new Type(value).getValue();
  // The method of all types that have no own, which returns the value.
  const plain = initializeType('string');
  if (Type.prototype.getValue === plain.prototype.getValue && keepsValues(format)) return undefined;
  const known = new BoundedMap<string, MjmlValue>({ entries: 500, weight: 16_000 });
  return (value) => {
    if (typeof value !== 'string' || value.length > longestKnown) return format(value);
    return known.get(value) ?? known.set(value, format(value), value.length);
  };
}

function keepsValues(format: (value: MjmlValue) => MjmlValue): boolean {
  return ['', '#abc', ' 1px ', 'true', true, 7, undefined, null].every((value) => format(value) === value);
}
