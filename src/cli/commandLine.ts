/** What a command sees of the process; a test gives its own. */
export interface CommandLine {
  readonly cwd: string;
  readInput(): Promise<Uint8Array>;
  writeOutput(content: string | Uint8Array): void;
  writeError(text: string): void;
}

export const exitCodes = { rendered: 0, withErrors: 1, usage: 2 } as const;

/** The caller asked for something that cannot be; the message says what. */
export class UsageError extends Error {}
