import * as vscode from 'vscode';
import type { MailboxTest } from '../../commands.ts';
import { duration, folderWords, oneLine } from '../../core/delivery/deliveryWords.ts';
import { MailboxError, type Mailbox, type MailboxFailure } from '../../core/delivery/mailbox.ts';
import { mailboxOwners } from '../../core/delivery/mailboxOwners.ts';
import { waitForArrival, type ArrivalOutcome } from '../../core/delivery/waitForArrival.ts';
import { isRecord } from '../../core/isRecord.ts';
import type { Logger } from '../../core/log.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { confirm, showInfo } from '../../host/notify.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import { say } from '../../host/say.ts';
import { atOnceMs, keptOf, soughtOf } from './keptResult.ts';
import { askedAccess, placeOf, storedAccess, type MailboxAccess, type OwnMailbox } from './mailboxAccess.ts';
import {
  chooseMailbox,
  chooseOwners,
  maxMailboxes,
  ownMailbox,
  typedMailbox,
  usableProfiles,
} from './mailboxChoice.ts';
import { ReceivedMails, type ReceivedMailsDeps } from './receivedMails.ts';
import { failureWords, tellDelivery, tellMailboxFailure, tellProblem } from './tellDelivery.ts';

export interface DeliveryDeps extends ReceivedMailsDeps {
  readonly profiles: ProfileStore;
  readonly log: Logger;
}

/** Looks for test mails in the mailboxes of profiles. Nothing there is marked or deleted but by `deleteFromMailbox`. */
export class DeliveryChecks extends Disposable {
  readonly #deps: DeliveryDeps;
  readonly #closing = new AbortController();
  readonly received: ReceivedMails;

  constructor(deps: DeliveryDeps) {
    super();
    this.#deps = deps;
    this.received = this.register(new ReceivedMails(deps));
    this.register({ dispose: () => this.#closing.abort() });
  }

  /** On the user's wish: asks for what is missing. Returns what was found, mailbox by mailbox. */
  async check(mail: SentMail): Promise<readonly ArrivalOutcome['kind'][]> {
    const { profiles } = this.#deps;
    const looks: (() => Promise<ArrivalOutcome['kind']>)[] = [];
    for (const owner of await chooseOwners(mail, profiles, vscode.l10n.t('Check Delivery'))) {
      const access = await askedAccess(owner, profiles);
      if (access === undefined) return [];
      looks.push(() => this.#look(mail, owner, access));
    }
    return Promise.all(looks.map((look) => look()));
  }

  /** By itself: only where nobody has to be asked anything. */
  async afterSending(mail: SentMail): Promise<void> {
    const { profiles } = this.#deps;
    if (mail.outcome.accepted.length === 0) return;
    const owners = mailboxOwners(mail.outcome.accepted, usableProfiles(profiles));
    await Promise.all(
      owners.slice(0, maxMailboxes).map(async (owner) => {
        const access = await storedAccess(owner, profiles);
        if (access !== undefined) await this.#look(mail, owner, access);
      }),
    );
  }

  async deleteFromMailbox(mail: SentMail): Promise<void> {
    const { profiles } = this.#deps;
    const subject = oneLine(mail.subject);
    for (const owner of await chooseOwners(mail, profiles, vscode.l10n.t('Delete Test Message from Mailbox'))) {
      const isAgreed = await confirm({
        message: vscode.l10n.t('Delete "{0}" from the mailbox of {1}?', subject, owner.user),
        detail: vscode.l10n.t(
          'The message is looked for at {0} and deleted for good. No other one is touched.',
          placeOf(owner),
        ),
        action: vscode.l10n.t('Delete'),
      });
      const access = isAgreed ? await askedAccess(owner, profiles) : undefined;
      if (access === undefined) return;
      const title = vscode.l10n.t('Deleting the test message...');
      const outcome = await this.#inMailbox(title, access, async (mailbox, signal) => {
        const message = await mailbox.find(soughtOf(mail), signal);
        if (message !== undefined) await mailbox.remove(message);
        return message;
      });
      if (outcome.kind !== 'done') return this.#tellFailure(owner, outcome);
      const { value: found } = outcome;
      void (found === undefined
        ? showInfo(vscode.l10n.t('"{0}" is not in the mailbox of {1}.', subject, owner.user))
        : showInfo(
            vscode.l10n.t('"{0}" was deleted from {1} of {2}.', subject, say(folderWords(found.folder)), owner.user),
          ));
    }
  }

  /** Connects, encrypts and signs in, and looks at nothing. `argument`: an item of the profiles, an id, or what a form holds. */
  async testMailbox(argument: unknown): Promise<MailboxTest> {
    if (isRecord(argument) && 'profile' in argument) return this.#testTyped(argument);
    const owner = await chooseMailbox(argument, this.#deps.profiles);
    const result = await this.#test(owner, undefined);
    if (owner !== undefined && result.message !== '') {
      if (result.ok) void showInfo(result.message);
      else tellProblem(owner, result.message).catch(logFailure(this.#deps.log, 'delivery'));
    }
    return result;
  }

  async #testTyped(argument: Readonly<Record<string, unknown>>): Promise<MailboxTest> {
    const typed = typedMailbox(argument);
    const owner = typed === undefined ? undefined : ownMailbox(typed);
    if (owner === undefined) {
      return { ok: false, message: vscode.l10n.t('A mailbox needs a server and a user: choose a way to sign in.') };
    }
    return this.#test(owner, typed?.password);
  }

  async #test(owner: OwnMailbox | undefined, smtpPassword: string | undefined): Promise<MailboxTest> {
    const { profiles } = this.#deps;
    const access = owner === undefined ? undefined : await askedAccess(owner, profiles, smtpPassword);
    if (owner === undefined || access === undefined) return { ok: false, message: '' };
    const title = vscode.l10n.t('Testing {0}...', placeOf(owner));
    const outcome = await this.#inMailbox(title, access, () => Promise.resolve());
    switch (outcome.kind) {
      case 'done':
        return { ok: true, message: acceptedWords(owner) };
      case 'cancelled':
        return { ok: false, message: '' };
      case 'failed':
        this.#log(outcome.failure);
        return { ok: false, message: failureWords(outcome.failure) };
    }
  }

  async #look(mail: SentMail, owner: OwnMailbox, access: MailboxAccess): Promise<ArrivalOutcome['kind']> {
    const { history, log } = this.#deps;
    const ageMs = Date.now() - mail.atMs;
    const outcome = await this.#withProgress(
      vscode.l10n.t('Looking for "{0}" in the mailbox of {1}...', oneLine(mail.subject, 60), owner.user),
      (signal, progress) =>
        waitForArrival({
          open: access.open,
          sought: soughtOf(mail),
          seesOnlyInbox: owner.protocol === 'pop3',
          ...(ageMs < patientMs ? {} : { patienceMs: 0 }),
          signal,
          onWaiting: (waitedMs) => progress.report({ message: vscode.l10n.t('not yet after {0}', duration(waitedMs)) }),
        }),
    );
    log.info(`delivery: ${owner.protocol} ${outcome.kind}`);
    if (outcome.kind === 'failed') this.#log(outcome.failure);
    if (outcome.kind === 'arrived' || outcome.kind === 'not-arrived') await access.keep();
    const delivery = keptOf(outcome, { mail, owner, isWatched: ageMs < atOnceMs });
    if (delivery !== undefined) {
      const message = outcome.kind === 'arrived' ? outcome.found.raw : undefined;
      await history.addDelivery(mail.mailproofId, delivery, message);
    }
    // Not awaited: it stays until somebody closes it.
    tellDelivery({ mail, owner, outcome, delivery }, this.received).catch(logFailure(log, 'delivery'));
    return outcome.kind;
  }

  #tellFailure(owner: OwnMailbox, outcome: Exclude<MailboxTask<unknown>, { kind: 'done' }>): void {
    if (outcome.kind === 'cancelled') return;
    this.#log(outcome.failure);
    tellMailboxFailure(owner, outcome.failure).catch(logFailure(this.#deps.log, 'delivery'));
  }

  #log({ code, detail }: MailboxFailure): void {
    this.#deps.log.info(`delivery: ${code} ${detail}`);
  }

  async #inMailbox<T>(
    title: string,
    access: MailboxAccess,
    run: (mailbox: Mailbox, signal: AbortSignal) => Promise<T>,
  ): Promise<MailboxTask<T>> {
    return this.#withProgress(title, async (signal) => {
      let mailbox: Mailbox | undefined;
      try {
        mailbox = await access.open(signal);
        const value = await run(mailbox, signal);
        await access.keep();
        return { kind: 'done', value };
      } catch (error) {
        if (signal.aborted) return { kind: 'cancelled' };
        if (!(error instanceof MailboxError)) throw error;
        return { kind: 'failed', failure: error.failure };
      } finally {
        mailbox?.close();
      }
    });
  }

  async #withProgress<T>(
    title: string,
    run: (signal: AbortSignal, progress: vscode.Progress<{ readonly message: string }>) => Promise<T>,
  ): Promise<T> {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, cancellable: true, title },
      async (progress, token) => {
        const controller = new AbortController();
        const listening = token.onCancellationRequested(() => controller.abort());
        try {
          return await run(AbortSignal.any([controller.signal, this.#closing.signal]), progress);
        } finally {
          listening.dispose();
        }
      },
    );
  }
}

type MailboxTask<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: MailboxFailure }
  | { readonly kind: 'cancelled' };

function acceptedWords(owner: OwnMailbox): string {
  return owner.account.profile.auth === 'oauth2'
    ? vscode.l10n.t('{0} accepts the sign-in.', placeOf(owner))
    : vscode.l10n.t('{0} accepts the user and the password.', placeOf(owner));
}

/** What was sent longer ago is there, or it is not. */
const patientMs = 600_000;
