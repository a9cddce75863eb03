import { randomUUID } from 'node:crypto';
import type { MarkLevel, RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { printable } from './printable.ts';
import type { Output } from './renderOptions.ts';

/** What is asked for of a result; undefined when there is nothing of it. */
export async function contentOf(
  result: RenderResult,
  output: Exclude<Output, 'json'>,
  request: RenderRequest,
  io: CommandLine,
): Promise<string | Uint8Array | undefined> {
  switch (output) {
    case 'html':
      return request.wantsMarks === true ? markedHtmlOf(result, io) : result.html;
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
      for (const warning of message.warnings) io.writeError(`warning: ${printable(warning)}\n`);
      return message.raw;
    }
  }
}

function markedHtmlOf({ html, marked }: RenderResult, io: CommandLine): string | undefined {
  const missing = html === undefined ? undefined : missingMarks(marked?.level ?? 'none');
  if (missing !== undefined) io.writeError(`warning: ${missing} would change the html, and are left out.\n`);
  return marked?.html ?? html;
}

function missingMarks(level: MarkLevel): string | undefined {
  switch (level) {
    case 'all':
      return undefined;
    case 'outside-helpers':
      return 'Marks inside of blocks of helpers';
    case 'elements':
      return 'Marks of texts and values, and those inside of blocks of helpers,';
    case 'none':
      return 'Marks';
  }
}
