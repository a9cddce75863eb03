import { createHash } from 'node:crypto';
import { isRecord } from '../isRecord.ts';

/** What is kept of a sign-in, in the secret storage only. */
export type Grant =
  | {
      readonly kind: 'refreshToken';
      readonly refreshToken: string;
      /** Who signed in, as far as the provider says; may be empty. */
      readonly account: string;
      readonly scopes: readonly string[];
    }
  /** VS Code has the tokens: the account of its own that was chosen. */
  | {
      readonly kind: 'vscode';
      readonly accountId: string;
      readonly account: string;
      readonly scopes: readonly string[];
    };

export function formatGrant(grant: Grant): string {
  return JSON.stringify(grant);
}

/** undefined: not a grant; another version wrote it. */
export function parseGrant(text: string): Grant | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { kind, account, scopes, refreshToken, accountId } = value;
  if (typeof account !== 'string' || !Array.isArray(scopes)) return undefined;
  const known = scopes.filter((scope) => typeof scope === 'string');
  if (kind === 'refreshToken' && typeof refreshToken === 'string' && refreshToken !== '') {
    return { kind, refreshToken, account, scopes: known };
  }
  if (kind === 'vscode' && typeof accountId === 'string') return { kind, accountId, account, scopes: known };
  return undefined;
}

export function covers(grant: Grant, scopes: readonly string[]): boolean {
  return scopes.every((scope) => grant.scopes.includes(scope));
}

/** To compare grants without showing them. */
export function fingerprintOf(grant: Grant): string {
  return createHash('sha256').update(formatGrant(grant)).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours.
    return undefined;
  }
}
