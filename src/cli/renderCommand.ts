import { randomUUID } from 'node:crypto';
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { findImageReferences } from '../core/mail/imageReferences.ts';
import {
  type Engine,
  engines,
  hasErrors,
  type Problem,
  type RenderRequest,
  type RenderResult,
} from '../core/render/renderResult.ts';
import { projectFileName } from '../core/template/projectFile.ts';
import { type CommandLine, exitCodes, type RenderOutcome, UsageError } from './commandLine.ts';
import { reasonOf } from '../core/reasonOf.ts';

export interface RenderArguments {
  readonly template: string;
  readonly output: 'html' | 'text' | 'eml' | 'json';
  readonly data?: string | undefined;
  readonly set?: string | undefined;
  readonly engine?: string | undefined;
  readonly root?: string | undefined;
  readonly out?: string | undefined;
  readonly timeout?: string | undefined;
}

export async function renderCommand(given: RenderArguments, io: CommandLine): Promise<number> {
  if (given.data !== undefined && given.set !== undefined) throw new UsageError('--data and --set cannot be combined.');
  const timeoutSeconds = parseTimeout(given.timeout);
  const path = resolve(io.cwd, given.template);
  const root = given.root === undefined ? await findRoot(path, io.cwd) : resolve(io.cwd, given.root);
  const request: RenderRequest = {
    path,
    root,
    engine: parseEngine(given.engine),
    dataSet: given.set,
    data: given.data === undefined ? undefined : await readData(given.data, io),
    overrides: {},
  };
  const outcome = await io.render(request, timeoutSeconds * 1000);
  if (outcome.kind !== 'rendered') {
    io.writeError(`mailproof: ${given.template} ${sayFailure(outcome, timeoutSeconds)}\n`);
    return exitCodes.withErrors;
  }
  const { result } = outcome;
  const unusable = result.problems.find((problem) =>
    ['unreadable-template', 'unknown-data-set'].includes(problem.code),
  );
  if (unusable !== undefined) throw new UsageError(`${given.template}: ${unusable.message}`);
  const images = findImageReferences(result.html ?? '').map((image) =>
    /^[\\/]/.test(image.path) ? join(root, image.path) : resolve(dirname(path), image.path),
  );
  const data = given.data === undefined ? [] : [resolve(io.cwd, given.data)];
  const inputs = [path, ...result.dependencies, ...images, ...data];
  if (given.out !== undefined) await refuseInputs(resolve(io.cwd, given.out), given.out, inputs);
  for (const problem of result.problems) io.writeError(`${formatProblem(problem, io.cwd)}\n`);
  const content = await contentOf(result, given.output, request, io);
  if (content !== undefined) await write(content, given.out, io);
  return result.html === undefined || hasErrors(result) ? exitCodes.withErrors : exitCodes.rendered;
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

function sayFailure(outcome: Exclude<RenderOutcome, { kind: 'rendered' }>, timeoutSeconds: number): string {
  switch (outcome.kind) {
    case 'timeout': {
      const time = `${timeoutSeconds} ${timeoutSeconds === 1 ? 'second' : 'seconds'}`;
      return `was stopped after ${time}: look for an {{#each}} inside of another over long lists, or give it longer with --timeout.`;
    }
    case 'ended':
      return `could not be rendered, because the process that does it ended: look for what makes very much output or needs very much memory (${outcome.detail}).`;
  }
}

/** A result in the place of what it was made from would destroy the template. */
async function refuseInputs(file: string, name: string, inputs: readonly string[]): Promise<void> {
  const identity = await fileIdentity(file);
  for (const input of inputs) {
    const isSame = input === file || (identity !== undefined && identity === (await fileIdentity(input)));
    if (isSame)
      throw new UsageError(
        `${name} is the template or a file that it uses, so nothing is written; choose another --out.`,
      );
  }
}

/** Equal for all names of a file: links, and other spellings where case does not matter. */
async function fileIdentity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    // What is not there is no file that could be lost.
    return undefined;
  }
}

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

/**
 * The nearest folder that looks like a project. Without one, the folder that the caller stands in, when the template is below
 * it and it is not simply everything; else the template's own. Dotfiles kept with git, or tools installed at home, make no project of
 * everything that somebody owns; only a mailproof.json there would be meant.
 */
async function findRoot(template: string, cwd: string): Promise<string> {
  const own = dirname(template);
  for (let folder = own; ; folder = dirname(folder)) {
    const signs = isTooWide(folder) ? [projectFileName] : [projectFileName, '.git', 'package.json'];
    for (const name of signs) if (await exists(join(folder, name))) return folder;
    if (folder === dirname(folder)) break;
  }
  return isWithin(cwd, own) && !isTooWide(cwd) ? cwd : own;
}

/** The home folder, those above it, and the root of the file system. */
function isTooWide(folder: string): boolean {
  return folder === dirname(folder) || isWithin(folder, homedir());
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Not there, or not for us: either way it is no sign of a project.
    return false;
  }
}

async function contentOf(
  result: RenderResult,
  output: RenderArguments['output'],
  request: RenderRequest,
  io: CommandLine,
): Promise<string | Uint8Array | undefined> {
  switch (output) {
    case 'json':
      return `${JSON.stringify(describe(result), undefined, 2)}\n`;
    case 'html':
      return result.html;
    case 'text':
      return result.html === undefined && result.text === '' ? undefined : `${result.text}\n`;
    case 'eml': {
      if (result.html === undefined) return undefined;
      // Only now: nodemailer is not needed for the other outputs.
      const { composePreview } = await import('./composePreview.ts');
      const message = await composePreview({ ...result, html: result.html }, request, {
        id: randomUUID(),
        date: new Date(),
      });
      if (message.kind === 'invalid') throw new UsageError(message.reason);
      for (const warning of message.warnings) io.writeError(`warning: ${warning}\n`);
      return message.raw;
    }
  }
}

/** The shape of `--json`: lines and columns from 1, as in the other output. */
function describe(result: RenderResult): unknown {
  const { html, text, subject, preheader, dependencies, engine, engineReason, dataSet, dataSets, mjmlVersion } = result;
  const problems = result.problems.map(({ file, start, end, severity, code, message, source }) => ({
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity,
    code,
    message,
    source,
  }));
  return {
    html: html ?? null,
    text,
    subject,
    preheader,
    problems,
    dependencies,
    engine,
    engineReason,
    dataSet: dataSet ?? null,
    dataSets,
    mjmlVersion,
  };
}

function formatProblem({ file, start, severity, message, code }: Problem, cwd: string): string {
  const way = relative(cwd, file);
  const name = !isAbsolute(file) || way.startsWith('..') || isAbsolute(way) ? file : way;
  return `${name}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${code}]`;
}

async function write(content: string | Uint8Array, out: string | undefined, io: CommandLine): Promise<void> {
  if (out === undefined) {
    io.writeOutput(content);
    return;
  }
  try {
    await writeFile(resolve(io.cwd, out), content);
  } catch (error) {
    const reason = reasonOf(error);
    throw new UsageError(`${out} cannot be written: ${reason}`, { cause: error });
  }
}
