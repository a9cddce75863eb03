import {
  listOf,
  memberOf,
  numberOf,
  type StandIn,
  type StandInBlock,
  type StandInCall,
  type StandInTable,
  textOf,
  value,
} from './standIn.ts';
import { isRecord } from '../../isRecord.ts';

/** More turns than any mail has; the page would never show them. */
const maxTurns = 10_000;

const length = value((input) => sizeOf(input));
const join = value((input, separator, member) =>
  listOf(input)
    .map((each) => textOf(typeof member === 'string' ? memberOf(each, member) : each))
    .join(typeof separator === 'string' ? separator : ', '),
);
const limit = listed((input, count) => input.slice(0, Math.max(0, Number(count) || 0)));
const skip = listed((input, count) => input.slice(Math.max(0, Number(count) || 0)));
const sort = listed((input, member) => sorted(input, member));
const unique = listed((input) => [...new Set(input)]);
const reverse: StandIn = {
  answer: (call) =>
    typeof call.values[0] === 'string'
      ? Array.from(call.values[0]).reverse().join('')
      : listed((input) => input.toReversed()).answer(call),
};
const each: StandIn = {
  answer: ({ values, block, context }) => {
    const [list] = values;
    const entries = isRecord(list) ? Object.entries(list) : listOf(list).map((item, index) => [index, item] as const);
    return block === undefined
      ? textOf(list)
      : entries.length === 0
        ? block.showElse()
        : turns(block, entries, context);
  },
};

/** As a block it repeats, with the index as `this`; with two values it multiplies. */
const times: StandIn = {
  answer: ({ values, block, context }) => {
    const [count, second] = values;
    if (block === undefined) return numberOf(count) * numberOf(second);
    return turns(
      block,
      counted(numberOf(count)).map((index) => [index, index] as const),
      context,
    );
  },
};
const repeat: StandIn = {
  answer: ({ values, hash, block, context }) => {
    const count = numberOf(hash['count'] ?? values.at(-1));
    if (block !== undefined)
      return counted(count)
        .map((index) => block.show(context, { frame: frame(index, index, count) }))
        .join('');
    return counted(count)
      .map(() => textOf(values[0]))
      .join('')
      .slice(0, 1024 * 1024);
  },
};
/** `{{#for 0 10 2}}`, the end not included; `{{#for list}}` goes through it. */
const loop: StandIn = {
  answer: (call) => {
    const { values, block, context } = call;
    if (values.length < 2 || block === undefined)
      return Array.isArray(values[0]) ? each.answer(call) : times.answer(call);
    return turns(
      block,
      rangeOf(values).map((at, index) => [index, at] as const),
      context,
    );
  },
};
const range: StandIn = {
  answer: (call) => {
    const list = rangeOf(call.values);
    return call.block === undefined
      ? list
      : turns(
          call.block,
          list.map((at, index) => [index, at] as const),
          call.context,
        );
  },
};

const groupBy: StandIn = {
  answer: (call) => {
    const [list, given] = call.values;
    const member = given ?? call.hash['by'];
    const groups = new Map<string, unknown[]>();
    for (const item of listOf(list)) {
      const key = textOf(memberOf(item, textOf(member)));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    const { block } = call;
    if (block === undefined) return Object.fromEntries(groups);
    return [...groups].map(([key, items]) => block.show({ value: key, key, items })).join('');
  },
};

const filter = listed((input, member, wanted) =>
  input.filter((item) => {
    const found = memberOf(item, textOf(member));
    return wanted === undefined ? Boolean(found) : found === wanted;
  }),
);

export const lists: StandInTable = {
  length,
  len: length,
  count: length,
  size: length,
  arrayLength: length,
  join,
  implode: join,
  first: ends(
    (input, count) => input.slice(0, count),
    (input) => input[0],
  ),
  last: ends(
    (input, count) => input.slice(-count),
    (input) => input.at(-1),
  ),
  itemAt: value((input, index) => listOf(input).at(Number(index))),
  nth: value((input, index) => listOf(input).at(Number(index))),
  limit,
  take: limit,
  withFirst: limit,
  skip,
  after: skip,
  withAfter: skip,
  before: listed((input, count) => input.slice(0, -Math.max(0, Number(count) || 0) || undefined)),
  slice: listed((input, from, to) => input.slice(Number(from) || 0, to === undefined ? undefined : Number(to))),
  reverse,
  sort,
  sortBy: sort,
  withSort: sort,
  orderBy: sort,
  unique,
  uniq: unique,
  filter,
  where: filter,
  pluck: listed((input, member) => input.map((item) => memberOf(item, textOf(member)))),
  map: listed((input, member) => input.map((item) => memberOf(item, textOf(member)))),
  arrayify: value((input) => (Array.isArray(input) ? input : [input])),
  array: { answer: ({ values }) => values },
  list: { answer: ({ values }) => values },
  eachIndex: each,
  forEach: each,
  foreach: each,
  eachWithIndex: each,
  eachProperty: each,
  eachInMap: each,
  forIn: each,
  forOwn: each,
  times,
  repeat,
  for: loop,
  loop,
  range,
  groupBy,
  group: groupBy,
  chunk: listed((input, size) => chunks(input, Math.max(1, Math.floor(Number(size)) || 1))),
  batch: listed((input, size) => chunks(input, Math.max(1, Math.floor(Number(size)) || 1))),
};

/** As a block it goes through the list that it makes; otherwise the list is the value. */
function listed(make: (input: readonly unknown[], ...values: readonly unknown[]) => readonly unknown[]): StandIn {
  return {
    answer: ({ values, block, context }) => {
      const [input, ...more] = values;
      const list = make(listOf(input), ...more);
      if (block === undefined) return list;
      return list.length === 0
        ? block.showElse()
        : turns(
            block,
            list.map((item, index) => [index, item] as const),
            context,
          );
    },
  };
}

/** `{{first list}}` is one element, `{{first list 2}}` a list. */
function ends(
  some: (input: readonly unknown[], count: number) => readonly unknown[],
  one: (input: readonly unknown[]) => unknown,
): StandIn {
  const several = listed((input, count) => some(input, Number(count) || 1));
  return {
    answer: (call: StandInCall) => {
      const [input, count] = call.values;
      if (count !== undefined) return several.answer(call);
      const found = one(typeof input === 'string' ? Array.from(input) : listOf(input));
      return call.block === undefined ? found : found === undefined ? call.block.showElse() : call.block.show(found);
    },
  };
}

/** A turn sees what `{{#each}}` gives, and the `index` and `item` of eachIndex. */
function turns(
  block: StandInBlock,
  entries: readonly (readonly [string | number, unknown])[],
  context: unknown,
): string {
  const list = entries.slice(0, maxTurns);
  return list
    .map(([key, item], index) =>
      block.show(item ?? context, { frame: { ...frame(key, index, list.length) }, parameters: [item, key] }),
    )
    .join('');
}

function frame(key: string | number, index: number, count: number): object {
  return { key, index, first: index === 0, last: index === count - 1, count };
}

function sizeOf(input: unknown): number {
  if (typeof input === 'string' || Array.isArray(input)) return input.length;
  return isRecord(input) ? Object.keys(input).length : 0;
}

function counted(count: number): readonly number[] {
  return Array.from({ length: count >= 0 ? Math.min(Math.floor(count), maxTurns) : 0 }, (_, index) => index);
}

/** `range 5`, `range 1 5`, `range 0 10 2`: the end is not included. */
function rangeOf(values: readonly unknown[]): readonly number[] {
  const [first = 0, second, third = 1] = values.map(numberOf);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const step = third === 0 || Number.isNaN(third) ? 1 : third;
  const count = Math.ceil((to - from) / step);
  return counted(count).map((index) => from + index * step);
}

function sorted(input: readonly unknown[], member: unknown): readonly unknown[] {
  const isDown = typeof member === 'string' && member.startsWith('-');
  const path = typeof member === 'string' ? member.replace(/^-/, '') : '';
  const keyOf = (item: unknown): unknown => (path === '' ? item : memberOf(item, path));
  const list = input.toSorted((left, right) => order(keyOf(left), keyOf(right)));
  return isDown ? list.toReversed() : list;
}

function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [first, second] = [textOf(left), textOf(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function chunks(input: readonly unknown[], size: number): readonly unknown[] {
  return Array.from({ length: Math.ceil(input.length / size) }, (_, index) =>
    input.slice(index * size, (index + 1) * size),
  );
}
