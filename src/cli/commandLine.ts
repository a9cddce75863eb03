import type * as mailBundle from '../mailBundle.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';

/** What a command sees of the process; a test gives its own. */
export interface CommandLine {
  readonly cwd: string;
  /** Columns of the terminal that shows the errors; undefined when it is none. */
  readonly errorWidth?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readInput(): Promise<Uint8Array>;
  /** Asks on the terminal, without an echo; undefined: no answer. Absent where there is no terminal. */
  readonly askSecret?: ((question: string) => Promise<string | undefined>) | undefined;
  /** Aborted when the user interrupts the command, from here on. */
  interruption(): AbortSignal;
  /** All that speaks SMTP, and all of the network: loaded when something is sent. */
  loadMail(): typeof mailBundle;
  writeOutput(content: string | Uint8Array): void;
  writeError(text: string): void;
  /** Never rejects, and answers soon after the time is over, whatever the template does. */
  render(request: RenderRequest, timeoutMs: number): Promise<RenderOutcome>;
}

export type RenderOutcome =
  | { readonly kind: 'rendered'; readonly result: RenderResult }
  | { readonly kind: 'timeout' }
  /** The process that rendered ended without an answer, for example because the memory did not suffice. */
  | { readonly kind: 'ended'; readonly detail: string };

export const exitCodes = {
  rendered: 0,
  withErrors: 1,
  usage: 2,
  sent: 0,
  partlySent: 3,
  rejected: 4,
  notSent: 5,
  unknown: 6,
} as const;

/** The caller asked for something that cannot be; the message says what. */
export class UsageError extends Error {}
