import { type CommandLine, UsageError } from './commandLine.ts';
import type { Server } from './sendServer.ts';

export const passwordVariable = 'MAILPROOF_PASSWORD';
export const tokenVariable = 'MAILPROOF_ACCESS_TOKEN';

/** Asked for when the server is known to be worthy of it. undefined: there is none, and nobody to ask. */
export async function passwordFor({ name, profile }: Server, io: CommandLine): Promise<string | undefined> {
  const given = io.environment[profile.auth === 'oauth2' ? tokenVariable : passwordVariable];
  if (given !== undefined && given !== '') return given;
  return profile.auth === 'oauth2' ? undefined : io.askSecret?.(`Password of ${profile.user ?? ''} at ${name}: `);
}

/** What will be missed is said before anything is rendered. */
export function requirePassword({ profile }: Server, io: CommandLine): void {
  if (profile.auth === 'none') return;
  const variable = profile.auth === 'oauth2' ? tokenVariable : passwordVariable;
  if ((io.environment[variable] ?? '') !== '') return;
  if (profile.auth === 'oauth2')
    throw new UsageError(
      `This profile signs in with OAuth: put an access token into the environment variable ${variable}.`,
    );
  if (io.askSecret === undefined)
    throw new UsageError(`Put the password into the environment variable ${variable}: there is no terminal to ask on.`);
}
