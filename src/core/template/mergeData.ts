import { isRecord } from '../isRecord.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  [name: string]: JsonValue;
}

/** Deeper is no data that anybody wrote: what lies below is taken from the upper layer as it is. */
const maxDepth = 100;

/**
 * Lays values over others: objects are merged key by key, everything else is replaced, lists too. Neither is changed.
 * `__proto__` is a key like any other here, and so does no harm.
 */
export function mergeData(lower: unknown, upper: unknown): unknown {
  return merge(lower, upper, 0);
}

function merge(lower: unknown, upper: unknown, depth: number): unknown {
  if (upper === undefined) return lower;
  if (!isRecord(lower) || !isRecord(upper) || depth >= maxDepth) return upper;
  const merged: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(lower)) defineProperty(merged, name, value);
  for (const [name, value] of Object.entries(upper)) {
    const below = Object.hasOwn(lower, name) ? lower[name] : undefined;
    defineProperty(merged, name, merge(below, value, depth + 1));
  }
  return merged;
}

/** What is left of some values without those that others have as well. */
export function withoutKnown(values: JsonObject, known: unknown): JsonObject {
  return subtract(values, known, 0);
}

function subtract(values: JsonObject, known: unknown, depth: number): JsonObject {
  if (!isRecord(known) || depth >= maxDepth) return values;
  const rest: JsonObject = {};
  for (const [name, value] of Object.entries(values)) {
    const other = Object.hasOwn(known, name) ? known[name] : undefined;
    if (other === undefined) defineProperty(rest, name, value);
    else if (isJsonObject(value) && isRecord(other)) {
      const inner = subtract(value, other, depth + 1);
      if (Object.keys(inner).length > 0) defineProperty(rest, name, inner);
    }
  }
  return rest;
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return isRecord(value);
}

/** Not an assignment: a template may ask for `__proto__`. */
export function defineProperty<Value>(object: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
