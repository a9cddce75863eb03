import * as vscode from 'vscode';
import type { SendTestArguments } from '../../commands.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import { parseRecipients } from '../../core/mail/address.ts';
import { showError } from '../../host/notify.ts';
import { askRecipients, checkCount, checkRecipients, firstOf } from './askRecipients.ts';
import type { Envelope } from './composeForSend.ts';
import { inboxRecipient } from './mailParties.ts';
import type { SendOrder } from './sendMemory.ts';
import type { Target } from './sendTarget.ts';

export interface RecipientSources {
  /** Of the template, or the subject of a message. */
  readonly name: string;
  readonly target: Target;
  readonly given: Pick<SendTestArguments, 'to' | 'cc' | 'bcc'>;
  /** Those of `mailproof.json`. */
  readonly copies: Pick<Envelope, 'cc' | 'bcc'>;
  /** The last send of this template. */
  readonly last: SendOrder | undefined;
  /** Lists that were typed before, newest first. */
  readonly recent: readonly string[];
  /** Offered last, and never typed already. */
  readonly others?: readonly string[];
}

/** All who get the mail, asked for where they are not given; undefined after saying why, or when it was dismissed. */
export async function chooseRecipients(
  sources: RecipientSources,
): Promise<Pick<Envelope, 'to' | 'cc' | 'bcc'> | undefined> {
  const { given, copies } = sources;
  const cc = copiesOf(given.cc);
  const bcc = copiesOf(given.bcc);
  if (cc === undefined || bcc === undefined) return undefined;
  const to = await toOf(sources);
  if (to === undefined) return undefined;
  const all = { to, cc: unique([...copies.cc, ...cc]), bcc: unique([...copies.bcc, ...bcc]) };
  const checked = checkCount(unique([...all.to, ...all.cc, ...all.bcc]));
  if (checked.kind === 'valid') return all;
  void showError(vscode.l10n.t('Nothing was sent. {0}', checked.error));
  return undefined;
}

async function toOf({
  name,
  target,
  given,
  last,
  recent,
  others = [],
}: RecipientSources): Promise<readonly Mailbox[] | undefined> {
  if (given.to !== undefined) {
    const checked = checkRecipients(given.to);
    if (checked.kind === 'valid') return checked.recipients;
    void showError(vscode.l10n.t('Nothing was sent. {0}', checked.error));
    return undefined;
  }
  if (target.kind === 'inbox') return [inboxRecipient];
  const { profile, id } = target.account;
  const written = profile.to.join(', ');
  const same = last?.profile === id ? last.to.join(', ') : '';
  const known = [same, written, ...recent, profile.from ?? '', profile.user ?? '', ...others];
  return askRecipients({
    name,
    value: same || written || recent[0] || profile.user || '',
    known: [...new Set(known)].filter((list) => list !== ''),
  });
}

/** undefined after saying what is wrong. */
function copiesOf(given: string | readonly string[] | undefined): readonly Mailbox[] | undefined {
  if (given === undefined || given.length === 0) return [];
  const parsed = parseRecipients(given);
  if (parsed.kind === 'valid') return parsed.recipients;
  void showError(vscode.l10n.t('Nothing was sent. {0}', firstOf(parsed.errors)));
  return undefined;
}

function unique(mailboxes: readonly Mailbox[]): readonly Mailbox[] {
  return [...new Map(mailboxes.map((mailbox) => [mailbox.address, mailbox])).values()];
}
