import * as vscode from 'vscode';
import type { SendTestArguments } from '../../commands.ts';
import { isRecord } from '../../core/isRecord.ts';

/** What the command was called with: its documented object, or an item of one of the views. Foreign keybindings are not trusted. */
export function parseArguments(value: unknown): SendTestArguments {
  if (!isRecord(value) || value instanceof vscode.Uri) return {};
  const { profile, to, cc, bcc, dataSet, attachments } = value;
  return {
    ...(typeof profile === 'string' ? { profile } : {}),
    ...(isTextOrList(to) ? { to } : {}),
    ...(isTextOrList(cc) ? { cc } : {}),
    ...(isTextOrList(bcc) ? { bcc } : {}),
    ...(isTextOrList(dataSet) ? { dataSet } : isDataSetNode(dataSet) ? { dataSet: dataSet.name } : {}),
    ...(isTextOrList(attachments) ? { attachments } : {}),
  };
}

function isTextOrList(value: unknown): value is string | readonly string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

/** A data set in the Templates view is sent with itself. */
function isDataSetNode(value: unknown): value is { readonly name: string } {
  return isRecord(value) && typeof value['name'] === 'string';
}

/** From the item "Local Inbox" of the profiles view. */
export function isInboxItem(value: unknown): boolean {
  return isRecord(value) && value['kind'] === 'inbox';
}

/** From an item of the profiles view. */
export function profileIdOf(value: unknown): string | undefined {
  if (!isRecord(value) || !isRecord(value['located'])) return undefined;
  const { id } = value['located'];
  return typeof id === 'string' ? id : undefined;
}
