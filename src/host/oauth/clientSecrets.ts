import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { bindingOf, type OAuthProvider } from '../../core/oauth/provider.ts';

/** The secrets of the user's own clients, each for exactly the provider that it was typed for. */
export class ClientSecrets {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async read(provider: OAuthProvider): Promise<string | undefined> {
    return this.#secrets.get(keyOf(provider));
  }

  async store(provider: OAuthProvider, secret: string): Promise<void> {
    await this.#secrets.store(keyOf(provider), secret);
  }

  async forget(provider: OAuthProvider): Promise<void> {
    await this.#secrets.delete(keyOf(provider));
  }
}

function keyOf(provider: OAuthProvider): string {
  return `client:v1:${createHash('sha256')
    .update(JSON.stringify(bindingOf(provider)))
    .digest('hex')}`;
}
