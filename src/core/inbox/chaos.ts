/** A point of an SMTP conversation at which a failure can be made up, in the order in which they come. */
export const chaosPhases = [
  'connect',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'content',
  'message',
] as const;
export type ChaosPhase = (typeof chaosPhases)[number];

/** One way in which the inbox misbehaves, so that people see what their application makes of it. */
export type ChaosRule =
  | {
      readonly kind: 'refuse';
      readonly phase: Exclude<ChaosPhase, 'content'>;
      /** 400 to 599; 421 hangs up as well. */
      readonly code: number;
      readonly text?: string;
      readonly percent: number;
    }
  | {
      readonly kind: 'delay';
      readonly phase: Exclude<ChaosPhase, 'content'>;
      readonly delayMs: number;
      readonly percent: number;
    }
  /** Without a word. In `message`, everything has been received and stored, and nobody says so. */
  | { readonly kind: 'disconnect'; readonly phase: ChaosPhase; readonly percent: number }
  /** Each recipient is refused for now (451), until the same sender comes back after a while. */
  | { readonly kind: 'greylist'; readonly afterMs: number };

/** What is to be done now. A delay comes before what else is done. */
export interface ChaosEffect {
  readonly delayMs: number;
  readonly outcome:
    | { readonly kind: 'proceed' }
    | { readonly kind: 'disconnect' }
    | { readonly kind: 'refuse'; readonly code: number; readonly text: string };
}

/** The rules that are on, and who was greylisted when. */
export class Chaos {
  readonly #random: () => number;
  readonly #now: () => number;
  #rules: readonly ChaosRule[] = [];
  readonly #firstTries = new Map<string, number>();

  constructor({ random = Math.random, now = Date.now }: { random?: () => number; now?: () => number } = {}) {
    this.#random = random;
    this.#now = now;
  }

  get rules(): readonly ChaosRule[] {
    return this.#rules;
  }

  set rules(rules: readonly ChaosRule[]) {
    this.#rules = rules;
    this.#firstTries.clear();
  }

  /** `pair`: sender and recipient, in the phase `rcpt`. */
  effectAt(phase: ChaosPhase, pair?: string): ChaosEffect {
    let delayMs = 0;
    let outcome: ChaosEffect['outcome'] = { kind: 'proceed' };
    for (const rule of this.#rules) {
      if (rule.kind === 'greylist') {
        if (phase === 'rcpt' && outcome.kind === 'proceed' && this.#isTooEarly(pair ?? '', rule.afterMs))
          outcome = greylisted;
        continue;
      }
      if (rule.phase !== phase || this.#random() * 100 >= rule.percent) continue;
      if (rule.kind === 'delay') delayMs += rule.delayMs;
      else if (outcome.kind === 'proceed') {
        outcome =
          rule.kind === 'disconnect'
            ? { kind: 'disconnect' }
            : { kind: 'refuse', code: rule.code, text: rule.text ?? simulated };
      }
    }
    return { delayMs: Math.min(delayMs, maxDelayMs), outcome };
  }

  #isTooEarly(pair: string, afterMs: number): boolean {
    const now = this.#now();
    const first = this.#firstTries.get(pair);
    if (first !== undefined) return now - first < afterMs;
    const oldest = this.#firstTries.keys().next();
    if (this.#firstTries.size >= maxPairs && oldest.done !== true) this.#firstTries.delete(oldest.value);
    this.#firstTries.set(pair, now);
    return true;
  }
}

/** undefined: not a list of rules. Rules come from keybindings, tasks and other extensions, too. */
export function parseChaosRules(value: unknown): readonly ChaosRule[] | undefined {
  if (!Array.isArray(value) || value.length > maxRules) return undefined;
  const rules = value.map(parseRule);
  return rules.some((rule) => rule === undefined) ? undefined : rules.flatMap((rule) => rule ?? []);
}

function parseRule(value: unknown): ChaosRule | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, phase, code, text, delayMs, afterMs, percent = 100 } = value as Record<string, unknown>;
  if (kind === 'greylist') {
    return isWithin(afterMs, 0, maxGreylistMs) ? { kind, afterMs } : undefined;
  }
  if (!isPhase(phase) || !isWithin(percent, 1, 100)) return undefined;
  if (kind === 'disconnect') return { kind, phase, percent };
  if (phase === 'content') return undefined;
  if (kind === 'delay') return isWithin(delayMs, 1, maxDelayMs) ? { kind, phase, delayMs, percent } : undefined;
  if (kind !== 'refuse' || !isWithin(code, 400, 599) || !Number.isInteger(code)) return undefined;
  return {
    kind,
    phase,
    code,
    percent,
    ...(typeof text === 'string' && text !== '' ? { text: text.slice(0, 200) } : {}),
  };
}

function isPhase(value: unknown): value is ChaosPhase {
  return chaosPhases.some((phase) => phase === value);
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

const simulated = 'Simulated failure of the Mailproof inbox';
const greylisted = { kind: 'refuse', code: 451, text: 'Greylisted: simulated, try again later' } as const;
/** Less than the server's own patience with idle clients. */
export const maxDelayMs = 240_000;
const maxGreylistMs = 3_600_000;
const maxPairs = 10_000;
const maxRules = 20;
