import * as vscode from 'vscode';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { templateName } from './messageItem.ts';

export type InboxGrouping = 'none' | 'recipient' | 'template';

export interface InboxGroup {
  readonly key: string;
  readonly label: string;
  readonly messages: readonly StoredMessage[];
}

/** In the order of their newest messages. A message for several people is in the group of each. */
export function groupsOf(
  messages: readonly StoredMessage[],
  grouping: Exclude<InboxGrouping, 'none'>,
): readonly InboxGroup[] {
  const groups = new Map<string, { label: string; messages: StoredMessage[] }>();
  for (const message of messages) {
    for (const { key, label } of grouping === 'recipient' ? recipientsOf(message) : [templateOf(message)]) {
      const group = groups.get(key) ?? { label, messages: [] };
      group.messages.push(message);
      groups.set(key, group);
    }
  }
  return [...groups].map(([key, group]) => ({ key: `${grouping} ${key}`, ...group }));
}

function recipientsOf({ envelope }: StoredMessage): readonly { key: string; label: string }[] {
  const distinct = new Map(envelope.to.map((address) => [address.toLowerCase(), address]));
  if (distinct.size === 0) return [{ key: '', label: vscode.l10n.t('(no recipient)') }];
  return [...distinct].map(([key, label]) => ({ key, label }));
}

function templateOf(message: StoredMessage): { key: string; label: string } {
  if (message.origin !== undefined)
    return { key: message.origin.template, label: templateName(message.origin.template) };
  return message.mailproofId === undefined
    ? { key: '', label: vscode.l10n.t('From other programs') }
    : { key: '-', label: vscode.l10n.t('Sent by Mailproof, template unknown') };
}
