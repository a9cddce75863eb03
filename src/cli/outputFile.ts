import { stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findImageReferences } from '../core/mail/imageReferences.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { type CommandLine, UsageError } from './commandLine.ts';

/** Every file that a result was made from, its images included. */
export function inputsOf(
  { path, root }: RenderRequest,
  result: RenderResult,
  dataFile: string | undefined,
): readonly string[] {
  const images = findImageReferences(result.html ?? '').map((image) =>
    /^[\\/]/.test(image.path) ? join(root, image.path) : resolve(dirname(path), image.path),
  );
  return [path, ...result.dependencies, ...images, ...(dataFile === undefined ? [] : [dataFile])];
}

/** A result in the place of what it was made from would destroy the template. */
export async function refuseInputs(file: string, name: string, inputs: readonly string[]): Promise<void> {
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

export async function writeContent(
  content: string | Uint8Array,
  out: string | undefined,
  io: CommandLine,
): Promise<void> {
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
