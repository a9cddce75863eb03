import path from 'node:path';
import * as vscode from 'vscode';
import type { SendTestArguments } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { formatMailbox } from '../../core/mail/address.ts';
import { placeImages } from '../../core/mail/imagePlaces.ts';
import type { SendOutcome } from '../../core/mail/outcome.ts';
import { diskFileReader } from '../../core/template/diskFileReader.ts';
import { isInside } from '../../core/template/folders.ts';
import { templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showError } from '../../host/notify.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import type { ReportDocuments } from '../../host/reportDocuments.ts';
import type { SendHistory } from '../../host/sendHistory.ts';
import { projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { askDataSets } from './askDataSets.ts';
import { chooseRecipients } from './chooseRecipients.ts';
import { composeForSend, composeProblem, type Envelope } from './composeForSend.ts';
import { SendConfirmation } from './confirmSend.ts';
import type { MailIdentities } from './mailIdentities.ts';
import { projectCopies, replyToFor, senderFor } from './mailParties.ts';
import { answerInWords, type AnswerInWords } from './outcomeInWords.ts';
import { MistakesAsked, type PlannedMail } from './plannedMail.ts';
import { recordSends } from './recordSends.ts';
import { ReleaseFlow } from './releaseFlow.ts';
import { renderForSend } from './renderForSend.ts';
import { parseArguments } from './sendArguments.ts';
import { sendMails, type SentNow } from './sendMails.ts';
import type { SendMemory, SendOrder } from './sendMemory.ts';
import { chooseTarget, idOf, nameOf, type Target } from './sendTarget.ts';
import { accessTo, type Access } from './targetAccess.ts';
import { tellOutcomes } from './tellOutcomes.ts';

export interface SendFlowDeps {
  readonly renderer: TemplateRenderer;
  readonly active: ActiveTemplate;
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
  readonly sends: SendMemory;
  readonly history: SendHistory;
  readonly identities: MailIdentities;
  readonly reports: ReportDocuments;
  readonly log: Logger;
}

/** What a send came to: of one message, or of each data set. */
export type SendAnswer =
  | SendOutcome
  | {
      readonly kind: 'several';
      /** In the order in which they were sent; those after the last were not tried. */
      readonly outcomes: readonly { readonly dataSet: string; readonly outcome: SendOutcome }[];
    };

const cancelled: SendOutcome = { kind: 'cancelled' };

/** From a template to messages that are on their way: asks for what is left open, and tells what happened. */
export class SendFlow {
  readonly #deps: SendFlowDeps;
  readonly #confirmation = new SendConfirmation();
  readonly releases: ReleaseFlow;

  constructor(deps: SendFlowDeps) {
    this.#deps = deps;
    this.releases = new ReleaseFlow(deps);
  }

  /** Once more what was ordered before, without asking for anything that is still there. */
  async repeat(order: SendOrder): Promise<AnswerInWords> {
    const { template, profile, to, cc, bcc, dataSets, attachments } = order;
    const given = { profile, to, cc, bcc, ...(dataSets.length === 0 ? {} : { dataSet: dataSets }) };
    return answerInWords(await this.#run({ template }, given, attachments));
  }

  /** `argument`: whatever the command was called with. */
  async run(argument: unknown): Promise<AnswerInWords> {
    return answerInWords(await this.#run(argument, parseArguments(argument), []));
  }

  async #run(argument: unknown, given: SendTestArguments, picked: readonly string[]): Promise<SendAnswer> {
    const { active, history, sends, profiles } = this.#deps;
    const template = await templateOf(argument, active);
    if (template === undefined) return cancelled;
    const last = sends.lastOf(template.toString());
    const named = this.#attachmentsOf(template, given.attachments);
    if (named === undefined) return cancelled;
    const wanted = isEmptyList(given.dataSet)
      ? await this.#askDataSets(template, last)
      : [...new Set([given.dataSet ?? []].flat())];
    if (wanted === undefined) return cancelled;
    const chosen = await chooseTarget(
      {
        template,
        argument,
        wanted: given.profile,
        first: last?.profile ?? profiles.defaultId ?? sends.last?.profile,
        attached: [...picked, ...named],
        dataSets: wanted,
        askDataSets: () => this.#askDataSets(template, last),
      },
      this.#deps,
    );
    if (chosen === undefined) return cancelled;
    const { target, attached, dataSets } = chosen;
    const first = await renderForSend(template, dataSets[0], this.#deps.renderer);
    if (first === undefined) return cancelled;
    const from = await senderFor(target, first);
    if (from === undefined) return cancelled;
    const copies = projectCopies(first);
    const name = path.basename(template.path);
    const recipients = await chooseRecipients({ name, target, given, copies, last, recent: sends.recipients });
    if (recipients === undefined) return cancelled;

    const envelope: Envelope = { from, replyTo: replyToFor(target, first), ...recipients };
    const plan = { template, target, dataSets, envelope, picked: attached };
    const asked = new MistakesAsked();
    const drafts = await this.#compose(plan, 'draft');
    if (drafts === undefined || !(await asked.accept(template, drafts))) return cancelled;
    const fromProject = [...copies.cc, ...copies.bcc].map(formatMailbox);
    const question = { target, envelope, fromProject, mails: drafts, history: history.list() };
    if (!(await this.#confirmation.ask(question))) return cancelled;
    const access = await accessTo(target, this.#deps);
    if (access === undefined) return cancelled;

    // Once more: the questions leave time to type, and what the preview shows now is what is sent.
    const mails = await this.#compose(plan, 'final');
    if (mails === undefined || !(await asked.accept(template, mails))) return cancelled;
    return this.#send(plan, mails, access);
  }

  async #send(plan: SendPlan, mails: readonly PlannedMail[], access: Access): Promise<SendAnswer> {
    const { target, envelope, template } = plan;
    if (target.kind === 'inbox') {
      for (const { id, dataSet } of mails) {
        this.#deps.inbox.arrivals.expect(id, {
          template: template.toString(),
          ...(dataSet === undefined ? {} : { dataSet }),
        });
      }
    }
    const sent = await sendMails(mails, { access, targetName: nameOf(target), log: this.#deps.log });
    const order: SendOrder = {
      template: template.toString(),
      profile: idOf(target),
      to: envelope.to.map(formatMailbox),
      cc: envelope.cc.map(formatMailbox),
      bcc: envelope.bcc.map(formatMailbox),
      // As they were sent, also when the preview shows another one by then.
      dataSets: mails.flatMap(({ dataSet }) => dataSet ?? []),
      attachments: plan.picked,
    };
    // The truth about the message does not wait: nothing that fails afterwards may hide that it is on its way.
    const kept = this.#record(sent, order, { access, target, envelope });
    tellOutcomes(sent, {
      target,
      total: mails.length,
      profiles: this.#deps.profiles,
      inbox: this.#deps.inbox,
      reports: this.#deps.reports,
      log: this.#deps.log,
      kept,
      sendAgain: () => this.repeat(order),
    }).catch(logFailure(this.#deps.log, 'send'));
    await kept;
    const [first] = sent;
    if (mails.length === 1 && first !== undefined) return first.outcome;
    return { kind: 'several', outcomes: sent.map(({ mail, outcome }) => ({ dataSet: mail.dataSet ?? '', outcome })) };
  }

  async #record(
    sent: readonly SentNow[],
    order: SendOrder,
    place: { readonly access: Access; readonly target: Target; readonly envelope: Envelope },
  ): Promise<void> {
    const { sends, identities } = this.#deps;
    await recordSends({ sent, ...place, isRelease: false, remember: () => sends.remember(order) }, this.#deps);
    // One that may have arrived keeps its id, so that a second one is known for the same.
    for (const { mail, outcome } of sent) {
      if (outcome.kind === 'unknown') identities.giveBack(mail.template.toString(), mail.dataSet, mail.id);
    }
  }

  async #compose(
    { template, dataSets, envelope, picked }: SendPlan,
    purpose: 'draft' | 'final',
  ): Promise<readonly PlannedMail[] | undefined> {
    const { identities } = this.#deps;
    const mails: PlannedMail[] = [];
    for (const wanted of dataSets.length === 0 ? [undefined] : dataSets) {
      const result = await renderForSend(template, wanted, this.#deps.renderer);
      if (result === undefined) return undefined;
      const dataSet = result.dataSet?.name;
      const id = identities[purpose === 'draft' ? 'next' : 'take'](template.toString(), dataSet);
      const composed = await composeForSend({ template, result, envelope, picked, id });
      if (composed.kind === 'invalid') {
        void showError(vscode.l10n.t('Nothing was sent. {0}', composeProblem(composed)));
        return undefined;
      }
      const files = diskFileReader({ root: projectRoot(template), overrides: this.#deps.renderer.textsOf(result) });
      const leftImages = await placeImages(composed.leftImages, { dependencies: result.dependencies, files });
      mails.push({ template, dataSet, result, composed, leftImages, id });
    }
    return mails;
  }

  /** undefined: dismissed. Empty: there is nothing to choose. */
  async #askDataSets(template: vscode.Uri, last: SendOrder | undefined): Promise<readonly string[] | undefined> {
    const shown = await renderForSend(template, undefined, this.#deps.renderer);
    if (shown === undefined) return undefined;
    if (shown.dataSets.length < 2) return [];
    const current = shown.dataSet === undefined ? [] : [shown.dataSet.name];
    // Several are a decision; one is whatever the preview shows now.
    const chosen = last !== undefined && last.dataSets.length > 1 ? last.dataSets : current;
    return askDataSets({ template, sets: shown.dataSets, chosen });
  }

  /** Absolute paths; undefined after saying that one is not allowed: a task of the workspace must not send any file there is. */
  #attachmentsOf(template: vscode.Uri, given: string | readonly string[] | undefined): readonly string[] | undefined {
    const root = projectRoot(template);
    const files = [given ?? []].flat().map((file) => path.resolve(root, file));
    const outside = files.find((file) => !isInside(root, file));
    if (outside === undefined) return files;
    void showError(vscode.l10n.t('Nothing was sent. {0} is outside of the folder {1}.', outside, root));
    return undefined;
  }
}

interface SendPlan {
  readonly template: vscode.Uri;
  readonly target: Target;
  readonly dataSets: readonly string[];
  readonly envelope: Envelope;
  readonly picked: readonly string[];
}

/** An empty list asks for the data sets; without one, the mail is sent as the preview shows it. */
function isEmptyList(value: string | readonly string[] | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}
