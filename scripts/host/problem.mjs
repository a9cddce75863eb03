// @ts-check

/** Something that can be expected to go wrong on a machine; the message says what and what to do, so no stack is shown. */
export class Problem extends Error {
  /** @override */
  name = 'Problem';
}

/**
 * The last line of defence of a script: tells the person and sets the exit code.
 *
 * @param {unknown} error
 */
export function reportAndFail(error) {
  console.error(error instanceof Problem ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}
