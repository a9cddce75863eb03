import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isRecord } from '../core/isRecord.ts';
import type { Profile } from '../core/profiles/profile.ts';
import { Disposable } from './disposable.ts';

/** How the last test of a connection ended. */
export interface TestedConnection {
  readonly works: boolean;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Why it does not work, a sentence; empty when it does. */
  readonly reason: string;
}

/**
 * What the last test of each connection gave, in this workspace. Kept by what decides how a connection is made: a profile that is
 * changed was never tested, and one that is changed back was. No address, user or secret is kept.
 */
export class ConnectionHistory extends Disposable {
  readonly #memory: vscode.Memento;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;

  constructor(memory: vscode.Memento) {
    super();
    this.#memory = memory;
  }

  /** undefined: never tested. */
  of(profile: Profile): TestedConnection | undefined {
    return this.#all().get(keyOf(profile));
  }

  async note(profile: Profile, tested: Omit<TestedConnection, 'atMs'>): Promise<void> {
    const all = this.#all();
    const key = keyOf(profile);
    // The newest last: the oldest are forgotten first.
    all.delete(key);
    all.set(key, { ...tested, reason: tested.reason.slice(0, maxReasonLength), atMs: Date.now() });
    await this.#memory.update(memoryKey, Object.fromEntries([...all].slice(-maxEntries)));
    this.#didChange.fire();
  }

  #all(): Map<string, TestedConnection> {
    const stored: unknown = this.#memory.get(memoryKey);
    const entries = isRecord(stored) ? Object.entries(stored) : [];
    return new Map(entries.flatMap(([key, value]) => (isTested(value) ? [[key, value] as const] : [])));
  }
}

function isTested(value: unknown): value is TestedConnection {
  return (
    isRecord(value) &&
    typeof value['works'] === 'boolean' &&
    typeof value['atMs'] === 'number' &&
    typeof value['reason'] === 'string'
  );
}

function keyOf({ host, port, security, auth, user, ehloName, certificatePin }: Profile): string {
  const parts = [host.toLowerCase(), port, security, auth, user ?? '', ehloName ?? '', certificatePin ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const memoryKey = 'testedConnections';
const maxEntries = 200;
const maxReasonLength = 500;
