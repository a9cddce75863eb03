/** Something broken or odd about a message, in a form that can be told in any language. */
export interface Finding {
  readonly code: FindingCode;
  /** For `{0}` and `{1}` of the text. Foreign text. */
  readonly values: readonly string[];
  /** Where in the source, in bytes. */
  readonly offset?: number;
}

/** What each finding says in English. */
export const findingTexts = {
  noHeaders: 'The message has no headers.',
  noSender: 'The message has no sender: the From header is missing or cannot be read.',
  dateUnreadable: 'The Date header cannot be read: {0}',
  headerTwice: 'The header {0} is there {1} times; it may be there only once.',
  headerWithoutColon: 'A line among the headers is no header: {0}',
  headersNotEnded: 'No empty line stands between the headers and the text.',
  headersTooLarge: 'The headers of a part are longer than {0}: the rest of them is not read.',
  tooManyHeaders: 'Only the first {0} headers of a part are read.',
  headerBytes: 'The header {0} has characters beyond ASCII that are not encoded.',
  headerWords: 'The header {0} has an encoded word that cannot be decoded.',
  nulBytes: 'The message has NUL characters, which no mail may have.',
  longLine: 'A line is {0} bytes long. Servers may cut lines of more than 998.',
  mboxLine: 'The message begins with a line of a mailbox file, which is left out: {0}',
  boundaryMissing: 'A part says that it consists of parts ({0}), but not where they begin: it has no boundary.',
  boundaryNotFound: 'A part says that it consists of parts ({0}), but its boundary is nowhere.',
  boundaryOpen: 'The closing boundary {0} is missing: the message was cut off, or was put together wrongly.',
  emptyMultipart: 'A part that should consist of parts ({0}) is empty.',
  tooManyParts: 'The message has more than {0} parts: the rest of them is not read.',
  tooDeep: 'Parts lie more than {0} levels deep: what is deeper is not read.',
  badContentType: 'The type of a part cannot be read: {0}',
  badEncoding:
    'The part {0} is not well-formed {1}: it has characters that do not belong there, or its end is missing.',
  unknownEncoding: 'A part is encoded in a way that nobody knows ({0}): it is shown as it is.',
  unknownCharset: 'The character set {0} is not known: the text is read as {1}.',
  refusedCharset: 'The character set {0} is not decoded, because it can hide what a text says.',
  wrongCharset: 'The text has bytes that {0} does not have.',
  undeclaredCharset: 'The text has characters beyond ASCII without naming a character set: it is read as {0}.',
  cidMissing: 'The HTML refers to a part of the message that is not there: {0}',
  cidNotShown: 'The part {0}, which the HTML refers to, is not shown: it is too large, or not an image.',
  htmlCut: 'The HTML is longer than {0}: only its beginning is shown.',
  textCut: 'The text is longer than {0}: only its beginning is shown.',
  fileCut: 'The message is larger than {0}: only its beginning is read.',
} as const;

export type FindingCode = keyof typeof findingTexts;

/** Collects findings. The same thing many times is one finding: a broken message has thousands of broken lines. */
export class Findings {
  readonly #found = new Map<string, Finding>();

  get list(): readonly Finding[] {
    return [...this.#found.values()];
  }

  add(code: FindingCode, values: readonly string[] = [], offset?: number): void {
    const shown = values.map((value) => (value.length > maxLength ? `${value.slice(0, maxLength)}…` : value));
    const key = JSON.stringify([code, shown]);
    const alike = [...this.#found.values()].filter((found) => found.code === code).length;
    if (alike >= maxAlike || this.#found.has(key)) return;
    this.#found.set(key, { code, values: shown, ...(offset === undefined ? {} : { offset }) });
  }
}

const maxLength = 120;
const maxAlike = 5;
