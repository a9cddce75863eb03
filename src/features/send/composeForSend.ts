import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import type { ComposedMail, MailStyle } from '../../core/mail/composeMail.ts';
import { loadMail } from '../../host/mailModule.ts';
import { read, readBoolean } from '../../host/settings.ts';
import { pathOf, projectRoot } from '../../host/templateRenderer.ts';
import type { RenderedMail } from './renderForSend.ts';
import { say } from '../../host/say.ts';

/** Who gets a message and from whom. */
export interface Envelope {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly replyTo: Mailbox | undefined;
}

export interface ComposeOrder {
  readonly template: vscode.Uri;
  readonly result: RenderedMail;
  readonly envelope: Envelope;
  /** Absolute paths of files that the user picked. */
  readonly picked: readonly string[];
  readonly id: string;
}

/** As the settings want mails to be. */
export function composeForSend({ template, result, envelope, picked, id }: ComposeOrder): Promise<ComposedMail> {
  return loadMail().composeMail({
    template: pathOf(template),
    root: projectRoot(template),
    result,
    ...envelope,
    picked,
    style: styleFor(template),
    id,
    date: new Date(),
  });
}

function styleFor(template: vscode.Uri): MailStyle {
  const prefix = read(settings.sendSubjectPrefix, template);
  return {
    embedsImages: readBoolean(settings.sendEmbedImages, true, template),
    subjectPrefix: typeof prefix === 'string' ? prefix : '',
    preventsThreading: readBoolean(settings.sendPreventThreading, false, template),
  };
}

/** For people. */
export function composeProblem(composed: Extract<ComposedMail, { kind: 'invalid' }>): string {
  return vscode.l10n.t('The message has an unusable {0}: {1}', composed.field, say(composed.reason));
}
