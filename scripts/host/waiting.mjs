// @ts-check
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until the answer is something other than `undefined` or `false`, and returns it.
 *
 * @template T
 * @param {string} what completes the sentence "Waited 10 s for ..."
 * @param {() => T | undefined | false | Promise<T | undefined | false>} ask
 * @param {{ timeoutMs?: number, intervalMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function waitFor(what, ask, { timeoutMs = 15_000, intervalMs = 50 } = {}) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await pause(intervalMs);
  }
}
