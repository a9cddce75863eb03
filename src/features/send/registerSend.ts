import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { chooseSentMail, sentMailOf } from '../../host/chooseSentMail.ts';
import { confirm } from '../../host/notify.ts';
import { HistoryTree } from './historyTree.ts';
import type { ExportComposer, ExportComposerDeps } from './composeForExport.ts';
import type { AnswerInWords } from './outcomeInWords.ts';
import type { SendFlow, SendFlowDeps } from './sendFlow.ts';
import { SendMemory, type SendOrder } from './sendMemory.ts';
import { loadSend } from './sendModule.ts';
import { transcriptText } from './transcriptText.ts';

export interface SendDeps extends Omit<SendFlowDeps, 'sends'> {
  readonly memory: vscode.Memento;
}

export function registerSend(deps: SendDeps): DisposableLike {
  return new SendFeature(deps);
}

/** What `exportComposer` gives, loaded with the first export. */
export function lazyExportComposer(deps: ExportComposerDeps): ExportComposer {
  let compose: ExportComposer | undefined;
  return (template, result) => {
    compose ??= loadSend().exportComposer(deps);
    return compose(template, result);
  };
}

class SendFeature extends Disposable {
  readonly #deps: SendDeps;
  readonly #sends: SendMemory;
  #made: SendFlow | undefined;

  constructor(deps: SendDeps) {
    super();
    this.#deps = deps;
    this.#sends = new SendMemory(deps.memory);
    const tree = this.register(new HistoryTree(deps.history));
    this.register(vscode.window.createTreeView(views.history, { treeDataProvider: tree, showCollapseAll: false }));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.sendTest, (argument) => this.#flow.run(argument));
    command(commands.sendTestAgain, (argument) => this.#sendAgain(argument));
    command(commands.releaseMessage, (argument) => this.#flow.releases.run(argument));
    command(commands.showTranscript, (argument) => this.#showTranscript(argument));
    command(commands.copyMessageId, (argument) => this.#copyMessageId(argument));
    command(commands.forgetSend, (argument) => this.#forget(argument));
    command(commands.clearHistory, () => this.#clear());
  }

  /** Loaded with the first send. */
  get #flow(): SendFlow {
    this.#made ??= new (loadSend().SendFlow)({ ...this.#deps, sends: this.#sends });
    return this.#made;
  }

  /** An item of the history, or the last send. */
  #sendAgain(argument: unknown): Promise<AnswerInWords> {
    const mail = sentMailOf(this.#deps.history, argument);
    if (mail?.isRelease === true) return this.#flow.releases.repeat(mail);
    const order = mail === undefined ? this.#sends.last : orderOf(mail);
    return order === undefined ? this.#flow.run(undefined) : this.#flow.repeat(order);
  }

  async #showTranscript(argument: unknown): Promise<void> {
    const mail = await chooseSentMail(this.#deps.history, argument, vscode.l10n.t('Show Transcript'));
    if (mail === undefined) return;
    const dialogue = await this.#deps.history.transcriptOf(mail.mailproofId);
    await this.#deps.reports.show(mail.subject || vscode.l10n.t('Transcript'), transcriptText(mail, dialogue));
  }

  async #copyMessageId(argument: unknown): Promise<void> {
    const mail = await chooseSentMail(this.#deps.history, argument, vscode.l10n.t('Copy Message-ID'));
    if (mail !== undefined) await vscode.env.clipboard.writeText(mail.messageId);
  }

  async #forget(argument: unknown): Promise<void> {
    const mail = await chooseSentMail(this.#deps.history, argument, vscode.l10n.t('Remove from History'));
    if (mail !== undefined) await this.#deps.history.remove(mail.mailproofId);
  }

  async #clear(): Promise<void> {
    const isAgreed = await confirm({
      message: vscode.l10n.t('Clear the history of test mails?'),
      detail: vscode.l10n.t(
        'Their transcripts, the kept messages and the remembered recipients go too. What was sent stays where it arrived.',
      ),
      action: vscode.l10n.t('Clear'),
    });
    if (!isAgreed) return;
    await this.#deps.history.clear();
    await this.#sends.forget();
  }
}

function orderOf(mail: SentMail): SendOrder {
  const { template, profileId, to, cc, bcc, dataSet } = mail;
  return {
    template,
    profile: profileId,
    to,
    cc,
    bcc,
    dataSets: dataSet === undefined ? [] : [dataSet],
    attachments: [],
  };
}
