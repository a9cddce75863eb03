import type { CommandLine } from '../../src/cli/commandLine.ts';

/** What commands that send nothing see of the process and never use. */
export const unusedBySendless = {
  environment: {},
  interruption: () => new AbortController().signal,
  loadMail: () => {
    throw new Error('Only what sends needs the bundle for mail.');
  },
} satisfies Partial<CommandLine>;
