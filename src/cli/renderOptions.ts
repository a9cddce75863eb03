import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { type Engine, engines, type MjmlSource, type RenderRequest } from '../core/render/renderResult.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import { findTemplates } from '../core/template/findTemplates.ts';
import { SourceFiles } from '../core/template/sourceFiles.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { findRoot } from './projectRoot.ts';

export interface RenderArguments {
  /** Files and folders, as given. */
  readonly templates: readonly string[];
  readonly output: Output;
  readonly data?: string | undefined;
  readonly set?: string | undefined;
  readonly engine?: string | undefined;
  readonly mjml?: string | undefined;
  readonly trust?: boolean | undefined;
  readonly marks?: boolean | undefined;
  readonly root?: string | undefined;
  readonly out?: string | undefined;
  readonly timeout?: string | undefined;
  readonly jobs?: string | undefined;
}

export type Output = 'html' | 'text' | 'eml' | 'json';

export interface RenderJob {
  /** The template for people: as it was given, or its path from where the caller stands. */
  readonly name: string;
  readonly request: RenderRequest;
}

export interface RenderPlan {
  /** At least one. */
  readonly jobs: readonly RenderJob[];
  /** Several templates, or a folder, were asked for: the answer is a list, even of one. */
  readonly isList: boolean;
  readonly output: Output;
  /** As given. */
  readonly out: string | undefined;
  /** Absolute path of the given data. */
  readonly dataFile: string | undefined;
  readonly timeoutSeconds: number;
  readonly parallel: number;
}

/** Turns what the caller said into what there is to do; everything that he may have said wrongly is found here. */
export async function planRenders(given: RenderArguments, io: CommandLine): Promise<RenderPlan> {
  if (given.data !== undefined && given.set !== undefined) throw new UsageError('--data and --set cannot be combined.');
  if (given.marks === true && (given.output === 'text' || given.output === 'eml'))
    throw new UsageError(`--marks are of the html: they cannot be combined with --${given.output}.`);
  const timeoutSeconds = parseTimeout(given.timeout);
  const parallel = parseJobs(given.jobs);
  const data = given.data === undefined ? undefined : await readData(given.data, io);
  const options = {
    engine: parseEngine(given.engine),
    mjmlEngine: parseMjml(given.mjml),
    mayRunCode: given.trust === true,
    dataSet: given.set,
    data,
    overrides: {},
    ...(given.marks === true ? { wantsMarks: true as const } : {}),
  };
  if (options.mjmlEngine === 'workspace' && !options.mayRunCode)
    throw new UsageError('--mjml workspace runs code of the project: add --trust if you trust it.');
  const jobs: RenderJob[] = [];
  let isList = given.templates.length > 1;
  for (const name of given.templates) {
    const path = resolve(io.cwd, name);
    const kind = await kindOf(path);
    // Of a single one, rendering says so; in a list it would be one line among many.
    if (kind === 'missing' && isList) throw new UsageError(`${name}: the template was not found.`);
    const isFolder = kind === 'folder';
    isList ||= isFolder;
    const root = given.root === undefined ? await findRoot(path, io.cwd, isFolder) : resolve(io.cwd, given.root);
    const paths = isFolder ? await templatesIn(path, root, name) : [path];
    for (const each of paths) {
      if (jobs.some((job) => job.request.path === each)) continue;
      jobs.push({
        name: isFolder ? relative(io.cwd, each) : name,
        request: { ...options, path: each, root },
      });
    }
  }
  const dataFile = given.data === undefined || given.data === '-' ? undefined : resolve(io.cwd, given.data);
  return { jobs, isList, output: given.output, out: given.out, dataFile, timeoutSeconds, parallel };
}

async function templatesIn(folder: string, root: string, name: string): Promise<readonly string[]> {
  const templates = await findTemplates(folder, root, new SourceFiles(diskFileReader({ root })));
  if (templates.length === 0)
    throw new UsageError(`${name}: there are no mail templates in this folder (partials and layouts do not count).`);
  return templates;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever keeps it from being looked at keeps it from being read.
    return 'missing';
  }
}

function parseJobs(text: string | undefined): number {
  // More processes than processors wait for each other, and each takes 100 MB.
  if (text === undefined) return Math.min(availableParallelism(), 8);
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > maxJobs)
    throw new UsageError(`--jobs takes a number from 1 to ${maxJobs}; "${text}" is none.`);
  return jobs;
}

const maxJobs = 64;

function parseMjml(name: string | undefined): MjmlSource {
  if (name === undefined || name === 'bundled') return 'bundled';
  if (name === 'workspace') return 'workspace';
  throw new UsageError(`There is no MJML "${name}"; there are: bundled, workspace.`);
}

function parseTimeout(text: string | undefined): number {
  if (text === undefined) return 30;
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds > 0 && seconds <= maxTimeoutSeconds))
    throw new UsageError(`--timeout takes seconds, up to ${maxTimeoutSeconds}; "${text}" is none.`);
  return seconds;
}

/** A day. */
const maxTimeoutSeconds = 86_400;

function parseEngine(name: string | undefined): Engine | 'auto' {
  if (name === undefined || name === 'auto') return 'auto';
  const engine = engines.find((each) => each === name);
  if (engine === undefined)
    throw new UsageError(`There is no engine "${name}"; there are: auto, ${engines.join(', ')}.`);
  return engine;
}

async function readData(name: string, io: CommandLine): Promise<{ readonly name: string; readonly text: string }> {
  const file = resolve(io.cwd, name);
  const bytes = name === '-' ? await io.readInput() : await readBytes(file, name);
  try {
    return {
      name: name === '-' ? 'standard input' : file,
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    };
  } catch (error) {
    throw new UsageError(`${name}: the data is not UTF-8.`, { cause: error });
  }
}

async function readBytes(file: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError(`${name}: the data ${isMissing ? 'was not found' : 'cannot be read'}.`, { cause: error });
  }
}
