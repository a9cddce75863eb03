import * as vscode from 'vscode';
import { linkAddress } from '../protocol/linkAddress.ts';
import { showInfo, showWarning } from './notify.ts';

/** Offers to open a link of a mail, and shows its address as it will be used. Nothing is opened without asking. */
export async function offerLink(href: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy');
  const link = linkAddress(href);
  if (link.kind !== 'openable') return openLink(href);
  const answer = await showInfo(link.url, open, copy);
  if (answer === open) await openLink(href);
  else if (answer === copy) await vscode.env.clipboard.writeText(link.url);
}

/** For whoever has asked already. Says why where a link is none that may be opened. */
export async function openLink(href: string): Promise<void> {
  const link = linkAddress(href);
  switch (link.kind) {
    case 'incomplete':
      await showWarning(vscode.l10n.t('This link is not a complete address: {0}', link.url));
      return;
    case 'refused':
      await showWarning(vscode.l10n.t('Mailproof does not open {0} links: {1}', link.scheme, link.url));
      return;
    case 'openable':
      await vscode.env.openExternal(vscode.Uri.parse(link.url, true));
  }
}
