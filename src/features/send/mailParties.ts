import * as vscode from 'vscode';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import { parseMailbox, parseRecipients } from '../../core/mail/address.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { showError } from '../../host/notify.ts';
import { profileOf, type Target } from './sendTarget.ts';
import { say } from '../../host/say.ts';

/** RFC 6761: names under localhost never leave the machine. */
const inboxSender = 'Mailproof <mailproof@mailproof.localhost>';
export const inboxRecipient: Mailbox = { name: '', address: 'you@mailproof.localhost' };

export type FoundSender =
  | { readonly kind: 'found'; readonly mailbox: Mailbox }
  | { readonly kind: 'invalid'; readonly error: string }
  | { readonly kind: 'none' };

/** Of the profile, of the project, or the user name where that is an address; in this order. */
export function findSender(target: Target, result: Pick<RenderResult, 'from'>): FoundSender {
  const profile = profileOf(target);
  const candidates = [profile?.from, result.from, profile?.user, target.kind === 'inbox' ? inboxSender : undefined];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    const parsed = parseMailbox(candidate);
    if (parsed.kind === 'valid') return { kind: 'found', mailbox: parsed.mailbox };
    // A user name need not be an address; a sender that was written down must be right.
    if (candidate !== profile?.user) return { kind: 'invalid', error: say(parsed.error) };
  }
  return { kind: 'none' };
}

/** undefined after saying why, or when the question was dismissed. */
export async function senderFor(target: Target, result: Pick<RenderResult, 'from'>): Promise<Mailbox | undefined> {
  const found = findSender(target, result);
  if (found.kind === 'found') return found.mailbox;
  if (found.kind === 'invalid') {
    void showError(vscode.l10n.t('The sender is not usable. {0}', found.error));
    return undefined;
  }
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sender'),
    prompt: vscode.l10n.t('The profile names no sender. For example: Shop <shop@example.com>'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const parsed = parseMailbox(text);
      return parsed.kind === 'valid' ? undefined : say(parsed.error);
    },
  });
  const parsed = typed === undefined ? undefined : parseMailbox(typed);
  return parsed?.kind === 'valid' ? parsed.mailbox : undefined;
}

/** The profile's own, or the project's. */
export function replyToFor(target: Target, result: Pick<RenderResult, 'mail'>): Mailbox | undefined {
  const replyTo = profileOf(target)?.replyTo ?? result.mail?.replyTo;
  const parsed = replyTo === undefined ? undefined : parseMailbox(replyTo);
  return parsed?.kind === 'valid' ? parsed.mailbox : undefined;
}

/** Those of `mailproof.json`: the problems of its texts were told with the render. */
export function projectCopies({ mail }: Pick<RenderResult, 'mail'>): {
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
} {
  return { cc: mailboxesOf(mail?.cc), bcc: mailboxesOf(mail?.bcc) };
}

function mailboxesOf(texts: readonly string[] | undefined): readonly Mailbox[] {
  const parsed = texts === undefined || texts.length === 0 ? undefined : parseRecipients(texts);
  return parsed?.kind === 'valid' ? parsed.recipients : [];
}
