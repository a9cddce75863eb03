import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { settings } from '../commands.ts';
import { readString } from './settings.ts';
import type { Logger } from '../core/log.ts';
import { findOrphans } from '../core/profiles/orphanedSecrets.ts';
import type { Profile, ProfileScope } from '../core/profiles/profile.ts';
import {
  openSecret,
  sealSecret,
  secretKey,
  type SecretDestination,
  type SecretServer,
} from '../core/profiles/secretKey.ts';
import { Disposable } from './disposable.ts';
import { loadOAuth } from './oauthModule.ts';
import { showWarning } from './notify.ts';

/** A password belongs to where it goes, and to who has named that place. */
export interface PasswordTarget {
  readonly scope: ProfileScope;
  readonly profile: Profile;
  /** The server that it is for; absent: SMTP. */
  readonly server?: SecretServer;
}

export interface PasswordStoreDeps {
  readonly secrets: vscode.SecretStorage;
  /** Of all workspaces, on this computer only. */
  readonly globalMemory: vscode.Memento;
  readonly log: Logger;
}

/** The passwords of profiles, in the secret storage of VS Code: each only for the destination that it was stored for. */
export class PasswordStore extends Disposable {
  readonly #deps: PasswordStoreDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  /** In this window or in another one. */
  readonly onDidChange = this.#didChange.event;

  constructor(deps: PasswordStoreDeps) {
    super();
    this.#deps = deps;
    this.register(
      deps.secrets.onDidChange(({ key }) => {
        if (key !== sentinelKey) this.#didChange.fire();
      }),
    );
  }

  keyOf(target: PasswordTarget): string {
    return secretKey(destinationOf(target));
  }

  /** undefined: none is stored for exactly this destination; the caller asks the user. */
  async read(target: PasswordTarget): Promise<string | undefined> {
    const destination = destinationOf(target);
    // A value that cannot be decrypted is deleted by VS Code and comes back as none: it is asked for again.
    const stored = await this.#deps.secrets.get(secretKey(destination));
    return stored === undefined ? undefined : openSecret(destination, stored);
  }

  async store(target: PasswordTarget, password: string): Promise<void> {
    const destination = destinationOf(target);
    await this.#deps.secrets.store(secretKey(destination), sealSecret(destination, password));
    if (this.#deps.globalMemory.get(sentinelKey) === true) return;
    await this.#deps.secrets.store(sentinelKey, 'stored');
    await this.#deps.globalMemory.update(sentinelKey, true);
  }

  async forget(target: PasswordTarget): Promise<void> {
    await this.#deps.secrets.delete(secretKey(destinationOf(target)));
  }

  /** The passwords of a profile that is gone, unless another one of those that are left asks for them. */
  async sweep(former: PasswordTarget, left: readonly PasswordTarget[]): Promise<void> {
    const used = keysOf(left);
    for (const key of keysOf([former])) if (!used.has(key)) await this.#deps.secrets.delete(key);
  }

  /** Uninstalling does not remove secrets (microsoft/vscode#123817), so there is a command that does. Returns how many. */
  async deleteAll(): Promise<number> {
    const keys = (await this.#deps.secrets.keys()).filter((key) => key !== sentinelKey);
    for (const key of keys) await this.#deps.secrets.delete(key);
    await this.#deps.globalMemory.update(sentinelKey, undefined);
    await this.#deps.globalMemory.update(orphansKey, undefined);
    await this.#deps.secrets.delete(sentinelKey);
    return keys.length;
  }

  /** To be called once in the life of a window, when its settings are known. */
  async tidy(profiles: readonly PasswordTarget[]): Promise<void> {
    await this.#sayIfForgetful();
    await this.#deleteOrphans(profiles);
  }

  /**
   * Where the system has no keyring, VS Code keeps secrets in memory and says so to nobody. What was stored at the same time as the
   * first password and is not there any more shows it.
   */
  async #sayIfForgetful(): Promise<void> {
    const { secrets, globalMemory, log } = this.#deps;
    if (globalMemory.get(sentinelKey) !== true || globalMemory.get(warnedKey) === true) return;
    if ((await secrets.get(sentinelKey)) !== undefined) return;
    log.warn('passwords: the secret storage has forgotten what was stored');
    await globalMemory.update(warnedKey, true);
    void showWarning(
      vscode.l10n.t(
        'VS Code has forgotten the passwords that Mailproof stored: this computer seems to have no keyring. They are asked for again, and stay until VS Code is closed.',
      ),
    );
  }

  async #deleteOrphans(profiles: readonly PasswordTarget[]): Promise<void> {
    const { secrets, globalMemory, log } = this.#deps;
    const keys = (await secrets.keys()).filter((key) => key !== sentinelKey);
    const stored = new Map<string, string>();
    for (const key of keys) {
      const sealed = await secrets.get(key);
      if (sealed !== undefined) stored.set(key, sealed);
    }
    const here = workspaceId();
    const { toDelete, seen } = findOrphans({
      stored,
      used: keysOf(profiles),
      // Settings of an untrusted workspace are not read, so its profiles are not known.
      isKnown: (destination) =>
        destination.scope === 'user' || (vscode.workspace.isTrusted && destination.workspaceId === here),
      seen: globalMemory.get(orphansKey),
      nowMs: Date.now(),
    });
    for (const key of toDelete) await secrets.delete(key);
    if (toDelete.length > 0) log.info(`passwords: deleted ${toDelete.length} that no profile asks for any more`);
    await globalMemory.update(orphansKey, seen);
  }
}

function destinationOf({ scope, profile, server }: PasswordTarget): SecretDestination {
  return {
    scope,
    workspaceId: scope === 'workspace' ? workspaceId() : undefined,
    profile,
    proxy: readString(settings.sendProxy, ''),
    oauth: profile.auth === 'oauth2' ? loadOAuth().oauthBinding(profile) : undefined,
    ...(server === undefined ? {} : { server }),
  };
}

/** Of all servers of the profiles. */
function keysOf(targets: readonly PasswordTarget[]): ReadonlySet<string> {
  return new Set(
    targets.flatMap(({ scope, profile }) =>
      (['smtp', 'imap', 'pop3'] as const)
        .filter((server) => server === 'smtp' || profile[server] !== undefined)
        .map((server) => secretKey(destinationOf({ scope, profile, server }))),
    ),
  );
}

/** A clone elsewhere is another workspace: it asks for the password again. */
function workspaceId(): string {
  const place = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return createHash('sha256')
    .update(place?.toString() ?? 'no workspace')
    .digest('hex');
}

/** The name of the secret, and of the note that it was stored. */
const sentinelKey = 'sentinel';
const warnedKey = 'forgetfulKeyringTold';
const orphansKey = 'orphanedSecrets';
