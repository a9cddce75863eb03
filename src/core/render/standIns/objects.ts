import { isRecord } from '../../isRecord.ts';
import { memberOf, type StandIn, type StandInTable, textOf, value } from './standIn.ts';

/** A text of an attribute or of a script: quotes are escaped where the template asks for it, as for any text. */
const json: StandIn = {
  answer: ({ values, hash }) => {
    const [input, second] = values;
    const indent = second === true ? 2 : Number(second ?? hash['indent'] ?? 0);
    return JSON.stringify(input, undefined, indent >= 0 ? Math.min(indent, 10) : 0);
  },
};
/** handlebars-helpers has the path first, everybody else the object. */
const get = value((first, second) =>
  isRecord(second) || Array.isArray(second) ? memberOf(second, textOf(first)) : memberOf(first, textOf(second)),
);
const parse = value((input) => {
  try {
    return JSON.parse(textOf(input)) as unknown;
  } catch {
    // No JSON: the text is all there is.
    return input;
  }
});
const record: StandIn = { answer: ({ hash }) => hash };

export const objects: StandInTable = {
  json,
  JSON: json,
  toJSON: json,
  toJson: json,
  stringify: json,
  jsonStringify: json,
  JSONstringify: json,
  get,
  getValue: get,
  prop: get,
  parseJSON: parse,
  JSONparse: parse,
  parseJson: parse,
  object: record,
  hash: record,
  dict: record,
  obj: record,
  keys: value((input) => (isRecord(input) ? Object.keys(input) : [])),
  values: value((input) => (isRecord(input) ? Object.values(input) : [])),
  entries: value((input) =>
    isRecord(input) ? Object.entries(input).map(([key, member]) => ({ key, value: member })) : [],
  ),
  merge: {
    answer: ({ values, hash }) => Object.assign({}, ...values.filter(isRecord), hash) as unknown,
  },
  typeOf: value((input) => (Array.isArray(input) ? 'array' : input === null ? 'null' : typeof input)),
  set: { answer: () => '' },
  debug: { answer: () => '', isBare: true },
  toString: value(textOf),
};
