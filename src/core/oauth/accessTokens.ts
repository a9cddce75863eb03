import { setTimeout as sleep } from 'node:timers/promises';
import { openServer } from './authorizationServer.ts';
import type { OAuthPorts } from './boundedFetch.ts';
import { refresh } from './codeFlow.ts';
import type { Lease, Locks } from './diskLocks.ts';
import { failed, type OAuthResult } from './failure.ts';
import { covers, fingerprintOf, type Grant } from './grant.ts';
import { scopesFor, type MailPurpose, type OAuthProvider } from './provider.ts';
import type { TokenSet } from './tokenSet.ts';

type StoredGrant = Extract<Grant, { kind: 'refreshToken' }>;

/** The place of one grant. Other windows read and write the same one. */
export interface GrantStore {
  read(): Promise<Grant | undefined>;
  write(grant: Grant): Promise<void>;
  remove(): Promise<void>;
}

export interface TokenRequest {
  /** Names the grant: the same for whoever means the same one, in all windows. Part of a file name. */
  readonly key: string;
  readonly provider: OAuthProvider;
  readonly purpose: MailPurpose;
  readonly store: GrantStore;
  readonly clientSecret: () => Promise<string | undefined>;
  /** A token that a mail server has just refused: it is not given out again. */
  readonly refused?: string | undefined;
}

interface HeldToken extends Pick<TokenSet, 'accessToken' | 'staleAt'> {
  /** What it may be used for. */
  readonly scopes: readonly string[];
}

interface Renewal {
  readonly purpose: MailPurpose;
  readonly result: Promise<OAuthResult<string>>;
}

/** Access tokens, in memory only, and the one place that renews them. */
export class AccessTokens {
  readonly #ports: OAuthPorts;
  readonly #locks: Locks;
  readonly #tokens = new Map<string, HeldToken>();
  readonly #running = new Map<string, Renewal>();

  constructor(ports: OAuthPorts, locks: Locks) {
    this.#ports = ports;
    this.#locks = locks;
  }

  /** Of a sign-in that was just made, for these scopes. */
  remember(key: string, { accessToken, staleAt }: TokenSet, scopes: readonly string[]): void {
    this.#tokens.set(key, { accessToken, staleAt, scopes });
  }

  forget(key: string): void {
    this.#tokens.delete(key);
  }

  forgetAll(): void {
    this.#tokens.clear();
  }

  /** One that is valid for a while yet. Whoever asks while it is being renewed waits for the same renewal. */
  async get(request: TokenRequest): Promise<OAuthResult<string>> {
    const { key, purpose, provider, refused } = request;
    const held = this.#tokens.get(key);
    const isUsable = held !== undefined && held.accessToken !== refused && held.staleAt > this.#ports.now();
    if (isUsable && provider.mailScopes[purpose].every((scope) => held.scopes.includes(scope)))
      return { kind: 'ok', value: held.accessToken };
    const running = this.#running.get(key);
    if (running?.purpose === purpose) return running.result;
    if (running !== undefined) {
      // It is often a token for both.
      await running.result;
      return this.get(request);
    }
    const result = this.#renew(request).finally(() => this.#running.delete(key));
    this.#running.set(key, { purpose, result });
    return result;
  }

  /**
   * One window at a time, from reading the refresh token to storing its successor: a provider that gives out a new one each time
   * takes the second use of an old one for a theft, and ends the whole sign-in (RFC 9700, section 4.14.2).
   */
  async #renew(request: TokenRequest): Promise<OAuthResult<string>> {
    try {
      return await this.#locks.hold(request.key, async (lease) => {
        const grant = await settledGrant(request.store, lease);
        if (grant?.kind !== 'refreshToken') return failed('signed-out', 'No sign-in is stored.');
        if (!covers(grant, request.provider.mailScopes[request.purpose])) return failed('scope', request.purpose);
        const first = await this.#exchange(request, grant, lease);
        if (first.kind !== 'failed' || first.failure.code !== 'signed-out') return first;
        // A window on another computer may have used it: its successor is the one that counts.
        const now = await request.store.read();
        if (now?.kind === 'refreshToken' && now.refreshToken !== grant.refreshToken)
          return this.#exchange(request, now, lease);
        this.#tokens.delete(request.key);
        await request.store.remove();
        return first;
      });
    } catch (error) {
      // The keyring, or the folder of the locks.
      return failed('local', error instanceof Error ? error.message : String(error));
    }
  }

  async #exchange(
    { key, provider, store, clientSecret, purpose }: TokenRequest,
    grant: StoredGrant,
    lease: Lease,
  ): Promise<OAuthResult<string>> {
    // Not the asker's signal: what is under way is finished, or its new refresh token would be lost.
    const signal = new AbortController().signal;
    const opened = await openServer(provider, { ports: this.#ports, clientSecret: await clientSecret(), signal });
    if (opened.kind !== 'ok') return opened;
    const answered = await refresh(opened.value, {
      refreshToken: grant.refreshToken,
      scopes: [...new Set([...grant.scopes, ...scopesFor(provider, [purpose])])],
      needed: provider.mailScopes[purpose],
      now: this.#ports.now(),
    });
    if (answered.kind !== 'ok') return answered;
    const { refreshToken, accessToken } = answered.value;
    // First of all: a new access token without the new refresh token would be the last one.
    if (refreshToken !== undefined && refreshToken !== grant.refreshToken)
      await storeGrant(store, { ...grant, refreshToken }, lease);
    this.remember(key, answered.value, grant.scopes);
    return { kind: 'ok', value: accessToken };
  }
}

/** Stores a grant so that a window which reads too early knows it. Under the lock of its key. */
export async function storeGrant(store: GrantStore, grant: Grant, lease: Lease): Promise<void> {
  await store.write(grant);
  await lease.writeNote(fingerprintOf(grant));
}

/**
 * What a window has stored reaches the others a moment later (VS Code keeps a copy in each), and the token of before must not be
 * used: the note beside the lock says which one is the newest.
 */
async function settledGrant(store: GrantStore, lease: Lease): Promise<Grant | undefined> {
  const newest = await lease.readNote();
  const end = performance.now() + settleMs;
  for (;;) {
    const grant = await store.read();
    const isSettled = newest === undefined || grant === undefined || fingerprintOf(grant) === newest;
    if (isSettled || performance.now() > end) return grant;
    await sleep(50);
  }
}

/** After that the note is of another sign-in, for example of one that was made on another computer. */
const settleMs = 3000;
