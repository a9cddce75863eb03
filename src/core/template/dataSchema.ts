import type { DataShape, ValueShape } from './dataShape.ts';
import { formOf, isPrinted } from './sampleData.ts';

/** The part of JSON Schema (draft-07) that a shape needs. */
interface Schema {
  type?: string | readonly string[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: Schema;
  examples?: readonly unknown[];
}

/** A JSON Schema of the data that a template asks for. */
export function schemaOf({ root }: DataShape): unknown {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...objectSchema(root) };
}

function schemaOfValue(shape: ValueShape): Schema {
  switch (formOf(shape)) {
    case 'list':
      return { type: 'array', ...(shape.item === undefined ? {} : { items: schemaOfValue(shape.item) }) };
    case 'map':
      return {
        ...objectSchema(shape),
        ...(shape.item === undefined ? {} : { additionalProperties: schemaOfValue(shape.item) }),
      };
    case 'object':
      return objectSchema(shape);
    case 'nothing':
      return {};
    case 'value':
      return scalarSchema(shape);
  }
}

function objectSchema(shape: ValueShape): Schema {
  const names = [...shape.properties.keys()];
  const required = names.filter(
    (name) =>
      shape.properties.get(name)?.uses.some(({ guard, kind }) => guard === 'none' && kind !== 'answered') === true,
  );
  return {
    type: 'object',
    // Own keys even of `__proto__`, because the names are the template's.
    properties: Object.fromEntries([...shape.properties].map(([name, each]) => [name, schemaOfValue(each)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function scalarSchema(shape: ValueShape): Schema {
  const examples = shape.literals.size === 0 ? {} : { examples: [...shape.literals] };
  if (isPrinted(shape)) return { type: ['string', 'number', 'boolean', 'null'], ...examples };
  if (shape.kinds.has('number')) return { type: ['number', 'string'], ...examples };
  // Whatever it is, what counts is only whether it is something.
  return examples;
}
