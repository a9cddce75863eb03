import type * as vscode from 'vscode';
import { isRecord } from '../../core/isRecord.ts';

/** What one send was asked to do, and what another may repeat. No content of a message and no secret. */
export interface SendOrder {
  /** URI of the template. */
  readonly template: string;
  /** Id of the profile, or the name of the built-in inbox. */
  readonly profile: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Names; empty: whatever the template is rendered with by itself. */
  readonly dataSets: readonly string[];
  /** Files that the user picked, absolute paths. */
  readonly attachments: readonly string[];
}

/** What the next send begins with: the last one, the last of each template, and to whom was sent. */
export class SendMemory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get last(): SendOrder | undefined {
    return this.#orders()[0];
  }

  lastOf(template: string): SendOrder | undefined {
    return this.#orders().find((order) => order.template === template);
  }

  /** Lists of recipients as they were typed, newest first. */
  get recipients(): readonly string[] {
    const value: unknown = this.#memory.get(recipientsKey);
    return textsOf(value);
  }

  async remember(order: SendOrder): Promise<void> {
    const orders = [order, ...this.#orders().filter((other) => other.template !== order.template)];
    await this.#memory.update(ordersKey, orders.slice(0, maxOrders));
    await this.rememberRecipients(order.to);
  }

  async rememberRecipients(to: readonly string[]): Promise<void> {
    const list = to.join(', ');
    if (list === '') return;
    const recipients = [list, ...this.recipients.filter((other) => other !== list)];
    await this.#memory.update(recipientsKey, recipients.slice(0, maxRecipients));
  }

  async forget(): Promise<void> {
    await this.#memory.update(recipientsKey, undefined);
    await this.#memory.update(ordersKey, undefined);
  }

  #orders(): readonly SendOrder[] {
    const stored: unknown = this.#memory.get(ordersKey);
    const orders: readonly unknown[] = Array.isArray(stored) ? stored : [];
    return orders.flatMap((order) => parseOrder(order) ?? []);
  }
}

function parseOrder(value: unknown): SendOrder | undefined {
  if (!isRecord(value)) return undefined;
  const { template, profile } = value;
  if (typeof template !== 'string' || typeof profile !== 'string') return undefined;
  return {
    template,
    profile,
    to: textsOf(value['to']),
    cc: textsOf(value['cc']),
    bcc: textsOf(value['bcc']),
    dataSets: textsOf(value['dataSets']),
    attachments: textsOf(value['attachments']),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

const ordersKey = 'sendOrders';
const recipientsKey = 'recentRecipients';
const maxOrders = 50;
const maxRecipients = 20;
