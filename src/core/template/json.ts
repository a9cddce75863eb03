import { type ParseError, parseTree } from 'jsonc-parser';

export type JsonText =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly offset: number; readonly length: number; readonly message: string };

/**
 * Strict JSON, as a build reads it, with the place and a sentence for what is wrong. Keys named `__proto__` are dropped: in a
 * copied object they would change what the template sees of everything.
 */
export function parseJson(text: string): JsonText {
  try {
    const value: unknown = JSON.parse(text, (key, each: unknown) => (key === '__proto__' ? undefined : each));
    return { kind: 'value', value };
  } catch (cause) {
    return findFault(text, cause);
  }
}

function findFault(text: string, cause: unknown): JsonText & { kind: 'broken' } {
  const whole = { kind: 'broken', offset: 0, length: text.length } as const;
  if (text.trim() === '') return { ...whole, message: 'The file is empty; the least it needs is {}' };
  const error = cause instanceof RangeError ? 'too deep' : firstError(text);
  if (error === 'too deep') return { ...whole, length: 1, message: 'This is nested too deeply' };
  if (error === undefined) return { ...whole, length: 1, message: 'This is not valid JSON' };
  const place = placeOf(text, error);
  return { kind: 'broken', ...place, message: faultMessage(text, error, place) };
}

function firstError(text: string): ParseError | 'too deep' | undefined {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // It recurses for every bracket.
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
  return errors[0];
}

/** jsonc-parser blames the token after a missing comma or colon; people look for it behind the token before. */
function placeOf(text: string, error: ParseError): { readonly offset: number; readonly length: number } {
  if (error.error !== commaExpected && error.error !== colonExpected && error.offset < text.length) {
    return { offset: error.offset, length: Math.max(error.length, 1) };
  }
  const before = text.slice(0, error.offset).trimEnd().length;
  return { offset: Math.max(before - 1, 0), length: 1 };
}

// `ParseErrorCode` is a const enum, which a build that compiles each file alone cannot read.
const invalidSymbol = 1;
const propertyNameExpected = 3;
const valueExpected = 4;
const colonExpected = 5;
const commaExpected = 6;
const closeBraceExpected = 7;
const closeBracketExpected = 8;
const endOfFileExpected = 9;
const invalidComment = 10;
const unexpectedEndOfComment = 11;
const unexpectedEndOfString = 12;
const unexpectedEndOfNumber = 13;
const invalidUnicode = 14;
const invalidEscape = 15;
const invalidCharacter = 16;

function faultMessage(
  text: string,
  error: ParseError,
  place: { readonly offset: number; readonly length: number },
): string {
  const token = shorten(text.slice(place.offset, place.offset + place.length));
  switch (error.error) {
    case invalidSymbol:
      return `"${token}" is no JSON value: texts need double quotes`;
    case propertyNameExpected:
      return token === '}'
        ? 'There is a comma too much before this "}"'
        : `A name in double quotes is expected here, not ${token}`;
    case valueExpected:
      if (token === '}') return 'A value is missing before this "}"';
      return token === ']' ? 'There is a comma too much before this "]"' : 'A value is expected here';
    case colonExpected:
      return 'A ":" is missing after this name';
    case commaExpected:
      return 'A "," is missing after this value';
    case closeBraceExpected:
      return 'A "}" is missing at the end';
    case closeBracketExpected:
      return 'A "]" is missing at the end';
    case endOfFileExpected:
      return 'There is more text after the end of the value';
    case invalidComment:
    case unexpectedEndOfComment:
      return 'JSON has no comments';
    case unexpectedEndOfString:
      return 'This text has no closing double quote';
    case unexpectedEndOfNumber:
      return 'This number is not complete';
    case invalidUnicode:
    case invalidEscape:
      return 'This backslash sequence is not one of JSON\'s: write "\\\\" for a backslash';
    case invalidCharacter:
      return 'Tabs and line breaks inside a text are written \\t and \\n';
    default:
      return 'This is not valid JSON';
  }
}

function shorten(token: string): string {
  return token.length > 30 ? `${token.slice(0, 30)}...` : token;
}
