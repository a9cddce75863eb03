import { isRecord } from '../../isRecord.ts';
import { condition, decide, isEmpty, isTruthy, type StandIn, type StandInTable, textOf } from './standIn.ts';

const equal = condition((left, right) => left === right);
const unequal = condition((left, right) => left !== right);
const looselyEqual = condition((left, right) => isLooselyEqual(left, right));
const looselyUnequal = condition((left, right) => !isLooselyEqual(left, right));
const less = condition((left, right) => order(left, right) < 0);
const lessOrEqual = condition((left, right) => order(left, right) <= 0);
const greater = condition((left, right) => order(left, right) > 0);
const greaterOrEqual = condition((left, right) => order(left, right) >= 0);
const not = condition((...values) => !values.some(isTruthy));
const empty = condition(isEmpty);
const isFilled = condition((value) => !isEmpty(value));

/** The last value that decides, as JavaScript's own `&&`: so `{{or name "there"}}` is a default. */
const and: StandIn = {
  answer: (call) => {
    const { values, block } = call;
    return block === undefined
      ? (values.find((value) => !isTruthy(value)) ?? values.at(-1))
      : decide(call, values.every(isTruthy));
  },
};
const or: StandIn = {
  answer: (call) => {
    const { values, block } = call;
    return block === undefined ? (values.find(isTruthy) ?? values.at(-1)) : decide(call, values.some(isTruthy));
  },
};

/** `{{#compare a "<" b}}`, `{{#compare a b operator="<"}}` and, with two values, equality. */
const compare: StandIn = {
  answer: (call) => {
    const [first, second, third] = call.values;
    const named = call.hash['operator'];
    if (call.values.length >= 3) return decide(call, holds(first, String(second), third));
    return decide(call, holds(first, typeof named === 'string' ? named : '==', second));
  },
};

/** handlebars-helpers': the collection comes first. */
const contains = condition(holdsMember);
const isIn = condition((member, ...collection) =>
  collection.length > 1 ? collection.includes(member) : holdsMember(collection[0], member),
);

/** just-handlebars-helpers': `{{ifx condition "a" "b"}}`. */
const choice: StandIn = {
  answer: (call) => {
    const [test, yes, no] = call.values;
    return call.values.length < 2 ? decide(call, isTruthy(test)) : isTruthy(test) ? yes : no;
  },
};

/**
 * `eq` compares as handlebars-helpers does, strictly. `is`, and the `ifEquals` that people copy from one answer to the next,
 * compare loosely.
 */
export const comparison: StandInTable = {
  eq: equal,
  equal: looselyEqual,
  equals: looselyEqual,
  isEqual: looselyEqual,
  eqw: looselyEqual,
  is: looselyEqual,
  ifEq: looselyEqual,
  ifEqual: looselyEqual,
  ifEquals: looselyEqual,
  if_eq: looselyEqual,
  ne: unequal,
  neq: unequal,
  noteq: unequal,
  neqw: looselyUnequal,
  notEq: looselyUnequal,
  notEqual: looselyUnequal,
  isnt: looselyUnequal,
  isNot: looselyUnequal,
  ifNotEq: looselyUnequal,
  ifNotEqual: looselyUnequal,
  ifNotEquals: looselyUnequal,
  unlessEq: looselyUnequal,
  unlessEquals: looselyUnequal,
  unless_eq: looselyUnequal,
  lt: less,
  ifLt: less,
  lessThan: less,
  lte: lessOrEqual,
  le: lessOrEqual,
  gt: greater,
  ifGt: greater,
  greaterThan: greater,
  ifGreaterThan: greater,
  gte: greaterOrEqual,
  ge: greaterOrEqual,
  unlessGt: lessOrEqual,
  unlessLt: greaterOrEqual,
  unlessGteq: less,
  unlessLteq: greater,
  and,
  ifAnd: condition((...values) => values.every(isTruthy)),
  ifBoth: condition((...values) => values.every(isTruthy)),
  or,
  ifOr: condition((...values) => values.some(isTruthy)),
  ifAny: condition((...values) => values.some(isTruthy)),
  either: or,
  neither: not,
  not,
  ifNot: not,
  isFalsey: not,
  isTruthy: condition(isTruthy),
  xor: condition((left, right) => isTruthy(left) !== isTruthy(right)),
  compare,
  cond: compare,
  ifCond: compare,
  when: compare,
  ifx: choice,
  ternary: choice,
  iif: choice,
  conditional: choice,
  contains,
  includes: contains,
  inArray: contains,
  has: contains,
  ifContains: contains,
  in: isIn,
  isIn,
  ifIn: isIn,
  empty,
  isEmpty: empty,
  ifEmpty: empty,
  notEmpty: isFilled,
  isNotEmpty: isFilled,
  exists: condition((value) => value !== undefined && value !== null),
  isDefined: condition((value) => value !== undefined && value !== null),
  isArray: condition((value) => Array.isArray(value)),
  isRecord: condition(isRecord),
  isString: condition((value) => typeof value === 'string'),
  isNumber: condition((value) => typeof value === 'number'),
  ifEven: condition((value) => Number(value) % 2 === 0),
  isEven: condition((value) => Number(value) % 2 === 0),
  ifOdd: condition((value) => Math.abs(Number(value) % 2) === 1),
  isOdd: condition((value) => Math.abs(Number(value) % 2) === 1),
  ifNth: condition((divisor, value) => Number(value) % Number(divisor) === 0),
};

function holds(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
    case '=':
    case 'eq':
      return isLooselyEqual(left, right);
    case '===':
      return left === right;
    case '!=':
    case '<>':
    case 'ne':
    case 'neq':
      return !isLooselyEqual(left, right);
    case '!==':
      return left !== right;
    case '<':
    case 'lt':
      return order(left, right) < 0;
    case '<=':
    case 'lte':
      return order(left, right) <= 0;
    case '>':
    case 'gt':
      return order(left, right) > 0;
    case '>=':
    case 'gte':
      return order(left, right) >= 0;
    case '&&':
    case 'and':
      return isTruthy(left) && isTruthy(right);
    case '||':
    case 'or':
      return isTruthy(left) || isTruthy(right);
    case 'in':
      return holdsMember(right, left);
    case 'typeof':
      return typeof left === right;
    case '%':
      return Number(left) % Number(right) === 0;
    default:
      return false;
  }
}

/** `1` and `"1"`, `true` and `"true"`, undefined and null are equal; lists and objects are not looked into. */
function isLooselyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isAbsent(left) || isAbsent(right)) return isAbsent(left) && isAbsent(right);
  if (typeof left === 'object' || typeof right === 'object') return false;
  const [first, second] = [textOf(left), textOf(right)];
  return first === second || (first.trim() !== '' && Number(left) === Number(right));
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Numbers as numbers, also those in quotes; otherwise by the text. NaN, so never true, where there is no order. */
function order(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string' && Number.isNaN(Number(left) - Number(right)))
    return left < right ? -1 : left > right ? 1 : 0;
  return Number(left) - Number(right);
}

function holdsMember(collection: unknown, member: unknown): boolean {
  if (Array.isArray(collection)) return collection.some((each) => isLooselyEqual(each, member));
  if (typeof collection === 'string') return typeof member === 'string' && collection.includes(member);
  return isRecord(collection) && typeof member === 'string' && Object.hasOwn(collection, member);
}
