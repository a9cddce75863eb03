import type * as vscode from 'vscode';

/** What "Send Test Email Again" repeats. No content of a message and no secret. */
export interface LastSend {
  readonly template: string;
  /** Id of the profile, or the name of the built-in inbox. */
  readonly profile: string;
  readonly to: readonly string[];
  readonly dataSet?: string | undefined;
}

export class SendHistory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get last(): LastSend | undefined {
    const value: unknown = this.#memory.get(lastKey);
    if (typeof value !== 'object' || value === null) return undefined;
    const { template, profile, to, dataSet } = value as Record<keyof LastSend, unknown>;
    if (typeof template !== 'string' || typeof profile !== 'string' || !isTextList(to)) return undefined;
    return { template, profile, to, dataSet: typeof dataSet === 'string' ? dataSet : undefined };
  }

  /** Newest first. */
  get recipients(): readonly string[] {
    const value: unknown = this.#memory.get(recipientsKey);
    return isTextList(value) ? value : [];
  }

  async remember(send: LastSend): Promise<void> {
    await this.#memory.update(lastKey, send);
    const recipients = [send.to.join(', '), ...this.recipients.filter((other) => other !== send.to.join(', '))];
    await this.#memory.update(recipientsKey, recipients.slice(0, maxRecipients));
  }
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

const lastKey = 'lastSend';
const recipientsKey = 'recentRecipients';
const maxRecipients = 20;
