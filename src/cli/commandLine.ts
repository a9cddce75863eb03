import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';

/** What a command sees of the process; a test gives its own. */
export interface CommandLine {
  readonly cwd: string;
  /** Columns of the terminal that shows the errors; undefined when it is none. */
  readonly errorWidth?: number | undefined;
  readInput(): Promise<Uint8Array>;
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

export const exitCodes = { rendered: 0, withErrors: 1, usage: 2 } as const;

/** The caller asked for something that cannot be; the message says what. */
export class UsageError extends Error {}
