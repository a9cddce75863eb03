import type * as vscode from 'vscode';
import { localInboxName } from '../../commands.ts';
import { parseRecipients } from '../../core/mail/address.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { showWarning } from '../../host/notify.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import { composeForSend, composeProblem } from './composeForSend.ts';
import type { MailIdentities } from './mailIdentities.ts';
import { findSender, inboxRecipient, projectCopies, replyToFor } from './mailParties.ts';
import { SendMemory } from './sendMemory.ts';
import type { Target } from './sendTarget.ts';
import { imageWarning } from '../../core/mail/imagePlaces.ts';
import { say } from '../../host/say.ts';

export interface ExportComposerDeps {
  readonly profiles: ProfileStore;
  readonly identities: MailIdentities;
  readonly memory: vscode.Memento;
}

export type ExportComposer = (template: vscode.Uri, result: RenderResult) => Promise<Uint8Array | undefined>;

/**
 * Gives the bytes that the next send of a render hands over, but for the date; undefined after saying why there are none. What a
 * send would ask for is what the last one of the template was told, or else what the settings say.
 */
export function exportComposer(deps: ExportComposerDeps): ExportComposer {
  const sends = new SendMemory(deps.memory);
  return async (template, result) => {
    if (result.html === undefined) return undefined;
    const last = sends.lastOf(template.toString());
    const target = targetOf(last?.profile, deps.profiles);
    const sender = findSender(target, result);
    const copies = projectCopies(result);
    const composed = await composeForSend({
      template,
      result: { ...result, html: result.html },
      envelope: {
        from: sender.kind === 'found' ? sender.mailbox : placeholder,
        to: mailboxesOf(last?.to) ?? (target.kind === 'inbox' ? [inboxRecipient] : recipientsOf(target)),
        cc: [...copies.cc, ...(mailboxesOf(last?.cc) ?? [])],
        bcc: [...copies.bcc, ...(mailboxesOf(last?.bcc) ?? [])],
        replyTo: replyToFor(target, result),
      },
      picked: last?.attachments ?? [],
      id: deps.identities.next(template.toString(), result.dataSet?.name),
    });
    if (composed.kind === 'invalid') {
      await showWarning(composeProblem(composed));
      return undefined;
    }
    const [warning] = [...composed.leftImages.map(imageWarning), ...composed.warnings];
    if (warning !== undefined) void showWarning(say(warning));
    return composed.message.raw;
  };
}

/** RFC 2606: can belong to nobody. */
const placeholder: Mailbox = { name: 'Mailproof', address: 'sender@mailproof.invalid' };
const placeholderRecipient: Mailbox = { name: '', address: 'recipient@mailproof.invalid' };

function targetOf(wanted: string | undefined, profiles: ProfileStore): Target {
  const id = wanted ?? profiles.defaultId ?? localInboxName;
  const located = profiles.find(id);
  return located?.entry.kind === 'valid' && !located.isIgnored
    ? { kind: 'account', account: { id: located.id, ...located.entry } }
    : { kind: 'inbox' };
}

function recipientsOf({ account }: Extract<Target, { kind: 'account' }>): readonly Mailbox[] {
  return mailboxesOf(account.profile.to) ?? [placeholderRecipient];
}

function mailboxesOf(texts: readonly string[] | undefined): readonly Mailbox[] | undefined {
  const parsed = texts === undefined || texts.length === 0 ? undefined : parseRecipients(texts);
  return parsed?.kind === 'valid' ? parsed.recipients : undefined;
}
