import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UpdatePace } from '../../../src/features/preview/updatePace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What happens each time, with the milliseconds when it does, in tens: renders begin and end, each as long as `takesMs`. */
async function check(takesMs: number, keys: readonly number[], wanted: string, leastDelayMs = 0): Promise<void> {
  const seen: string[] = [];
  const startMs = performance.now();
  const note = (what: string): void => void seen.push(`${Math.round((performance.now() - startMs) / 10) * 10}${what}`);
  const pace = new UpdatePace(async () => {
    note('(');
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    note(')');
  });
  for (const key of keys) setTimeout(() => pace.ask(leastDelayMs), key);
  await vi.advanceTimersByTimeAsync(10_000);
  pace.dispose();
  expect(seen.join(' ')).toBe(wanted);
}

test('a quick mail is rendered at once, with every key', () => check(20, [0, 50, 100], '0( 20) 50( 70) 100( 120)'));

test('what comes during a render follows when it is done, once', () => check(60, [0, 20, 40], '0( 60) 60( 120)'));

test('what comes in one moment is one render', () => check(10, [0, 0, 0], '0( 10)'));

test('a slow mail waits for more keys', () => check(200, [0, 300, 350, 600], '0( 200) 400( 600) 700( 900)'));

test('a least delay is kept, and not put off by later keys', () => check(20, [0, 50, 150], '100( 120) 250( 270)', 100));
