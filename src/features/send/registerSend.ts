import path from 'node:path';
import * as vscode from 'vscode';
import { commands, localInboxName, settings } from '../../commands.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import type { Logger } from '../../core/log.ts';
import { formatMailbox, parseMailbox, parseRecipients } from '../../core/mail/address.ts';
import type { SendOutcome, SendResult } from '../../core/mail/outcome.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { sentence } from '../../core/sentence.ts';
import { hasErrors, type RenderResult } from '../../core/render/renderResult.ts';
import { templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import { loadMail } from '../../host/mailModule.ts';
import { confirm, showError, showWarning } from '../../host/notify.ts';
import { passwordFor, type PasswordAnswer } from '../../host/passwordPrompt.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import { readNumber } from '../../host/settings.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { composeTestMail, type ComposedTestMail } from './composeTestMail.ts';
import { isInboxItem, parseArguments, profileIdOf } from './sendArguments.ts';
import { SendHistory, type LastSend } from './sendHistory.ts';
import { tellOutcome } from './tellOutcome.ts';
import { reasonOf } from '../../core/reasonOf.ts';

export interface SendDeps {
  readonly renderer: TemplateRenderer;
  readonly active: ActiveTemplate;
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
  readonly memory: vscode.Memento;
  readonly log: Logger;
}

export function registerSend(deps: SendDeps): DisposableLike {
  return new SendFeature(deps);
}

/** Where a message goes: an account, or the inbox of this window. */
type Target = { readonly kind: 'inbox' } | { readonly kind: 'account'; readonly account: ValidProfile };

class SendFeature extends Disposable {
  readonly #deps: SendDeps;
  readonly #history: SendHistory;
  /** Two sends of one template at once are two renders: neither may supersede the other. */
  #sends = 0;

  constructor(deps: SendDeps) {
    super();
    this.#deps = deps;
    this.#history = new SendHistory(deps.memory);
    this.register(vscode.commands.registerCommand(commands.sendTest, (argument) => this.#sendTest(argument)));
    this.register(vscode.commands.registerCommand(commands.sendTestAgain, () => this.#sendAgain()));
  }

  async #sendAgain(): Promise<SendOutcome> {
    const { last } = this.#history;
    return last === undefined ? this.#sendTest(undefined) : this.#sendTest(last, { isRepeat: true });
  }

  /** Asks for what the argument leaves open, in the order: template, profile, sender, recipients. */
  async #sendTest(argument: unknown, options: { readonly isRepeat?: boolean } = {}): Promise<SendOutcome> {
    const given = parseArguments(argument);
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return { kind: 'cancelled' };
    const target = await this.#chooseTarget(template, given.profile, argument);
    if (target === undefined) return { kind: 'cancelled' };
    const first = await this.#render(template, given.dataSet);
    if (first === undefined || !(await this.#errorsAccepted(template, first))) return { kind: 'cancelled' };
    const from = await this.#senderFor(target, first);
    if (from === undefined) return { kind: 'cancelled' };
    const to = await this.#recipientsFor(template, target, given.to);
    if (to === undefined) return { kind: 'cancelled' };
    const { isSampleData = false } = first;
    const question = { from, to, isRepeat: options.isRepeat === true, isSampleData };
    if (!(await this.#confirmed(target, question))) return { kind: 'cancelled' };
    const access = await this.#accessTo(target);
    if (access === undefined) return { kind: 'cancelled' };

    // Once more: the questions leave time to type, and what the preview shows now is what is sent.
    const result = await this.#render(template, first.dataSet?.name);
    if (result === undefined) return { kind: 'cancelled' };
    if (!hasErrors(first) && !(await this.#errorsAccepted(template, result))) return { kind: 'cancelled' };
    const composed = await composeTestMail({ template, result, from, to, replyTo: replyToOf(target) });
    if (composed.kind === 'invalid') return notComposed(composed.reason);
    const { outcome } = await this.#transmit(target, access, composed);
    this.#deps.log.info(`send: ${outcome.kind}`);
    // First of all the truth about the message: nothing that fails afterwards may hide that it is on its way.
    tellOutcome(outcome, {
      subject: result.subject,
      targetName: nameOf(target),
      profileId: target.kind === 'account' ? target.account.id : undefined,
      inboxMessage: target.kind === 'inbox' ? this.#deps.inbox.messageOf(composed.mailproofId)?.id : undefined,
      warnings: result.isSampleData === true ? [sampleWarning(), ...composed.warnings] : composed.warnings,
    }).catch(logFailure(this.#deps.log, 'send'));
    await this.#remember(outcome, access, {
      template: template.toString(),
      profile: target.kind === 'inbox' ? localInboxName : target.account.id,
      to: to.map(formatMailbox),
      dataSet: result.dataSet?.name,
    });
    return outcome;
  }

  /** What the next send begins with. A keyring or a store that fails does not undo the send. */
  async #remember(outcome: SendOutcome, access: Access, send: LastSend): Promise<void> {
    try {
      if (isSignedIn(outcome)) await access.password.keep();
      if (outcome.kind !== 'cancelled' && outcome.kind !== 'not-sent') await this.#history.remember(send);
    } catch (error) {
      logFailure(this.#deps.log, 'send')(error);
      void showWarning(
        vscode.l10n.t('The password or the list of recipients could not be stored: {0}', reasonOf(error)),
      );
    }
  }

  async #chooseTarget(
    template: vscode.Uri,
    wanted: string | undefined,
    argument: unknown,
  ): Promise<Target | undefined> {
    if (isInboxItem(argument) || wanted === localInboxName) return { kind: 'inbox' };
    const { profiles } = this.#deps;
    const id = profileIdOf(argument);
    if (wanted !== undefined || id !== undefined) {
      const located = profiles.find(id ?? wanted ?? '') ?? profiles.findByName(wanted ?? '');
      if (located?.entry.kind === 'valid' && !located.isIgnored) {
        return { kind: 'account', account: { id: located.id, ...located.entry } };
      }
      const name = located?.entry.name ?? wanted ?? '';
      void showError(
        located?.entry.kind === 'invalid'
          ? vscode.l10n.t('The SMTP profile "{0}" is not usable: {1}', name, located.entry.reason)
          : vscode.l10n.t('There is no SMTP profile "{0}". Nothing was sent.', name),
      );
      return undefined;
    }
    return this.#pickTarget(template);
  }

  async #pickTarget(template: vscode.Uri): Promise<Target | undefined> {
    const { profiles, inbox } = this.#deps;
    const accounts = profiles
      .list()
      .flatMap(({ id, entry, isIgnored }) => (entry.kind === 'valid' && !isIgnored ? [{ id, ...entry }] : []));
    const first = profiles.defaultId ?? this.#history.last?.profile;
    const add = vscode.l10n.t('Add SMTP Profile...');
    const items: (vscode.QuickPickItem & { readonly target?: Target; readonly key: string })[] = [
      {
        key: localInboxName,
        label: localInboxName,
        description:
          inbox.port === undefined ? vscode.l10n.t('on this machine, starts by itself') : `127.0.0.1:${inbox.port}`,
        iconPath: new vscode.ThemeIcon('inbox'),
        target: { kind: 'inbox' },
      },
      ...accounts.map((account) => ({
        key: account.id,
        label: account.name,
        description: `${account.profile.host}:${account.profile.port}${
          account.profile.environment === 'production' ? ` · ${vscode.l10n.t('production')}` : ''
        }`,
        iconPath: new vscode.ThemeIcon(account.profile.environment === 'production' ? 'warning' : 'server'),
        target: { kind: 'account' as const, account },
      })),
    ];
    items.sort((one, other) => Number(other.key === first) - Number(one.key === first));
    const picked = await vscode.window.showQuickPick(
      [
        ...items,
        { key: '', label: '', kind: vscode.QuickPickItemKind.Separator },
        { key: 'add', label: add, iconPath: new vscode.ThemeIcon('add') },
      ],
      {
        title: vscode.l10n.t('Send {0} as a Test', path.basename(template.path)),
        placeHolder: vscode.l10n.t('Send through'),
        matchOnDescription: true,
      },
    );
    if (picked?.key === 'add') await vscode.commands.executeCommand(commands.addProfile);
    return picked?.target;
  }

  /** The render that the preview shows, fresh from the editors; undefined after saying why there is none. */
  async #render(
    template: vscode.Uri,
    dataSet: string | undefined,
  ): Promise<(RenderResult & { readonly html: string }) | undefined> {
    const outcome = await this.#deps.renderer.render(
      template,
      `send ${++this.#sends}`,
      dataSet === undefined ? {} : { dataSet },
    );
    if (outcome.kind === 'superseded') return undefined;
    const { result } = outcome;
    const name = path.basename(template.path);
    // A render that was stopped knows no data sets either: its own reason comes first.
    if (result.html !== undefined && dataSet !== undefined && result.dataSet?.name !== dataSet) {
      const known = result.dataSets.map((set) => set.name).join(', ');
      void showError(
        vscode.l10n.t('{0} has no data set "{1}". It has: {2}. Nothing was sent.', name, dataSet, known || '–'),
      );
      return undefined;
    }
    const error = result.problems.find((problem) => problem.severity === 'error');
    if (result.html === undefined) {
      const show = vscode.l10n.t('Show Preview');
      void showError(
        vscode.l10n.t('{0} was not sent, because it cannot be rendered: {1}', name, error?.message ?? ''),
        show,
      ).then((answer) =>
        answer === show ? vscode.commands.executeCommand(commands.openPreviewToSide, template) : undefined,
      );
      return undefined;
    }
    return { ...result, html: result.html };
  }

  async #errorsAccepted(template: vscode.Uri, result: RenderResult): Promise<boolean> {
    const errors = result.problems.filter((problem) => problem.severity === 'error');
    if (errors.length === 0) return true;
    return confirm({
      message: vscode.l10n.t('{0} has errors. Send it all the same?', path.basename(template.path)),
      detail: errors
        .slice(0, maxListedErrors)
        .map((problem) => `${path.basename(problem.file)}:${problem.start.line + 1}  ${problem.message}`)
        .join('\n'),
      action: vscode.l10n.t('Send with Errors'),
    });
  }

  async #senderFor(target: Target, result: RenderResult): Promise<Mailbox | undefined> {
    const profile = target.kind === 'account' ? target.account.profile : undefined;
    const candidates = [profile?.from, result.from, profile?.user, target.kind === 'inbox' ? inboxSender : undefined];
    for (const candidate of candidates) {
      if (candidate === undefined) continue;
      const parsed = parseMailbox(candidate);
      if (parsed.kind === 'valid') return parsed.mailbox;
      // A user name need not be an address; a sender that was written down must be right.
      if (candidate === profile?.user) continue;
      void showError(vscode.l10n.t('The sender is not usable. {0}', parsed.error));
      return undefined;
    }
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Sender'),
      prompt: vscode.l10n.t('The profile names no sender. For example: Shop <shop@example.com>'),
      ignoreFocusOut: true,
      validateInput: (text) => {
        const parsed = parseMailbox(text);
        return parsed.kind === 'valid' ? undefined : parsed.error;
      },
    });
    const parsed = typed === undefined ? undefined : parseMailbox(typed);
    return parsed?.kind === 'valid' ? parsed.mailbox : undefined;
  }

  async #recipientsFor(
    template: vscode.Uri,
    target: Target,
    given: string | readonly string[] | undefined,
  ): Promise<readonly Mailbox[] | undefined> {
    if (given !== undefined) {
      const checked = this.#checkRecipients(given);
      if (checked.kind === 'valid') return checked.recipients;
      void showError(vscode.l10n.t('Nothing was sent. {0}', checked.error));
      return undefined;
    }
    if (target.kind === 'inbox') return [{ name: '', address: inboxRecipient }];
    const { profile } = target.account;
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Recipients of {0}', path.basename(template.path)),
      prompt: vscode.l10n.t('One or several addresses, separated by commas'),
      value: profile.to.length > 0 ? profile.to.join(', ') : (this.#history.recipients[0] ?? profile.user ?? ''),
      ignoreFocusOut: true,
      validateInput: (text) => {
        const checked = this.#checkRecipients(text);
        return checked.kind === 'valid' ? undefined : checked.error;
      },
    });
    const checked = typed === undefined ? undefined : this.#checkRecipients(typed);
    return checked?.kind === 'valid' ? checked.recipients : undefined;
  }

  #checkRecipients(
    given: string | readonly string[],
  ):
    | { readonly kind: 'valid'; readonly recipients: readonly Mailbox[] }
    | { readonly kind: 'invalid'; readonly error: string } {
    const parsed = parseRecipients(given);
    if (parsed.kind === 'invalid') return { kind: 'invalid', error: parsed.errors[0] ?? '' };
    const limit = readNumber(settings.sendMaxRecipients, { fallback: 10, min: 1, max: 100 });
    if (parsed.recipients.length > limit) {
      return {
        kind: 'invalid',
        error: vscode.l10n.t(
          'These are {0} recipients; a test mail goes to at most {1} (setting "{2}").',
          parsed.recipients.length,
          limit,
          settings.sendMaxRecipients,
        ),
      };
    }
    return parsed;
  }

  /** A production account mails real people: the final envelope is shown first, also when a send is repeated. */
  async #confirmed(target: Target, { from, to, isRepeat, isSampleData }: SendQuestion): Promise<boolean> {
    if (target.kind === 'inbox' || target.account.profile.environment === 'test') return true;
    const { account } = target;
    return confirm({
      message: isRepeat
        ? vscode.l10n.t('Send again through the production profile "{0}"?', account.name)
        : vscode.l10n.t('Send through the production profile "{0}"?', account.name),
      detail: [
        vscode.l10n.t('From: {0}', formatMailbox(from)),
        vscode.l10n.t('To: {0}', to.map(formatMailbox).join(', ')),
        vscode.l10n.t('Server: {0}:{1}', account.profile.host, account.profile.port),
        ...(isSampleData ? [sampleWarning()] : []),
      ].join('\n'),
      action: vscode.l10n.t('Send'),
    });
  }

  async #transmit(
    target: Target,
    access: Access,
    composed: Extract<ComposedTestMail, { kind: 'composed' }>,
  ): Promise<SendResult> {
    const overall = readNumber(settings.sendTimeout, { fallback: 180, min: 5, max: 600 }) * 1000;
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: vscode.l10n.t('Sending through {0}...', nameOf(target)),
      },
      (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return loadMail().sendMessage({
          profile: access.profile,
          ...(access.password.value === undefined ? {} : { password: access.password.value }),
          message: composed.message,
          signal: controller.signal,
          timeouts: { overall },
          log: this.#deps.log,
        });
      },
    );
  }

  /** Server and password. The password is read last, when everything else is decided. */
  async #accessTo(target: Target): Promise<Access | undefined> {
    if (target.kind === 'inbox') {
      const port = await this.#deps.inbox.startOrTell();
      return port === undefined ? undefined : { profile: inboxProfile(port), password: noPassword };
    }
    const password = await passwordFor(target.account, this.#deps.profiles);
    return password.kind === 'cancelled' ? undefined : { profile: target.account.profile, password };
  }
}

interface SendQuestion {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly isRepeat: boolean;
  readonly isSampleData: boolean;
}

/** Whoever gets the mail takes its names, prices and dates for somebody's. */
function sampleWarning(): string {
  return vscode.l10n.t('Its values are made up, because the template has no data set.');
}

interface Access {
  readonly profile: Profile;
  readonly password: Extract<PasswordAnswer, { kind: 'password' }>;
}

const noPassword: Access['password'] = { kind: 'password', value: undefined, keep: () => Promise.resolve() };

function inboxProfile(port: number): Profile {
  return { host: '127.0.0.1', port, security: 'none', auth: 'none', to: [], environment: 'test' };
}

function nameOf(target: Target): string {
  return target.kind === 'inbox' ? localInboxName : target.account.name;
}

/** Whether the server took the password, whatever became of the message. */
function isSignedIn(outcome: SendOutcome): boolean {
  switch (outcome.kind) {
    case 'sent':
    case 'partly-sent':
    case 'unknown':
      return true;
    case 'rejected':
    case 'not-sent':
      return ['mail', 'rcpt', 'data', 'body', 'after-dot'].includes(outcome.phase);
    case 'cancelled':
      return false;
  }
}

function replyToOf(target: Target): Mailbox | undefined {
  const replyTo = target.kind === 'account' ? target.account.profile.replyTo : undefined;
  const parsed = replyTo === undefined ? undefined : parseMailbox(replyTo);
  return parsed?.kind === 'valid' ? parsed.mailbox : undefined;
}

function notComposed(reason: string): SendOutcome {
  void showWarning(vscode.l10n.t('Nothing was sent. {0}', reason));
  return {
    kind: 'not-sent',
    phase: 'connect',
    failure: {
      code: 'other',
      message: sentence('The message could not be composed: {0}', reason),
      remedy: undefined,
      actions: [],
      detail: '',
    },
  };
}

/** RFC 6761: names under localhost never leave the machine. */
const inboxSender = 'Mailproof <mailproof@mailproof.localhost>';
const inboxRecipient = 'you@mailproof.localhost';
const maxListedErrors = 5;
