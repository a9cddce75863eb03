import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import { deliveryReport } from '../../core/delivery/deliveryReport.ts';
import { folderWords, oneLine } from '../../core/delivery/deliveryWords.ts';
import type { ArrivedDelivery } from '../../core/delivery/keptDelivery.ts';
import { authenticationTexts, meaningOf } from '../../core/mail/describeAuthentication.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { fill } from '../../core/sentence.ts';
import { Disposable } from '../../host/disposable.ts';
import { showError, showInfo } from '../../host/notify.ts';
import { pageTexts } from '../../host/pageTexts.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import type { ReportDocuments } from '../../host/reportDocuments.ts';
import { say } from '../../host/say.ts';
import type { SendHistory } from '../../host/sendHistory.ts';
import { DeliveryDocuments } from './deliveryDocuments.ts';

export interface ReceivedMailsDeps {
  readonly extensionUri: vscode.Uri;
  readonly history: SendHistory;
  readonly reports: ReportDocuments;
  readonly client: RendererClient;
}

/** A test mail as it arrived in one mailbox. */
interface ReceivedMail {
  readonly delivery: ArrivedDelivery;
  readonly file: vscode.Uri;
}

/** What can be looked at of test mails that have arrived. */
export class ReceivedMails extends Disposable {
  readonly #deps: ReceivedMailsDeps;
  readonly documents: DeliveryDocuments;

  constructor(deps: ReceivedMailsDeps) {
    super();
    this.#deps = deps;
    this.documents = this.register(new DeliveryDocuments(deps.client));
  }

  /** Does it with the mail as it is in one of the mailboxes that it was seen in; where there is none, the user knows. */
  async withChosen(mail: SentMail, run: (received: ReceivedMail) => Promise<void>): Promise<void> {
    const chosen = await this.#choose(mail);
    if (chosen !== undefined) await run(chosen);
  }

  async #choose(mail: SentMail): Promise<ReceivedMail | undefined> {
    const arrived = (mail.deliveries ?? []).flatMap((each) => (each.kind === 'arrived' ? [each] : []));
    if (arrived.length === 0) {
      const check = vscode.l10n.t('Check Delivery');
      const message = vscode.l10n.t('"{0}" was not seen in a mailbox yet.', oneLine(mail.subject));
      if ((await showInfo(message, check)) === check) {
        await vscode.commands.executeCommand(commands.checkDelivery, mail.mailproofId);
      }
      return undefined;
    }
    const picked =
      arrived.length === 1
        ? { delivery: arrived[0] }
        : await vscode.window.showQuickPick(
            arrived.map((delivery) => ({
              label: delivery.mailbox,
              description: say(folderWords(delivery.folder)),
              delivery,
            })),
            { title: vscode.l10n.t('Mailbox') },
          );
    if (picked?.delivery === undefined) return undefined;
    const file = await this.fileOf(mail, picked.delivery);
    return file === undefined ? undefined : { delivery: picked.delivery, file };
  }

  /** undefined: it is not kept any more, and the user knows. */
  async fileOf(mail: SentMail, { mailbox }: ArrivedDelivery): Promise<vscode.Uri | undefined> {
    const file = await this.#deps.history.receivedFile(mail, mailbox);
    if (file === undefined) {
      void showInfo(
        vscode.l10n.t('The message as it was received is not kept any more. Check the delivery once more.'),
      );
    }
    return file;
  }

  async showReport(mail: SentMail, delivery: ArrivedDelivery, file: vscode.Uri): Promise<void> {
    const { history, reports, extensionUri } = this.#deps;
    const sentFile = await history.sentFile(mail.mailproofId);
    const view = await this.documents.parse(file.fsPath);
    if (typeof view === 'string') {
      void showError(vscode.l10n.t('The message cannot be shown: {0}', view));
      return;
    }
    const sent = sentFile === undefined ? undefined : await this.documents.parse(sentFile.fsPath);
    // The sentences about results are those of the viewer's page, translated with it.
    const texts = pageTexts(vscode.Uri.joinPath(extensionUri, 'l10n').fsPath, vscode.env.language);
    const text = deliveryReport(
      { mail, delivery, received: view, sent: typeof sent === 'string' ? undefined : sent },
      {
        say,
        sayResult: (result) => {
          const { text: key, subject } = meaningOf(result);
          return fill(texts[authenticationTexts[key]] ?? authenticationTexts[key], [subject]);
        },
      },
    );
    await reports.show(vscode.l10n.t('Delivery of {0}', oneLine(mail.subject, 60)), text);
  }

  async open(file: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('vscode.openWith', file, views.message);
  }

  async compare(mail: SentMail, received: vscode.Uri): Promise<void> {
    const sent = await this.#deps.history.sentFile(mail.mailproofId);
    if (sent === undefined) {
      void showInfo(vscode.l10n.t('What was sent is not kept any more: only that of the last 20 test mails is.'));
      return;
    }
    await this.documents.show({ sent, received }, oneLine(mail.subject, 60));
  }
}
