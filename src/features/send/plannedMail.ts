import path from 'node:path';
import * as vscode from 'vscode';
import type { ComposedMail } from '../../core/mail/composeMail.ts';
import { confirm } from '../../host/notify.ts';
import type { RenderedMail } from './renderForSend.ts';
import type { PlacedImage } from '../../core/mail/imagePlaces.ts';
import type { Position } from '../../core/text/lineIndex.ts';
import { say } from '../../host/say.ts';

/** A message as it would be handed over now. */
export interface PlannedMail {
  /** Or the file of a message that is released. */
  readonly template: vscode.Uri;
  readonly dataSet: string | undefined;
  readonly result: Pick<RenderedMail, 'problems' | 'isSampleData'>;
  readonly composed: Extract<ComposedMail, { kind: 'composed' }>;
  /** The local images that are not in it. */
  readonly leftImages: readonly PlacedImage[];
  readonly id: string;
}

/** Asks about what is wrong with mails, each thing once. */
export class MistakesAsked {
  readonly #accepted = new Set<string>();

  /** False: they are to be mended first. */
  async accept(template: vscode.Uri, mails: readonly PlannedMail[]): Promise<boolean> {
    const found = [...new Set(mails.flatMap(mistakesOf))].filter((mistake) => !this.#accepted.has(mistake));
    if (found.length === 0) return true;
    const hasErrors = mails.some(({ result }) => result.problems.some(({ severity }) => severity === 'error'));
    const name = path.basename(template.path);
    const isAccepted = await confirm({
      message: hasErrors
        ? vscode.l10n.t('{0} has errors. Send it all the same?', name)
        : vscode.l10n.t('{0} is not complete. Send it all the same?', name),
      detail: [
        ...found.slice(0, maxListed),
        ...(found.length > maxListed ? [vscode.l10n.t('and {0} more', found.length - maxListed)] : []),
      ].join('\n'),
      action: hasErrors ? vscode.l10n.t('Send with Errors') : vscode.l10n.t('Send Anyway'),
    });
    if (isAccepted) for (const mistake of found) this.#accepted.add(mistake);
    return isAccepted;
  }
}

function mistakesOf({ result, composed, leftImages }: PlannedMail): readonly string[] {
  return [
    ...result.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ file, start, message }) => atPlace(file, start, message)),
    ...leftImages.map(({ file, start, message }) => atPlace(file, start, say(message))),
    ...composed.warnings.map(say),
  ];
}

function atPlace(file: string, { line }: Position, message: string): string {
  return `${path.basename(file)}:${line + 1}  ${message}`;
}

export function plannedSubjects(mails: readonly PlannedMail[]): readonly string[] {
  return mails.length === 1
    ? mails.map(({ composed }) => vscode.l10n.t('Subject: {0}', composed.subject))
    : [
        vscode.l10n.t('{0} messages, one for each data set:', mails.length),
        ...mails.slice(0, maxListed).map(({ composed, dataSet }) => `  ${dataSet ?? ''}: ${composed.subject}`),
      ];
}

/** Whoever gets the mail takes its names, prices and dates for somebody's. */
export function sampleWarning(): string {
  return vscode.l10n.t('Its values are made up, because the template has no data set.');
}

const maxListed = 8;
