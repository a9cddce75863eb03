/**
 * What the helpers of a mail answered in its plain run, for the run with marks: a random number or the time of day would make two
 * mails of one. The plain run is always recorded, with marks or without: the places of problems are found by a run with marks.
 */
export class HelperAnswers {
  readonly #answers = new Map<string, WeakMap<object, unknown[]>>();
  readonly #given = new WeakMap<unknown[], { next: number }>();

  /** Asks the helper, and remembers. @param call what is the same object for the same call of every run */
  record(name: string, call: object, ask: () => unknown): unknown {
    const answer = ask();
    const calls = this.#answers.get(name) ?? new WeakMap<object, unknown[]>();
    const answers = calls.get(call) ?? [];
    answers.push(answer);
    calls.set(call, answers);
    this.#answers.set(name, calls);
    return answer;
  }

  /** The next answer of the plain run; the helper's own when it was not asked there as often. */
  repeat(name: string, call: object, ask: () => unknown): unknown {
    const answers = this.#answers.get(name)?.get(call);
    if (answers === undefined) return ask();
    const given = this.#given.get(answers) ?? { next: 0 };
    this.#given.set(answers, given);
    return given.next < answers.length ? answers[given.next++] : ask();
  }

  /** Begins to repeat from the first answers on, for one more run. */
  restart(): HelperAnswers {
    const again = new HelperAnswers();
    for (const [name, calls] of this.#answers) again.#answers.set(name, calls);
    return again;
  }
}
