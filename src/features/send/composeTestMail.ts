import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import type { ComposedMessage } from '../../core/mail/compose.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { readDiskImage } from '../../core/template/diskImages.ts';
import { loadMail } from '../../host/mailModule.ts';
import { readBoolean } from '../../host/settings.ts';
import { pathOf, projectRoot } from '../../host/templateRenderer.ts';

export interface TestMail {
  readonly template: vscode.Uri;
  /** The render that the preview shows: its html goes out as it is, but for the addresses of embedded images. */
  readonly result: RenderResult & { readonly html: string };
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly replyTo?: Mailbox | undefined;
}

export type ComposedTestMail =
  | {
      readonly kind: 'composed';
      readonly message: ComposedMessage;
      readonly mailproofId: string;
      /** Images that could not be embedded, a sentence each. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly reason: string };

export async function composeTestMail(mail: TestMail): Promise<ComposedTestMail> {
  const { composeMessage, embedImages } = loadMail();
  const place = { folder: path.dirname(pathOf(mail.template)), root: projectRoot(mail.template) };
  const embedded = readBoolean(settings.sendEmbedImages, true, mail.template)
    ? await embedImages(mail.result.html, (reference) => readDiskImage(reference, place))
    : { html: mail.result.html, images: [], warnings: [] };
  const mailproofId = randomUUID();
  const composed = await composeMessage({
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    subject: mail.result.subject,
    html: embedded.html,
    text: mail.result.text,
    images: embedded.images,
    messageId: `<${mailproofId}@${domainOf(mail.from)}>`,
    date: new Date(),
    mailproofId,
  });
  return composed.kind === 'composed'
    ? { kind: 'composed', message: composed.message, mailproofId, warnings: embedded.warnings }
    : {
        kind: 'invalid',
        reason: vscode.l10n.t('The message has an unusable {0}: {1}', composed.field, composed.reason),
      };
}

/** Message-IDs are made at the sender's domain (RFC 5322, 3.6.4). */
function domainOf(mailbox: Mailbox): string {
  return mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1) || 'mailproof.invalid';
}
