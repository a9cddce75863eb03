// @ts-check

/**
 * One line of the table.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} against what is not ours, or what a user would do otherwise
 * @property {string} value
 * @property {string} detail what the value was made of
 * @property {string} [goal]
 * @property {boolean} [isMet] absent without a goal, and where nothing could be measured
 */

/**
 * @param {() => unknown} job awaited
 * @returns {Promise<number>} in milliseconds
 */
export async function timed(job) {
  const started = performance.now();
  await job();
  return performance.now() - started;
}

/** @param {readonly number[]} values */
export function median(values) {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

/** @param {number} ms */
export function inMs(ms) {
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/**
 * How many times faster ours is, from medians of the same run.
 *
 * @param {{ what: string, against: string, theirs: readonly number[], ours: readonly number[], atLeast?: number, fault?: string }} given
 *   `fault`: why the two cannot be compared
 * @returns {Row}
 */
export function timesFaster({ what, against, theirs, ours, atLeast, fault }) {
  const ratio = median(theirs) / median(ours);
  return judged({
    what,
    against,
    value: `${ratio.toFixed(2)} times faster`,
    detail: `${inMs(median(ours))} against ${inMs(median(theirs))}, medians of ${ours.length} and ${theirs.length}`,
    goal: atLeast === undefined ? undefined : `at least ${atLeast}`,
    isGood: atLeast === undefined || ratio >= atLeast,
    fault,
  });
}

/**
 * @param {{ what: string, against: string, value: string, detail: string, goal: string | undefined, isGood: boolean, fault?: string | undefined }} given
 * @returns {Row}
 */
export function judged({ what, against, value, detail, goal, isGood, fault }) {
  const row = { what, against, value: fault === undefined ? value : `${value} BUT ${fault}`, detail };
  // What is not the same mail is worth nothing, however fast it was made.
  if (fault !== undefined) return { ...row, goal: goal ?? 'the same html', isMet: false };
  return goal === undefined ? row : { ...row, goal, isMet: isGood };
}

/** @param {Row} row */
export function sayRow({ what, against, value, detail, goal, isMet }) {
  const verdict =
    goal === undefined ? '' : `; goal ${goal}: ${isMet === undefined ? 'not measured' : isMet ? 'met' : 'NOT MET'}`;
  return `| ${what} | ${against} | ${value} | ${detail}${verdict} |`;
}
