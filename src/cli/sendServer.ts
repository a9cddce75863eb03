import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parse } from 'jsonc-parser';
import { isRecord } from '../core/isRecord.ts';
import { parseProfiles } from '../core/profiles/parseProfile.ts';
import type { Profile } from '../core/profiles/profile.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { passwordVariable, requirePassword } from './sendPassword.ts';
import { inEnglish } from '../core/sentence.ts';

/** Where it goes to, and what it is called for people. */
export interface Server {
  readonly name: string;
  readonly profile: Profile;
}

interface Given {
  readonly profile?: string | undefined;
  readonly smtp?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
}

interface Means {
  readonly io: CommandLine;
  readonly mail: ReturnType<CommandLine['loadMail']>;
}

/** `root`: the project's folder, above which no settings are looked for. */
export async function findServer(given: Given, root: string, { io, mail }: Means): Promise<Server> {
  if (given.profile !== undefined && given.smtp !== undefined)
    throw new UsageError('--profile and --smtp cannot be combined.');
  if (given.profile === undefined && given.smtp === undefined)
    throw new UsageError('Say through which server: --profile NAME or --smtp URL.');
  const server =
    given.smtp === undefined
      ? await profileOf(given.profile ?? '', root, io)
      : serverOf(given.smtp, mail.importProfiles(given.smtp)[0]);
  if (given['dry-run'] !== true) requirePassword(server, io);
  return server;
}

function serverOf(url: string, found: ReturnType<Means['mail']['importProfiles']>[number] | undefined): Server {
  // Never quoted: what stands there may be a password all the same.
  if (found === undefined || !/^smtps?(?:\+\w+)?:/i.test(url))
    throw new UsageError('--smtp takes a URL such as smtps://user@smtp.example.com or smtp://127.0.0.1:1025.');
  if (found.kind === 'invalid') throw new UsageError(`--smtp: ${inEnglish(found.reason)}`);
  if (found.password !== undefined)
    throw new UsageError(
      `--smtp: leave the password out of the URL. Everybody on this machine can read the arguments of a program, and shells and logs keep them; put it into the environment variable ${passwordVariable}.`,
    );
  return { name: `${found.profile.host}:${found.profile.port}`, profile: found.profile };
}

async function profileOf(name: string, root: string, io: CommandLine): Promise<Server> {
  const places = settingsPlaces(root, io.cwd);
  const seen: string[] = [];
  for (const place of places) {
    const entries = parseProfiles(await workspaceProfiles(place), 'workspace');
    const entry = entries.find((each) => each.name === name);
    if (entry?.kind === 'valid') return { name, profile: entry.profile };
    if (entry?.kind === 'invalid')
      throw new UsageError(`The profile "${name}" in ${place} is not usable: ${inEnglish(entry.reason)}`);
    seen.push(...entries.map((each) => each.name));
  }
  const looked = places.map((place) => relative(io.cwd, place) || place).join(', ');
  const others = seen.length === 0 ? 'There are no profiles there.' : `There are: ${seen.join(', ')}.`;
  throw new UsageError(
    `There is no profile "${name}" in the setting "mailproof.workspaceProfiles". Looked in: ${looked}. ${others} Profiles of the user's own settings are not read: name their server with --smtp.`,
  );
}

/** The project's, and those of the folder that the caller stands in. */
function settingsPlaces(root: string, cwd: string): readonly string[] {
  const folders = [root, ...(cwd === root || dirname(cwd) === cwd ? [] : [cwd])];
  return folders.map((folder) => join(folder, '.vscode', 'settings.json'));
}

/** undefined: no such file, or no such setting in it. */
async function workspaceProfiles(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // Whatever keeps it from being read, there is nothing of it; where was looked is told.
    return undefined;
  }
  const settings: unknown = parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true });
  if (!isRecord(settings)) return undefined;
  const key = Object.keys(settings).find((name) => /^mailproof\.workspaceProfiles$/.test(name));
  return key === undefined ? undefined : settings[key];
}
