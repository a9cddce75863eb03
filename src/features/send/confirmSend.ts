import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import { formatMailbox } from '../../core/mail/address.ts';
import { biggestParts, formatSize } from '../../core/mail/messageSize.ts';
import { type ConfirmReason, domainsOf, reasonsToConfirm } from '../../core/mail/reasonsToConfirm.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { confirm } from '../../host/notify.ts';
import { read } from '../../host/settings.ts';
import { plannedSubjects, sampleWarning, type PlannedMail } from './plannedMail.ts';
import type { Envelope } from './composeForSend.ts';
import { idOf, nameOf, type Target } from './sendTarget.ts';

export interface SendQuestion {
  readonly target: Target;
  readonly envelope: Envelope;
  /** Addresses in it that no user typed. */
  readonly fromProject: readonly string[];
  readonly mails: readonly PlannedMail[];
  readonly history: readonly SentMail[];
  /** Of a message that is released: what its headers say, whoever gets it. */
  readonly headers?: { readonly from: string; readonly to: string };
}

/** Asks once, with the final envelope, where a mistake would reach people; false: it is not to be sent. */
export class SendConfirmation {
  /** What was agreed to in this window: repeating it needs no second answer. */
  readonly #agreed = new Set<string>();

  async ask(question: SendQuestion): Promise<boolean> {
    const { target } = question;
    if (target.kind === 'inbox') return true;
    const reasons = reasonsFor(question);
    if (reasons.length === 0) return true;
    const key = agreementKey(question);
    if (this.#agreed.has(key) && !reasons.some(({ kind }) => kind === 'may-have-arrived')) return true;
    const isAgreed = await confirm({
      message: reasons.some(({ kind }) => kind === 'production')
        ? vscode.l10n.t('Send through the production profile "{0}"?', nameOf(target))
        : vscode.l10n.t('Send this through "{0}"?', nameOf(target)),
      detail: [...reasons.flatMap(reasonText), '', ...envelopeLines(question)].join('\n').trim(),
      action: vscode.l10n.t('Send'),
    });
    if (isAgreed) this.#agreed.add(key);
    return isAgreed;
  }
}

function reasonsFor({ target, envelope, fromProject, mails, history }: SendQuestion): readonly ConfirmReason[] {
  if (target.kind === 'inbox') return [];
  const { profile, scope, id } = target.account;
  const recipients = [...envelope.to, ...envelope.cc, ...envelope.bcc].map(({ address }) => address);
  const before = history.filter((mail) => mail.profileId === id);
  const wasTaken = before.filter(({ outcome }) => outcome.kind === 'sent' || outcome.kind === 'partly-sent');
  return reasonsToConfirm(
    {
      isProduction: profile.environment === 'production',
      recipients,
      fromProject,
      messageCount: mails.length,
      // By the history: the window may have been closed since.
      mayHaveArrived: mails.some(({ template, dataSet }) => {
        const same = before.find((mail) => mail.template === template.toString() && mail.dataSet === dataSet);
        return same?.outcome.kind === 'unknown';
      }),
    },
    [
      ...usualDomains(),
      ...domainsOf([profile.from, profile.user]),
      // A profile of the workspace says nothing about whom the user writes to.
      ...(scope === 'user' ? domainsOf(profile.to) : []),
      ...domainsOf(wasTaken.flatMap((mail) => mail.outcome.accepted)),
    ],
  );
}

function usualDomains(): readonly string[] {
  const value = read(settings.sendUsualDomains);
  return Array.isArray(value) ? value.filter((domain) => typeof domain === 'string') : [];
}

/** Everything that would make it another send. */
function agreementKey({ target, envelope, mails }: SendQuestion): string {
  const server = target.kind === 'account' ? [target.account.profile.host, target.account.profile.port] : [];
  return JSON.stringify([
    idOf(target),
    server,
    envelope,
    mails.map(({ template, dataSet }) => [template.toString(), dataSet]),
  ]);
}

function reasonText(reason: ConfirmReason): readonly string[] {
  switch (reason.kind) {
    case 'production':
      return [];
    case 'unusual':
      return [vscode.l10n.t('Nothing was sent to {0} yet.', reason.domains.join(', '))];
    case 'many':
      return [vscode.l10n.t('That is a lot for a test: {0} deliveries.', reason.deliveries)];
    case 'from-project':
      return [vscode.l10n.t('mailproof.json adds recipients: {0}', reason.recipients.join(', '))];
    case 'may-have-arrived':
      return [vscode.l10n.t('It is not known whether the last try arrived: look into the mailbox first.')];
  }
}

function envelopeLines({ target, envelope, mails, headers }: SendQuestion): readonly string[] {
  const [first] = mails;
  if (target.kind === 'inbox' || first === undefined) return [];
  const { profile } = target.account;
  const list = (mailboxes: Envelope['to']): string => mailboxes.map(formatMailbox).join(', ');
  return [
    vscode.l10n.t('From: {0}', formatMailbox(envelope.from)),
    vscode.l10n.t('To: {0}', list(envelope.to)),
    ...(envelope.cc.length > 0 ? [vscode.l10n.t('Copy to: {0}', list(envelope.cc))] : []),
    ...(envelope.bcc.length > 0 ? [vscode.l10n.t('Blind copy to: {0}', list(envelope.bcc))] : []),
    ...plannedSubjects(mails),
    headers === undefined
      ? vscode.l10n.t('Template: {0}', path.basename(first.template.path))
      : vscode.l10n.t('What it shows stays as it is: from {0}, to {1}', headers.from, headers.to),
    vscode.l10n.t('Server: {0}:{1}', profile.host, profile.port),
    ...attachedLines(mails),
    vscode.l10n.t('Size: {0}', sizeText(mails)),
    ...(mails.some(({ result }) => result.isSampleData === true) ? [sampleWarning()] : []),
  ];
}

/** Also those that the project adds: nobody may find out from the recipients what went along. */
function attachedLines(mails: readonly PlannedMail[]): readonly string[] {
  const names = [...new Set(mails.flatMap(({ composed }) => composed.attached))];
  return names.length === 0 ? [] : [vscode.l10n.t('Attached: {0}', names.join(', '))];
}

/** The biggest parts are named where the size is one that matters. */
function sizeText(mails: readonly PlannedMail[]): string {
  const sizes = mails.map(({ composed }) => composed.size);
  const largest = sizes.toSorted((one, other) => other.totalBytes - one.totalBytes)[0];
  if (largest === undefined) return '';
  const total = formatSize(largest.totalBytes);
  return largest.totalBytes < noticeableBytes || largest.parts.length === 0
    ? total
    : `${total}: ${biggestParts(largest)}`;
}

const noticeableBytes = 200_000;
