import path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import { AccessTokens, storeGrant, type GrantStore } from '../../core/oauth/accessTokens.ts';
import { openServer } from '../../core/oauth/authorizationServer.ts';
import { revoke } from '../../core/oauth/codeFlow.ts';
import { describeOAuthFailure } from '../../core/oauth/describeFailure.ts';
import { DiskLocks } from '../../core/oauth/diskLocks.ts';
import { isSignedOut, type OAuthFailure } from '../../core/oauth/failure.ts';
import { formatGrant, parseGrant, type Grant } from '../../core/oauth/grant.ts';
import {
  mayReceiveTokens,
  purposesOf,
  scopesFor,
  type MailPurpose,
  type TokenSource,
} from '../../core/oauth/provider.ts';
import type { Profile, ProfileScope } from '../../core/profiles/profile.ts';
import { ClientSecrets } from './clientSecrets.ts';
import { clientSecretOf, providerWithClient } from './clientSetup.ts';
import { Disposable } from '../disposable.ts';
import { microsoftSession } from './microsoftSession.ts';
import { ports } from './ports.ts';
import { say } from '../say.ts';
import { signInWithPrompt } from './signInPrompt.ts';
import { runTokenCommand } from './tokenCommand.ts';
import { labelOfSource, tokenSource } from './tokenSources.ts';

/** A profile that signs in with OAuth, wherever it is kept. */
export interface SignInTarget {
  readonly scope: ProfileScope;
  readonly profile: Profile;
}

/** Where the grants lie: the secrets of profiles, bound to where they go. */
export interface GrantPlaces {
  readonly keyOf: (target: SignInTarget) => string;
  readonly read: (target: SignInTarget) => Promise<string | undefined>;
  readonly write: (target: SignInTarget, text: string) => Promise<void>;
  readonly remove: (target: SignInTarget) => Promise<void>;
}

export interface SignInServiceDeps {
  readonly secrets: vscode.SecretStorage;
  readonly places: GrantPlaces;
  /** Of this computer and user, shared by all windows. */
  readonly storageUri: vscode.Uri;
  readonly log: Logger;
}

export type SignInOutcome =
  { readonly kind: 'signedIn'; readonly account: string } | { readonly kind: 'cancelled' } | SignInProblem;

export type TokenAnswer =
  { readonly kind: 'token'; readonly value: string } | { readonly kind: 'cancelled' } | SignInProblem;

export interface SignInProblem {
  readonly kind: 'failed';
  readonly message: string;
  readonly remedy: string;
  /** Signing in, again or for the first time, is what helps. */
  readonly needsSignIn: boolean;
}

/** Who is signed in, and access tokens for whoever sends and reads mail. */
export class SignInService extends Disposable {
  readonly #deps: SignInServiceDeps;
  readonly #clients: ClientSecrets;
  readonly #locks: DiskLocks;
  readonly #tokens: AccessTokens;

  constructor(deps: SignInServiceDeps) {
    super();
    this.#deps = deps;
    this.#clients = new ClientSecrets(deps.secrets);
    this.#locks = new DiskLocks(path.join(deps.storageUri.fsPath, 'oauth'));
    this.#tokens = new AccessTokens(ports, this.#locks);
    // Signed out in another window: what this one remembers is not used any more.
    this.register(
      deps.secrets.onDidChange(({ key }) => {
        void deps.secrets.get(key).then((value) => (value === undefined ? this.forgetTokens(key) : undefined));
      }),
    );
  }

  /** undefined: nobody is. Empty: somebody, whom the provider does not name. */
  async accountOf(target: SignInTarget): Promise<string | undefined> {
    const found = tokenSource(target.profile.oauth ?? '');
    if (found.kind === 'usable' && found.source.kind === 'command') return '';
    return (await this.#grantOf(target))?.account;
  }

  /** Asks for what is missing, opens the browser, and stores what comes of it under exactly this destination. */
  async signIn(target: SignInTarget, purpose?: MailPurpose): Promise<SignInOutcome> {
    const { profile } = target;
    const provider = await providerWithClient(profile.oauth ?? '');
    if (provider === undefined) return { kind: 'cancelled' };
    const purposes = [...new Set<MailPurpose>([...purposesOf(profile), ...(purpose === undefined ? [] : [purpose])])];
    const problem = problemOfHosts(provider, profile, purposes);
    if (problem !== undefined) return problem;
    if (provider.kind === 'microsoft') {
      const result = await microsoftSession(provider, purposes, { isInteractive: true });
      if (result?.kind === 'failed') return this.#problem(result.failure, provider);
      if (result?.kind === 'cancelled') return result;
      if (result !== undefined) return this.#keep(target, result.value.grant);
    }
    const client = await clientSecretOf(provider, this.#clients);
    if (client === undefined) return { kind: 'cancelled' };
    const result = await signInWithPrompt({
      provider,
      clientSecret: client.value,
      purposes,
      loginHint: profile.user ?? '',
    });
    if (result.kind === 'cancelled') return result;
    if (result.kind === 'failed') {
      // It was typed wrong, or belongs to another client: it is asked for again.
      if (result.failure.code === 'client') await this.#clients.forget(provider);
      return this.#problem(result.failure, provider);
    }
    const { refreshToken, account } = result.value;
    if (refreshToken === undefined) return this.#problem({ code: 'no-refresh-token', detail: '' }, provider);
    const grant: Grant = { kind: 'refreshToken', refreshToken, account, scopes: scopesFor(provider, purposes) };
    const outcome = await this.#keep(target, grant);
    if (outcome.kind === 'signedIn') this.#tokens.remember(this.#keyOf(target), result.value, grant.scopes);
    return outcome;
  }

  /** Forgets the tokens here, and tells the provider where it can be told. */
  async signOut(target: SignInTarget): Promise<void> {
    const grant = await this.#grantOf(target);
    const found = tokenSource(target.profile.oauth ?? '');
    await this.#deps.places.remove(target);
    this.forgetTokens(this.#deps.places.keyOf(target));
    this.#deps.log.info('oauth: signed out');
    if (grant?.kind !== 'refreshToken' || found.kind !== 'usable' || found.source.kind === 'command') return;
    const clientSecret = await this.#clients.read(found.source);
    const signal = AbortSignal.timeout(10_000);
    const opened = await openServer(found.source, { ports, clientSecret, signal });
    const revoked = opened.kind === 'ok' ? await revoke(opened.value, grant.refreshToken) : opened;
    if (revoked.kind !== 'ok') this.#deps.log.warn('oauth: the provider could not be told of signing out');
  }

  /** `refused`: a token that the mail server has just refused, and that is not wanted again. Asks nobody anything. */
  async accessToken(target: SignInTarget, purpose: MailPurpose, refused?: string): Promise<TokenAnswer> {
    const { profile } = target;
    const found = tokenSource(profile.oauth ?? '');
    if (found.kind !== 'usable') return this.#notSetUp(profile, found.kind === 'unusable' ? found.reason : '');
    const { source } = found;
    const problem = problemOfHosts(source, profile, [purpose]);
    if (problem !== undefined) return problem;
    if (source.kind === 'command') return this.#runCommand(source.command, source);
    const grant = await this.#grantOf(target);
    if (grant === undefined) return this.#notSignedIn(profile);
    if (grant.kind === 'vscode') {
      const result = await microsoftSession(source, [purpose], { grant, isInteractive: false });
      if (result === undefined) return this.#problem({ code: 'signed-out', detail: '' }, source);
      if (result.kind === 'ok') return { kind: 'token', value: result.value.accessToken };
      return result.kind === 'failed' ? this.#problem(result.failure, source) : result;
    }
    const result = await this.#tokens.get({
      key: this.#keyOf(target),
      provider: source,
      purpose,
      store: this.#storeOf(target),
      clientSecret: () => this.#clients.read(source),
      refused,
    });
    if (result.kind === 'ok') return { kind: 'token', value: result.value };
    return result.kind === 'failed' ? this.#problem(result.failure, source) : result;
  }

  forgetTokens(key: string): void {
    this.#tokens.forget(fileName(key));
  }

  async #runCommand(command: readonly string[], source: TokenSource): Promise<TokenAnswer> {
    if (!vscode.workspace.isTrusted) {
      return {
        kind: 'failed',
        message: vscode.l10n.t('The command of "{0}" is not run, because this workspace is not trusted.', source.label),
        remedy: '',
        needsSignIn: false,
      };
    }
    const result = await runTokenCommand(command, { signal: new AbortController().signal });
    if (result.kind === 'ok') return { kind: 'token', value: result.value };
    return result.kind === 'failed' ? this.#problem(result.failure, source) : result;
  }

  async #keep(target: SignInTarget, grant: Grant): Promise<SignInOutcome> {
    await this.#locks.hold(this.#keyOf(target), (lease) => storeGrant(this.#storeOf(target), grant, lease));
    this.#deps.log.info('oauth: signed in');
    return { kind: 'signedIn', account: grant.account };
  }

  async #grantOf(target: SignInTarget): Promise<Grant | undefined> {
    const text = await this.#deps.places.read(target);
    return text === undefined ? undefined : parseGrant(text);
  }

  #storeOf(target: SignInTarget): GrantStore {
    return {
      read: () => this.#grantOf(target),
      write: (grant) => this.#deps.places.write(target, formatGrant(grant)),
      remove: () => this.#deps.places.remove(target),
    };
  }

  #keyOf(target: SignInTarget): string {
    return fileName(this.#deps.places.keyOf(target));
  }

  #problem(failure: OAuthFailure, source: Pick<TokenSource, 'label' | 'kind'>): SignInProblem {
    this.#deps.log.warn(`oauth: ${failure.code}${failure.detail === '' ? '' : ` (${failure.detail})`}`);
    const { message, remedy } = describeOAuthFailure(failure, source);
    return { kind: 'failed', message: say(message), remedy: say(remedy), needsSignIn: isSignedOut(failure) };
  }

  #notSignedIn({ oauth = '', user = '' }: Profile): SignInProblem {
    return {
      kind: 'failed',
      message: vscode.l10n.t('You are not signed in with {0} for {1}.', labelOfSource(oauth), user),
      remedy: '',
      needsSignIn: true,
    };
  }

  #notSetUp(profile: Profile, reason: string): SignInProblem {
    if (reason === '') return this.#notSignedIn(profile);
    return {
      kind: 'failed',
      message: vscode.l10n.t('The provider "{0}" is not usable: {1}', profile.oauth ?? '', reason),
      remedy: '',
      needsSignIn: false,
    };
  }
}

/** A token is shown to the provider's own mail servers only, whatever a profile says. */
function problemOfHosts(
  source: TokenSource,
  profile: Profile,
  purposes: readonly MailPurpose[],
): SignInProblem | undefined {
  const hosts = purposes.map((purpose) => (purpose === 'smtp' ? profile.host : profile[purpose]?.host));
  const foreign = hosts.find((host) => host !== undefined && !mayReceiveTokens(source, host));
  if (foreign === undefined) return undefined;
  return {
    kind: 'failed',
    message: vscode.l10n.t('{0} is not a mail server of {1}: it gets no access token.', foreign, source.label),
    remedy:
      source.kind === 'google' || source.kind === 'microsoft'
        ? vscode.l10n.t('Check the host in the profile.')
        : vscode.l10n.t('If it may see the tokens, add it to "hosts" of the provider in your settings.'),
    needsSignIn: false,
  };
}

/** Windows allows no colon. */
function fileName(key: string): string {
  return key.replaceAll(/[^0-9a-z]/gi, '-');
}
