import * as vscode from 'vscode';
import { commands, settings } from '../../commands.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { chooseSentMail } from '../../host/chooseSentMail.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { readBoolean } from '../../host/settings.ts';
import type { DeliveryChecks, DeliveryDeps } from './deliveryChecks.ts';
import { loadDelivery } from './deliveryModule.ts';
import { deliveryScheme } from './schemes.ts';

/** Whether a test mail has arrived, where, how fast, and what was changed on the way. */
export function registerDelivery(deps: DeliveryDeps): DisposableLike {
  return new DeliveryFeature(deps);
}

type MailAction = (checks: DeliveryChecks, mail: SentMail) => Promise<unknown>;

class DeliveryFeature extends Disposable {
  readonly #deps: DeliveryDeps;
  #checks: DeliveryChecks | undefined;

  constructor(deps: DeliveryDeps) {
    super();
    this.#deps = deps;
    const command = (id: string, title: string, run: MailAction): void => this.#onMail(id, title, run);
    command(commands.checkDelivery, vscode.l10n.t('Check Delivery'), (checks, mail) => checks.check(mail));
    command(commands.showDeliveryReport, vscode.l10n.t('Show Delivery Report'), ({ received }, mail) =>
      received.withChosen(mail, ({ delivery, file }) => received.showReport(mail, delivery, file)),
    );
    command(commands.openDelivered, vscode.l10n.t('Open Message as Received'), ({ received }, mail) =>
      received.withChosen(mail, ({ file }) => received.open(file)),
    );
    command(commands.compareDelivered, vscode.l10n.t('Compare Sent and Received'), ({ received }, mail) =>
      received.withChosen(mail, ({ file }) => received.compare(mail, file)),
    );
    command(commands.deleteDelivered, vscode.l10n.t('Delete Test Message from Mailbox'), (checks, mail) =>
      checks.deleteFromMailbox(mail),
    );
    this.#command(commands.testMailbox, (argument) => this.#load().testMailbox(argument));
    this.#command(commands.toggleAlterations, () => this.#load().received.documents.toggle());
    this.register(deps.history.onDidAdd((mail) => this.#afterSending(mail)));
    // Editors of an earlier session ask for their content at once.
    if (vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isOfDelivery))) this.#load();
  }

  #afterSending(mail: SentMail): void {
    const { profiles, log } = this.#deps;
    if (!readBoolean(settings.deliveryCheckAfterSending, true)) return;
    const hasMailbox = profiles
      .list()
      .some(({ entry }) => entry.kind === 'valid' && (entry.profile.imap ?? entry.profile.pop3) !== undefined);
    if (!hasMailbox) return;
    this.#load().afterSending(mail).catch(logFailure(log, 'delivery'));
  }

  #load(): DeliveryChecks {
    const { DeliveryChecks } = loadDelivery();
    this.#checks ??= this.register(new DeliveryChecks(this.#deps));
    return this.#checks;
  }

  #command(id: string, run: (argument: unknown) => unknown): void {
    this.register(vscode.commands.registerCommand(id, run));
  }

  /** Called on an item of the history, with an id, or for a mail that the user chooses. */
  #onMail(id: string, title: string, run: MailAction): void {
    this.#command(id, async (argument) => {
      const mail = await chooseSentMail(this.#deps.history, argument, title);
      return mail === undefined ? undefined : run(this.#load(), mail);
    });
  }
}

function isOfDelivery({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputTextDiff && input.original.scheme === deliveryScheme;
}
