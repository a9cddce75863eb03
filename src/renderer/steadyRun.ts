import { setFlagsFromString } from 'node:v8';

/**
 * Ends what the host has set for a fast start: V8 optimises late then, which is right for code that runs once, and makes each
 * key of a long session slower. Called when the first render is done and its code is kept: kept code is only read again under
 * the flags that it was written under.
 */
export function runSteadily(): void {
  if (process.execArgv.some((option) => option.startsWith(optimiseLate)))
    setFlagsFromString(optimiseLate + usualBudget);
}

const optimiseLate = '--interrupt-budget=';
/** V8's own default up to version 12.3 (flag-definitions.h); later ones optimise earlier still. */
const usualBudget = 132 * 1024;
