import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ReleaseArguments } from '../../commands.ts';
import { summarize, type MessageSummary } from '../../core/inbox/messageSummary.ts';
import { isRecord } from '../../core/isRecord.ts';
import { formatMailbox } from '../../core/mail/address.ts';
import { formatSize } from '../../core/mail/messageSize.ts';
import type { SendOutcome } from '../../core/mail/outcome.ts';
import { resendMessage } from '../../core/mail/resend.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { logFailure } from '../../host/logFailure.ts';
import { meantMessage } from '../../host/meantMessage.ts';
import { showError, showInfo } from '../../host/notify.ts';
import { chooseRecipients } from './chooseRecipients.ts';
import type { Envelope } from './composeForSend.ts';
import { SendConfirmation } from './confirmSend.ts';
import { senderFor } from './mailParties.ts';
import { answerInWords, type AnswerInWords } from './outcomeInWords.ts';
import type { PlannedMail } from './plannedMail.ts';
import { recordSends } from './recordSends.ts';
import { parseArguments } from './sendArguments.ts';
import type { SendFlowDeps } from './sendFlow.ts';
import { sendMails } from './sendMails.ts';
import { chooseAccount, idOf, nameOf, type AccountTarget } from './sendTarget.ts';
import { accessTo, type Access } from './targetAccess.ts';
import { tellOutcomes } from './tellOutcomes.ts';

export type ReleaseDeps = Pick<SendFlowDeps, 'profiles' | 'inbox' | 'sends' | 'history' | 'reports' | 'log'>;

const cancelled: SendOutcome = { kind: 'cancelled' };

/** A message that the local inbox caught, or any `.eml` file, as it is, through a real account to people of the user's choice. */
export class ReleaseFlow {
  readonly #deps: ReleaseDeps;
  readonly #confirmation = new SendConfirmation();

  constructor(deps: ReleaseDeps) {
    this.#deps = deps;
  }

  /** `argument`: whatever the command was called with. */
  async run(argument: unknown): Promise<AnswerInWords> {
    const { profile, to } = parseArguments(argument);
    const named = isRecord(argument) && typeof argument['message'] === 'string' ? argument['message'] : argument;
    const file = meantMessage(named, this.#deps.inbox);
    if (file === undefined) {
      void showInfo(vscode.l10n.t('Open the message that is to be released, or choose it in the local inbox.'));
      return answerInWords(cancelled);
    }
    const given = { ...(profile === undefined ? {} : { profile }), ...(to === undefined ? {} : { to }) };
    return answerInWords(await this.#run(file, given));
  }

  /** Once more what was released before. */
  async repeat({ template, profileId, to }: SentMail): Promise<AnswerInWords> {
    return answerInWords(await this.#run(vscode.Uri.parse(template), { profile: profileId, to }));
  }

  async #run(file: vscode.Uri, given: Omit<ReleaseArguments, 'message'>): Promise<SendOutcome> {
    const { profiles, inbox, sends, history } = this.#deps;
    const source = await readMessage(file);
    if (source === undefined) return cancelled;
    const summary = summarize(source);
    const name = summary.subject || vscode.l10n.t('(no subject)');
    const target = await chooseAccount(
      {
        title: vscode.l10n.t('Release "{0}"', name),
        wanted: given.profile,
        first: profiles.defaultId ?? sends.last?.profile,
      },
      this.#deps,
    );
    if (target === undefined) return cancelled;
    // Who sent it at first may not use this account, and stands in the message all the same.
    const from = await senderFor(target, {});
    if (from === undefined) return cancelled;
    const recipients = await chooseRecipients({
      name,
      target,
      given,
      copies: { cc: [], bcc: [] },
      last: undefined,
      recent: sends.recipients,
      // Whom the application meant: nobody is to write to them by pressing Enter.
      others: inbox.messageAt(file.fsPath)?.envelope.to ?? [],
    });
    if (recipients === undefined) return cancelled;
    const envelope: Envelope = { ...recipients, from, replyTo: undefined };
    const mail = plan({ file, source, summary, envelope });
    const headers = { from: senderText(summary), to: summary.to || '–' };
    const question = { target, envelope, fromProject: [], mails: [mail], history: history.list(), headers };
    if (!(await this.#confirmation.ask(question))) return cancelled;
    const access = await accessTo(target, this.#deps);
    return access === undefined ? cancelled : this.#send(mail, { target, envelope, access });
  }

  async #send(
    mail: PlannedMail,
    place: { readonly target: AccountTarget; readonly envelope: Envelope; readonly access: Access },
  ): Promise<SendOutcome> {
    const { sends, log } = this.#deps;
    const { target, envelope, access } = place;
    const sent = await sendMails([mail], { access, targetName: nameOf(target), log });
    const to = envelope.to.map(formatMailbox);
    const remember = (): Promise<void> => sends.rememberRecipients(to);
    const kept = recordSends({ sent, ...place, isRelease: true, remember }, this.#deps);
    const sendAgain = (): Promise<unknown> => this.#run(mail.template, { profile: idOf(target), to });
    tellOutcomes(sent, { ...this.#deps, target, total: 1, kept, sendAgain }).catch(logFailure(log, 'release'));
    await kept;
    return sent[0]?.outcome ?? cancelled;
  }
}

function plan(release: {
  readonly file: vscode.Uri;
  readonly source: Uint8Array;
  readonly summary: MessageSummary;
  readonly envelope: Envelope;
}): PlannedMail {
  const { file, source, summary, envelope } = release;
  const id = randomUUID();
  const to = envelope.to.map(({ address }) => address);
  const message = resendMessage({ source, from: envelope.from.address, to, mailproofId: id, date: new Date() });
  const size = { totalBytes: message.raw.length, parts: [] };
  return {
    template: file,
    dataSet: undefined,
    result: { problems: [] },
    composed: { kind: 'composed', message, subject: summary.subject, size, attached: [], leftImages: [], warnings: [] },
    leftImages: [],
    id,
  };
}

function senderText({ from, fromAddress }: MessageSummary): string {
  return from === fromAddress ? fromAddress || '–' : `${from} <${fromAddress}>`;
}

/** undefined after saying why. */
async function readMessage(file: vscode.Uri): Promise<Uint8Array | undefined> {
  const refuse = (reason: string): undefined => {
    void showError(vscode.l10n.t('Nothing was sent. {0}', reason));
    return undefined;
  };
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > maxBytes) return refuse(vscode.l10n.t('The message has {0}, which no server takes.', formatSize(size)));
    const source = await vscode.workspace.fs.readFile(file);
    return source.length === 0 ? refuse(vscode.l10n.t('The message is empty.')) : source;
  } catch (error) {
    return refuse(vscode.l10n.t('The message could not be read: {0}', reasonOf(error)));
  }
}

/** Four times what servers usually take: they say themselves where their limit is. */
const maxBytes = 100_000_000;
