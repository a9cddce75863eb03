import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import { duration, folderWords, oneLine } from '../../core/delivery/deliveryWords.ts';
import { deliveryReport } from '../../core/delivery/deliveryReport.ts';
import { openImapMailbox } from '../../core/delivery/imapMailbox.ts';
import type { ArrivedDelivery, KeptDelivery } from '../../core/delivery/keptDelivery.ts';
import { MailboxError, type Mailbox, type MailboxFailure, type SoughtMessage } from '../../core/delivery/mailbox.ts';
import { mailboxOf, mailboxOwners } from '../../core/delivery/mailboxOwners.ts';
import { openPop3Mailbox } from '../../core/delivery/pop3Mailbox.ts';
import { waitForArrival, type ArrivalOutcome } from '../../core/delivery/waitForArrival.ts';
import type { Logger } from '../../core/log.ts';
import { authenticationTexts, meaningOf } from '../../core/mail/describeAuthentication.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { fill } from '../../core/sentence.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { confirm, showError, showInfo, showWarning } from '../../host/notify.ts';
import { pageTexts } from '../../host/pageTexts.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import type { ReportDocuments } from '../../host/reportDocuments.ts';
import { say } from '../../host/say.ts';
import type { SendHistory } from '../../host/sendHistory.ts';
import { DeliveryDocuments } from './deliveryDocuments.ts';
import { askedAccess, placeOf, storedAccess, type MailboxAccess, type OwnMailbox } from './mailboxAccess.ts';

export interface DeliveryDeps {
  readonly extensionUri: vscode.Uri;
  readonly profiles: ProfileStore;
  readonly history: SendHistory;
  readonly reports: ReportDocuments;
  readonly client: RendererClient;
  readonly log: Logger;
}

/** Looks for test mails in the mailboxes of profiles, and shows what was found. Nothing is marked or deleted but by `deleteFromMailbox`. */
export class DeliveryChecks extends Disposable {
  readonly #deps: DeliveryDeps;
  readonly documents: DeliveryDocuments;
  readonly #closing = new AbortController();

  constructor(deps: DeliveryDeps) {
    super();
    this.#deps = deps;
    this.documents = this.register(new DeliveryDocuments(deps.client));
    this.register({ dispose: () => this.#closing.abort() });
  }

  /** One of the history; undefined: dismissed, or there is none. */
  async choose(title: string): Promise<SentMail | undefined> {
    const mails = this.#deps.history.list();
    if (mails.length === 0) {
      void showInfo(vscode.l10n.t('No test mail was sent from this workspace yet.'));
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      mails.map((mail) => ({
        label: mail.subject || vscode.l10n.t('(no subject)'),
        description: `${mail.profileName} · ${new Date(mail.atMs).toLocaleString(vscode.env.language)}`,
        detail: mail.to.join(', '),
        mail,
      })),
      { title, matchOnDescription: true, matchOnDetail: true },
    );
    return picked?.mail;
  }

  /** On the user's wish: asks for what is missing. Returns what was found, mailbox by mailbox. */
  async check(mail: SentMail): Promise<readonly ArrivalOutcome['kind'][]> {
    const owners = await this.#chooseOwners(mail, vscode.l10n.t('Check Delivery'));
    const looks: (() => Promise<ArrivalOutcome['kind']>)[] = [];
    for (const owner of owners) {
      const access = await askedAccess(owner, this.#deps.profiles);
      if (access === undefined) return [];
      looks.push(() => this.#look(mail, owner, access));
    }
    return Promise.all(looks.map((look) => look()));
  }

  /** By itself: only where the password is stored, so that nobody is asked anything. */
  async afterSending(mail: SentMail): Promise<void> {
    if (mail.outcome.accepted.length === 0) return;
    const owners = mailboxOwners(mail.outcome.accepted, this.#accounts());
    await Promise.all(
      owners.slice(0, maxMailboxes).map(async (owner) => {
        const access = await storedAccess(owner, this.#deps.profiles);
        if (access !== undefined) await this.#look(mail, owner, access);
      }),
    );
  }

  async showReport(mail: SentMail): Promise<void> {
    const found = await this.#chooseArrived(mail);
    if (found !== undefined) await this.#showReport(found.mail, found.delivery, found.received);
  }

  async openReceived(mail: SentMail): Promise<void> {
    const found = await this.#chooseArrived(mail);
    if (found !== undefined) await openMessage(found.received);
  }

  async compare(mail: SentMail): Promise<void> {
    const found = await this.#chooseArrived(mail);
    if (found !== undefined) await this.#compare(mail, found.received);
  }

  async deleteFromMailbox(mail: SentMail): Promise<void> {
    const title = vscode.l10n.t('Delete Test Message from Mailbox');
    for (const owner of await this.#chooseOwners(mail, title)) {
      const isAgreed = await confirm({
        message: vscode.l10n.t('Delete "{0}" from the mailbox of {1}?', oneLine(mail.subject), owner.user),
        detail: vscode.l10n.t(
          'The message is looked for at {0} and deleted for good. No other one is touched.',
          placeOf(owner),
        ),
        action: vscode.l10n.t('Delete'),
      });
      const access = isAgreed ? await askedAccess(owner, this.#deps.profiles) : undefined;
      if (access === undefined) return;
      const found = await this.#inMailbox(
        vscode.l10n.t('Deleting the test message...'),
        { owner, access },
        async (mailbox, signal) => {
          const message = await mailbox.find(soughtOf(mail), signal);
          if (message !== undefined) await mailbox.remove(message);
          return message;
        },
      );
      if (found === 'failed') return;
      void (found === undefined
        ? showInfo(vscode.l10n.t('"{0}" is not in the mailbox of {1}.', oneLine(mail.subject), owner.user))
        : showInfo(
            vscode.l10n.t(
              '"{0}" was deleted from {1} of {2}.',
              oneLine(mail.subject),
              say(folderWords(found.folder)),
              owner.user,
            ),
          ));
    }
  }

  /** Connects, encrypts and signs in, and looks at nothing. `argument`: an item of the profiles, or an id. */
  async testMailbox(argument: unknown): Promise<boolean> {
    const owner = await this.#chooseMailbox(argument);
    const access = owner === undefined ? undefined : await askedAccess(owner, this.#deps.profiles);
    if (owner === undefined || access === undefined) return false;
    const title = vscode.l10n.t('Testing {0}...', placeOf(owner));
    const never = { messageId: '<none@mailproof.invalid>', mailproofId: 'none', sentAt: new Date() };
    const outcome = await this.#inMailbox(title, { owner, access }, async (mailbox, signal) => {
      // POP3 signs in for each look.
      if (owner.protocol === 'pop3') await mailbox.find(never, signal);
    });
    if (outcome === 'failed') return false;
    void showInfo(vscode.l10n.t('{0} accepts the user and the password.', placeOf(owner)));
    return true;
  }

  async #look(mail: SentMail, owner: OwnMailbox, access: MailboxAccess): Promise<ArrivalOutcome['kind']> {
    const { history, log } = this.#deps;
    const ageMs = Date.now() - mail.atMs;
    const isWatched = ageMs < atOnceMs;
    const outcome = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: vscode.l10n.t('Looking for "{0}" in the mailbox of {1}...', oneLine(mail.subject, 60), owner.user),
      },
      (progress, token) =>
        this.#withSignal(token, (signal) =>
          waitForArrival({
            open: openerOf(owner, access),
            sought: soughtOf(mail),
            seesOnlyInbox: owner.protocol === 'pop3',
            ...(ageMs < patientMs ? {} : { patienceMs: 0 }),
            signal,
            onWaiting: (waitedMs) =>
              progress.report({ message: vscode.l10n.t('not yet after {0}', duration(waitedMs)) }),
          }),
        ),
    );
    log.info(`delivery: ${owner.protocol} ${outcome.kind}`);
    if (outcome.kind === 'arrived' || outcome.kind === 'not-arrived') await access.keep();
    const delivery = keptOf(outcome, { mail, owner, isWatched });
    if (delivery !== undefined) {
      const message = outcome.kind === 'arrived' ? outcome.found.raw : undefined;
      await history.addDelivery(mail.mailproofId, delivery, message);
    }
    this.#tell(mail, { owner, outcome, delivery }).catch(logFailure(log, 'delivery'));
    return outcome.kind;
  }

  async #tell(
    mail: SentMail,
    {
      owner,
      outcome,
      delivery,
    }: { readonly owner: OwnMailbox; readonly outcome: ArrivalOutcome; readonly delivery: KeptDelivery | undefined },
  ): Promise<void> {
    switch (outcome.kind) {
      case 'cancelled':
        return;
      case 'failed':
        return this.#tellFailure(owner, outcome.failure);
      case 'not-arrived':
        return this.#tellMissing(mail, owner, outcome);
      case 'arrived':
        if (delivery?.kind === 'arrived') await this.#tellArrived(mail, owner, delivery);
    }
  }

  async #tellArrived(mail: SentMail, owner: OwnMailbox, delivery: ArrivedDelivery): Promise<void> {
    const { history } = this.#deps;
    const subject = oneLine(mail.subject, 100);
    const folder = say(folderWords(delivery.folder));
    const message =
      delivery.afterMs === undefined
        ? vscode.l10n.t('"{0}" is in the mailbox of {1}: {2}.', subject, owner.user, folder)
        : vscode.l10n.t(
            '"{0}" arrived in the mailbox of {1} after {2}: {3}.',
            subject,
            owner.user,
            duration(delivery.afterMs),
            folder,
          );
    const [report, open, compare] = [
      vscode.l10n.t('Show Report'),
      vscode.l10n.t('Open Message'),
      vscode.l10n.t('Compare'),
    ];
    const show = delivery.folder.kind === 'junk' ? showWarning : showInfo;
    const answer = await show(message, report, open, compare);
    if (answer === undefined) return;
    const received = await history.receivedFile(mail.mailproofId, delivery.mailbox);
    if (received === undefined) void showInfo(goneMessage());
    else if (answer === report) await this.#showReport(mail, delivery, received);
    else if (answer === open) await openMessage(received);
    else await this.#compare(mail, received);
  }

  async #tellMissing(
    mail: SentMail,
    owner: OwnMailbox,
    { seesOnlyInbox }: Extract<ArrivalOutcome, { kind: 'not-arrived' }>,
  ): Promise<void> {
    const waitedMs = Date.now() - mail.atMs;
    const again = vscode.l10n.t('Look Again');
    const subject = oneLine(mail.subject, 100);
    const message = seesOnlyInbox
      ? vscode.l10n.t(
          '"{0}" is not in the inbox of {1} after {2}. POP3 does not see other folders, spam included.',
          subject,
          owner.user,
          duration(waitedMs),
        )
      : vscode.l10n.t(
          '"{0}" is in no folder of {1} after {2}. It may still come.',
          subject,
          owner.user,
          duration(waitedMs),
        );
    if ((await showWarning(message, again)) === again) {
      await vscode.commands.executeCommand(commands.checkDelivery, mail.mailproofId);
    }
  }

  async #tellFailure(owner: OwnMailbox, failure: MailboxFailure): Promise<void> {
    this.#deps.log.info(`delivery: ${failure.code} ${failure.detail}`);
    const remedy = failure.remedy === undefined ? '' : say(failure.remedy);
    const message = [vscode.l10n.t('The mailbox could not be looked into.'), say(failure.message), remedy]
      .filter(Boolean)
      .join(' ');
    const edit = vscode.l10n.t('Edit Profile');
    if ((await showError(message, edit)) === edit) {
      await vscode.commands.executeCommand(commands.editProfile, owner.account.id);
    }
  }

  async #showReport(mail: SentMail, delivery: ArrivedDelivery, received: vscode.Uri): Promise<void> {
    const sentFile = await this.#deps.history.sentFile(mail.mailproofId);
    const view = await this.documents.parse(received.fsPath);
    if (typeof view === 'string') {
      void showError(vscode.l10n.t('The message cannot be shown: {0}', view));
      return;
    }
    const sent = sentFile === undefined ? undefined : await this.documents.parse(sentFile.fsPath);
    // The sentences about results are those of the viewer's page, translated with it.
    const texts = pageTexts(vscode.Uri.joinPath(this.#deps.extensionUri, 'l10n').fsPath, vscode.env.language);
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
    await this.#deps.reports.show(vscode.l10n.t('Delivery of {0}', oneLine(mail.subject, 60)), text);
  }

  async #compare(mail: SentMail, received: vscode.Uri): Promise<void> {
    const sent = await this.#deps.history.sentFile(mail.mailproofId);
    if (sent === undefined) {
      void showInfo(vscode.l10n.t('What was sent is not kept any more: only that of the last 20 test mails is.'));
      return;
    }
    await this.documents.show({ sent, received }, oneLine(mail.subject, 60));
  }

  async #chooseArrived(
    mail: SentMail,
  ): Promise<
    { readonly mail: SentMail; readonly delivery: ArrivedDelivery; readonly received: vscode.Uri } | undefined
  > {
    const arrived = (mail.deliveries ?? []).flatMap((each) => (each.kind === 'arrived' ? [each] : []));
    if (arrived.length === 0) {
      const check = vscode.l10n.t('Check Delivery');
      const answer = await showInfo(
        vscode.l10n.t('"{0}" was not seen in a mailbox yet.', oneLine(mail.subject)),
        check,
      );
      if (answer === check) await vscode.commands.executeCommand(commands.checkDelivery, mail.mailproofId);
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
    const received = await this.#deps.history.receivedFile(mail.mailproofId, picked.delivery.mailbox);
    if (received !== undefined) return { mail, delivery: picked.delivery, received };
    void showInfo(goneMessage());
    return undefined;
  }

  async #chooseOwners(mail: SentMail, title: string): Promise<readonly OwnMailbox[]> {
    const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
    const owners = mailboxOwners(recipients, this.#accounts()).slice(0, maxMailboxes);
    if (owners.length === 1) return owners;
    if (owners.length === 0) {
      const edit = vscode.l10n.t('Edit Profile');
      const answer = await showInfo(
        vscode.l10n.t(
          'No profile has the mailbox of {0}. Add its IMAP or POP3 server to the profile that signs in as that address.',
          recipients.map((each) => oneLine(each)).join(', '),
        ),
        edit,
      );
      if (answer === edit) await vscode.commands.executeCommand(commands.editProfile);
      return [];
    }
    const picked = await vscode.window.showQuickPick(
      owners.map((owner) => ({
        label: owner.recipient,
        description: placeOf(owner),
        detail: owner.account.name,
        picked: true,
        owner,
      })),
      { title, placeHolder: vscode.l10n.t('Mailboxes to look into'), canPickMany: true },
    );
    return picked?.map(({ owner }) => owner) ?? [];
  }

  async #chooseMailbox(argument: unknown): Promise<OwnMailbox | undefined> {
    const id = idOf(argument);
    const accounts = this.#accounts().filter((account) => id === undefined || account.id === id || account.name === id);
    const owners = accounts.flatMap((account) => {
      const mailbox = mailboxOf(account.profile);
      return mailbox === undefined ? [] : [{ account, recipient: mailbox.user, ...mailbox }];
    });
    if (owners.length === 0) {
      const edit = vscode.l10n.t('Edit Profile');
      const answer = await showInfo(vscode.l10n.t('This profile names no IMAP or POP3 server yet.'), edit);
      if (answer === edit) await vscode.commands.executeCommand(commands.editProfile, accounts[0]?.id);
      return undefined;
    }
    if (owners.length === 1) return owners[0];
    const picked = await vscode.window.showQuickPick(
      owners.map((owner) => ({ label: owner.account.name, description: placeOf(owner), owner })),
      { title: vscode.l10n.t('Test Mailbox Connection') },
    );
    return picked?.owner;
  }

  /** Those that may be used: not the workspace's while it is not trusted. */
  #accounts(): readonly ValidProfile[] {
    return this.#deps.profiles
      .list()
      .flatMap(({ id, entry, isIgnored }) => (entry.kind === 'valid' && !isIgnored ? [{ id, ...entry }] : []));
  }

  /** `failed` after saying why, or when it was given up. */
  async #inMailbox<T>(
    title: string,
    { owner, access }: { readonly owner: OwnMailbox; readonly access: MailboxAccess },
    run: (mailbox: Mailbox, signal: AbortSignal) => Promise<T>,
  ): Promise<T | 'failed'> {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, cancellable: true, title },
      (_progress, token) =>
        this.#withSignal(token, async (signal) => {
          let mailbox: Mailbox | undefined;
          try {
            mailbox = await openerOf(owner, access)(signal);
            const result = await run(mailbox, signal);
            await access.keep();
            return result;
          } catch (error) {
            if (signal.aborted) return 'failed';
            if (!(error instanceof MailboxError)) throw error;
            this.#tellFailure(owner, error.failure).catch(logFailure(this.#deps.log, 'delivery'));
            return 'failed';
          } finally {
            mailbox?.close();
          }
        }),
    );
  }

  async #withSignal<T>(token: vscode.CancellationToken, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    try {
      return await run(AbortSignal.any([controller.signal, this.#closing.signal]));
    } finally {
      listening.dispose();
    }
  }
}

function openerOf({ protocol }: OwnMailbox, { account }: MailboxAccess): (signal: AbortSignal) => Promise<Mailbox> {
  return (signal) => (protocol === 'imap' ? openImapMailbox(account, signal) : openPop3Mailbox(account, signal));
}

function soughtOf({ messageId, mailproofId, atMs }: SentMail): SoughtMessage {
  return { messageId, mailproofId, sentAt: new Date(atMs) };
}

function keptOf(
  outcome: ArrivalOutcome,
  { mail, owner, isWatched }: { readonly mail: SentMail; readonly owner: OwnMailbox; readonly isWatched: boolean },
): KeptDelivery | undefined {
  const looked = { mailbox: owner.user, protocol: owner.protocol };
  if (outcome.kind === 'not-arrived') {
    return { ...looked, kind: 'not-arrived', waitedMs: Date.now() - mail.atMs };
  }
  if (outcome.kind !== 'arrived') return undefined;
  const { folder, matchedBy, sizeBytes, isCut } = outcome.found;
  const afterMs = arrivalMs(outcome, { mail, isWatched });
  return {
    ...looked,
    kind: 'arrived',
    folder: { ...folder, path: oneLine(folder.path) },
    matchedBy,
    sizeBytes,
    isCut,
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}

/** Servers count in whole seconds by clocks of their own: what was seen at once is told as it was seen. */
function arrivalMs(
  { found, seenAfterMs }: Extract<ArrivalOutcome, { kind: 'arrived' }>,
  { mail, isWatched }: { readonly mail: SentMail; readonly isWatched: boolean },
): number | undefined {
  const seenMs = Math.max(0, seenAfterMs);
  if (seenMs < atOnceMs) return seenMs;
  if (found.arrivedAt !== undefined) return Math.min(Math.max(0, found.arrivedAt.getTime() - mail.atMs), seenMs);
  return isWatched ? seenMs : undefined;
}

function goneMessage(): string {
  return vscode.l10n.t('The message as it was received is not kept any more. Check the delivery once more.');
}

async function openMessage(file: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', file, views.message);
}

function idOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('located' in argument)) return undefined;
  const { located } = argument;
  return typeof located === 'object' && located !== null && 'id' in located && typeof located.id === 'string'
    ? located.id
    : undefined;
}

/** Who begins to look later has not seen it come. */
const atOnceMs = 5000;
/** What was sent longer ago is there, or it is not. */
const patientMs = 600_000;
/** At the same time. */
const maxMailboxes = 10;
