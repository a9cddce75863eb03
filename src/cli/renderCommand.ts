import { randomUUID } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { render } from '../core/render/render.ts';
import {
  type Engine,
  engines,
  hasErrors,
  type Problem,
  type RenderRequest,
  type RenderResult,
} from '../core/render/renderResult.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import { projectFileName } from '../core/template/projectFile.ts';
import { type CommandLine, exitCodes, UsageError } from './commandLine.ts';
import { composePreview } from './composePreview.ts';

export interface RenderArguments {
  readonly template: string;
  readonly output: 'html' | 'text' | 'eml' | 'json';
  readonly data?: string | undefined;
  readonly set?: string | undefined;
  readonly engine?: string | undefined;
  readonly root?: string | undefined;
  readonly out?: string | undefined;
}

export async function renderCommand(given: RenderArguments, io: CommandLine): Promise<number> {
  if (given.data !== undefined && given.set !== undefined) throw new UsageError('--data and --set cannot be combined.');
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
  const result = await render(request, diskFileReader({ root }));
  const unusable = result.problems.find((problem) =>
    ['unreadable-template', 'unknown-data-set'].includes(problem.code),
  );
  if (unusable !== undefined) throw new UsageError(`${given.template}: ${unusable.message}`);
  for (const problem of result.problems) io.writeError(`${formatProblem(problem, io.cwd)}\n`);
  const content = await contentOf(result, given.output, request);
  if (content !== undefined) await write(content, given.out, io);
  return result.html === undefined || hasErrors(result) ? exitCodes.withErrors : exitCodes.rendered;
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
 * it and it is not simply everything; else the template's own.
 */
async function findRoot(template: string, cwd: string): Promise<string> {
  const own = dirname(template);
  for (let folder = own; ; folder = dirname(folder)) {
    for (const name of [projectFileName, '.git', 'package.json']) if (await exists(join(folder, name))) return folder;
    if (folder === dirname(folder)) break;
  }
  const way = relative(cwd, own);
  const isBelow = !way.startsWith('..') && !isAbsolute(way);
  return isBelow && cwd !== homedir() && cwd !== dirname(cwd) ? cwd : own;
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
      const message = await composePreview({ ...result, html: result.html }, request, {
        id: randomUUID(),
        date: new Date(),
      });
      if (message.kind === 'composed') return message.raw;
      throw new UsageError(message.reason);
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
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${out} cannot be written: ${reason}`, { cause: error });
  }
}
