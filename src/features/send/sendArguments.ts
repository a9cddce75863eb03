import * as vscode from 'vscode';
import type { SendTestArguments } from '../../commands.ts';

/** What the command was called with: its documented object, or an item of one of the views. Foreign keybindings are not trusted. */
export function parseArguments(value: unknown): SendTestArguments {
  if (typeof value !== 'object' || value === null || value instanceof vscode.Uri) return {};
  const { profile, to, dataSet } = value as Record<keyof SendTestArguments, unknown>;
  return {
    ...(typeof profile === 'string' ? { profile } : {}),
    ...(typeof to === 'string' || isTextList(to) ? { to } : {}),
    ...(typeof dataSet === 'string' ? { dataSet } : isDataSetNode(dataSet) ? { dataSet: dataSet.name } : {}),
  };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A data set in the Templates view is sent with itself. */
function isDataSetNode(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

/** From the item "Local Inbox" of the profiles view. */
export function isInboxItem(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'inbox';
}

/** From an item of the profiles view. */
export function profileIdOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('located' in value)) return undefined;
  const { located } = value;
  return typeof located === 'object' && located !== null && 'id' in located && typeof located.id === 'string'
    ? located.id
    : undefined;
}
