import * as vscode from 'vscode';
import { commands, localInboxName, views, type MailboxTest, type TypedMailbox } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { loadMail } from '../../host/mailModule.ts';
import { confirm, showError } from '../../host/notify.ts';
import { loadOAuth } from '../../host/oauthModule.ts';
import type { LocatedProfile, ProfileStore } from '../../host/profileStore.ts';
import type { SignInTarget } from '../../host/oauth/signInService.ts';
import { pageHtml, panelIcon } from '../../host/webviewAssets.ts';
import {
  parseFromProfileEditor,
  type FromProfileEditor,
  type ProfileFields,
  type ToProfileEditor,
} from '../../protocol/profileEditor.ts';
import { agreeToDiscovery, discoverServer, discoveryConsent } from './lookUpServer.ts';
import { findServer, providerChoices } from './findServer.ts';
import { emptyFields, fieldsOf } from './profileFields.ts';
import { openOAuthGuide } from './openOAuthGuide.ts';
import { testConnection } from './tryConnection.ts';
import type { FieldErrors } from '../../core/profiles/parseFields.ts';
import { say } from '../../host/say.ts';

export interface ProfilePanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly profiles: ProfileStore;
  readonly log: Logger;
}

/** The form of one profile, or of a new one. */
export class ProfilePanel extends Disposable {
  readonly #deps: ProfilePanelDeps;
  readonly #located: LocatedProfile | undefined;
  readonly #panel: vscode.WebviewPanel;
  readonly #onClosed: () => void;
  #test: AbortController | undefined;
  #discovery: AbortController | undefined;
  /** Sign-ins of this form. */
  readonly #signedIn: SignInTarget[] = [];

  constructor(located: LocatedProfile | undefined, deps: ProfilePanelDeps, onClosed: () => void) {
    super();
    this.#located = located;
    this.#deps = deps;
    const title =
      located === undefined
        ? vscode.l10n.t('New SMTP Profile')
        : vscode.l10n.t('SMTP Profile: {0}', located.entry.name);
    this.#panel = vscode.window.createWebviewPanel(views.profileEditor, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      // What was typed survives a change of tabs. The page never holds a stored password.
      retainContextWhenHidden: true,
      localResourceRoots: [],
    });
    this.#panel.iconPath = panelIcon(deps.extensionUri);
    this.#onClosed = onClosed;
    this.register(this.#panel.onDidDispose(() => this.dispose()));
    this.register(this.#panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value)));
    this.#panel.webview.html = pageHtml(this.#panel.webview, deps.extensionUri, {
      page: 'profileEditor',
      title,
      remoteImages: false,
    });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#test?.abort();
    this.#discovery?.abort();
    void this.#forgetUnsaved().catch(logFailure(this.#deps.log, 'profile editor'));
    // However it closes: whoever opens this profile again must get a new form.
    this.#onClosed();
    super.dispose();
    this.#panel.dispose();
  }

  #hear(value: unknown): void {
    const message = parseFromProfileEditor(value);
    if (message === undefined) this.#deps.log.debug('profile editor: dropped a message of unknown shape');
    else void this.#answer(message).catch(logFailure(this.#deps.log, 'profile editor'));
  }

  #post(message: ToProfileEditor): void {
    if (!this.isDisposed) void this.#panel.webview.postMessage(message);
  }

  async #answer(message: FromProfileEditor): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#show();
      case 'save':
        return this.#save(message.fields, message.password);
      case 'test':
        return this.#runTest(message.fields, message.password);
      case 'testMailbox':
        return this.#testMailbox(message.fields, message.password);
      case 'lookUp':
        this.#post({ type: 'found', question: message.question, server: findServer(message.question) });
        return;
      case 'discover':
        return this.#discover(message.address);
      case 'cancelDiscovery':
        this.#discovery?.abort();
        return;
      case 'cancelTest':
        this.#test?.abort();
        return;
      case 'askSignIn':
      case 'signIn':
      case 'signOut':
        return this.#signInOrOut(message);
      case 'openOAuthGuide':
        return openOAuthGuide();
      case 'close':
        this.dispose();
    }
  }

  async #show(): Promise<void> {
    const { profiles } = this.#deps;
    const entry = this.#located?.entry;
    const canSave = profiles.canSaveInWorkspace;
    this.#post({
      type: 'show',
      fields: entry?.kind === 'valid' ? fieldsOf(entry) : emptyFields(canSave),
      isNew: this.#located === undefined,
      hasPassword: entry?.kind === 'valid' && (await profiles.hasPassword(entry)),
      canSaveInWorkspace: canSave,
      workspaceReason: canSave
        ? ''
        : vscode.workspace.isTrusted
          ? vscode.l10n.t('Open a folder to keep a profile in it.')
          : vscode.l10n.t('This workspace is not trusted.'),
      providers: providerChoices(),
      discovery: discoveryConsent(),
      oauthChoices: loadOAuth().oauthChoices(),
    });
  }

  async #save(fields: ProfileFields, password: string | undefined): Promise<void> {
    const profile = this.#parse(fields);
    if (profile === undefined) return;
    // As it stands now: the settings may have been edited since the form was opened.
    const replaces = this.#located === undefined ? undefined : this.#deps.profiles.find(this.#located.id);
    if (replaces !== undefined && !(await this.#isAgreedToReplace(replaces))) return;
    try {
      await this.#deps.profiles.save({
        name: fields.name.trim(),
        scope: fields.scope,
        profile,
        password: await this.#passwordToStore(profile, fields, password),
        replaces,
      });
    } catch (error) {
      // settings.json may be read-only, or broken by hand: what was typed stays in the form.
      await showError(vscode.l10n.t('The profile could not be saved: {0}', reasonOf(error)));
      return;
    }
    this.#post({ type: 'saved' });
    this.dispose();
  }

  /** What somebody has changed meanwhile, by hand or in another window, is not lost without a word. */
  async #isAgreedToReplace(now: LocatedProfile): Promise<boolean> {
    if (JSON.stringify(now.written) === JSON.stringify(this.#located?.written)) return true;
    return confirm({
      message: vscode.l10n.t('The profile "{0}" was changed since this form was opened. Replace it?', now.entry.name),
      detail: vscode.l10n.t('A password that was stored for the changed profile is forgotten.'),
      action: vscode.l10n.t('Replace'),
    });
  }

  /**
   * A stored password belongs to the server that it was saved for. It is carried over only when nothing that decides
   * where it goes was changed; otherwise it must be typed again.
   */
  async #passwordToStore(
    profile: Profile,
    fields: ProfileFields,
    typed: string | undefined,
  ): Promise<string | undefined> {
    if (profile.auth === 'none') return undefined;
    if (profile.auth === 'password' && typed !== undefined && typed !== '') return typed;
    const entry = this.#located?.entry;
    if (entry?.kind !== 'valid' || entry.scope === fields.scope) return undefined;
    const isSameServer =
      entry.profile.host.toLowerCase() === profile.host.toLowerCase() &&
      entry.profile.port === profile.port &&
      entry.profile.user === profile.user &&
      entry.profile.security === profile.security &&
      entry.profile.auth === profile.auth &&
      entry.profile.oauth === profile.oauth &&
      entry.profile.certificatePin === profile.certificatePin;
    return isSameServer ? this.#deps.profiles.readPassword(entry) : undefined;
  }

  async #runTest(fields: ProfileFields, typed: string | undefined): Promise<void> {
    const profile = this.#parse(tested(fields));
    if (profile === undefined) return;
    this.#test?.abort();
    const controller = new AbortController();
    this.#test = controller;
    this.#post({ type: 'testing' });
    const password = await this.#secretFor({ scope: fields.scope, profile }, typed);
    const outcome = await testConnection(profile, {
      password,
      signal: controller.signal,
      log: this.#deps.log,
      history: this.#deps.profiles.history,
      onChecks: (checks) => {
        if (this.#test === controller) this.#post({ type: 'checked', checks });
      },
    });
    if (this.#test !== controller) return;
    this.#test = undefined;
    switch (outcome.kind) {
      case 'works':
        return this.#post({ type: 'tested', ok: true, message: outcome.message, remedy: '' });
      case 'failed':
        return this.#post({
          type: 'tested',
          ok: false,
          message: outcome.message,
          remedy: outcome.remedy,
          ...(outcome.fix === undefined ? {} : { fix: outcome.fix }),
        });
      case 'cancelled':
        return this.#post({ type: 'tested', ok: false, message: vscode.l10n.t('The test was cancelled.'), remedy: '' });
    }
  }

  /** What is stored for a mailbox that is never saved is forgotten with the form, like a sign-in. */
  async #testMailbox(fields: ProfileFields, password: string | undefined): Promise<void> {
    const profile = this.#parse(tested(fields));
    if (profile === undefined) return;
    const target = { scope: fields.scope, profile };
    const name = fields.name.trim() || profile.host;
    const request: TypedMailbox = { id: this.#located?.id ?? '', name, ...target, password };
    let result: MailboxTest = { ok: false, message: '' };
    try {
      result = await vscode.commands.executeCommand<MailboxTest>(commands.testMailbox, request);
    } catch (error) {
      // The page waits for an answer.
      logFailure(this.#deps.log, 'profile editor')(error);
    }
    this.#signedIn.push(target);
    if (this.isDisposed) return this.#forgetUnsaved();
    this.#post({ type: 'mailboxTested', ...result });
  }

  async #discover(address: string): Promise<void> {
    this.#discovery?.abort();
    const controller = new AbortController();
    this.#discovery = controller;
    if (discoveryConsent() === 'off') return this.#post({ type: 'discovered', address, server: undefined });
    // The page posts this only after the user has agreed, by its button or earlier.
    if (discoveryConsent() === 'ask') await agreeToDiscovery(this.#deps.log);
    const server = await discoverServer(address, {
      signal: controller.signal,
      log: this.#deps.log,
      onStep: (source) => {
        if (this.#discovery === controller) this.#post({ type: 'discovering', address, source });
      },
    }).catch((error: unknown) => {
      logFailure(this.#deps.log, 'discovery')(error);
      // The page waits for an answer.
      return undefined;
    });
    if (this.#discovery === controller) this.#post({ type: 'discovered', address, server });
  }

  /** A sign-in is stored for exactly the fields as they are; what is never saved as a profile is forgotten with the form. */
  async #signInOrOut(message: Extract<FromProfileEditor, { readonly revision: number }>): Promise<void> {
    const { type, revision, fields } = message;
    const { signIns } = this.#deps.profiles;
    // Signing in needs no name yet.
    const parsed = loadMail().parseFields({ ...fields, name: fields.name.trim() === '' ? 'new' : fields.name });
    if (parsed.kind === 'invalid') {
      if (type === 'signIn') this.#post({ type: 'invalid', errors: inWords(parsed.errors) });
      this.#post({ type: 'signInState', revision, shown: { canSignIn: true, asksFor: '', note: '' } });
      return;
    }
    const target: SignInTarget = { scope: fields.scope, profile: parsed.profile };
    if (type === 'signOut') await signIns.signOut(target);
    const outcome = type === 'signIn' ? await signIns.signIn(target) : undefined;
    if (outcome?.kind === 'signedIn') this.#signedIn.push(target);
    // The form may have been closed while somebody was in the browser.
    if (this.isDisposed) return this.#forgetUnsaved();
    const shown = await loadOAuth().shownSignIn(signIns, target);
    const problem = outcome?.kind === 'failed' ? `${outcome.message} ${outcome.remedy}`.trim() : undefined;
    this.#post({ type: 'signInState', revision, shown: problem === undefined ? shown : { ...shown, problem } });
  }

  async #forgetUnsaved(): Promise<void> {
    for (const target of this.#signedIn.splice(0)) await this.#deps.profiles.forgetIfUnused(target);
  }

  /** For a test; undefined: there is none, and signing in is left out. */
  async #secretFor(target: SignInTarget, typed: string | undefined): Promise<string | undefined> {
    const { profiles } = this.#deps;
    if (target.profile.auth !== 'oauth2')
      return typed !== undefined && typed !== '' ? typed : profiles.readPassword(target);
    const answer = await profiles.signIns.accessToken(target, 'smtp');
    return answer.kind === 'token' ? answer.value : undefined;
  }

  /** The profile, or undefined after telling the page what is wrong. */
  #parse(fields: ProfileFields): Profile | undefined {
    const parsed = loadMail().parseFields(fields);
    const errors = {
      ...(parsed.kind === 'invalid' ? inWords(parsed.errors) : {}),
      ...this.#nameError(fields),
      ...this.#scopeError(fields),
    };
    if (Object.keys(errors).length > 0 || parsed.kind === 'invalid') {
      this.#post({ type: 'invalid', errors });
      return undefined;
    }
    return parsed.profile;
  }

  /** The page disables what is not possible; what it sends is checked all the same. */
  #scopeError(fields: ProfileFields): { readonly scope?: string } {
    return fields.scope === 'user' || this.#deps.profiles.canSaveInWorkspace
      ? {}
      : { scope: vscode.l10n.t('Profiles of this workspace are not used: it is not trusted, or no folder is open.') };
  }

  #nameError(fields: ProfileFields): { readonly name?: string } {
    const name = fields.name.trim();
    if (name === localInboxName) {
      return { name: vscode.l10n.t('"{0}" is the built-in inbox: choose another name.', localInboxName) };
    }
    const isTaken = this.#deps.profiles
      .list()
      .some(({ id, entry }) => entry.name === name && entry.scope === fields.scope && id !== this.#located?.id);
    return isTaken ? { name: vscode.l10n.t('There is a profile "{0}" already: choose another name.', name) } : {};
  }
}

function inWords(errors: FieldErrors): Partial<Record<keyof FieldErrors, string>> {
  return Object.fromEntries(Object.entries(errors).map(([field, error]) => [field, say(error)]));
}

/** What is tried out before it is saved needs no name yet. */
function tested(fields: ProfileFields): ProfileFields {
  return fields.name.trim() === '' ? { ...fields, name: '-' } : fields;
}
