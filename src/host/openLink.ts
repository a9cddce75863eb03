import * as vscode from 'vscode';
import { showInfo, showWarning } from './notify.ts';

const openable = new Set(['http:', 'https:', 'mailto:']);

/**
 * Offers to open a link of a mail. The mail is foreign: nothing is opened without asking, and only addresses of the web
 * and of mail. The address is shown as it will be used, so that a host in look-alike letters reads as punycode.
 */
export async function offerLink(href: string): Promise<void> {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined) {
    await showWarning(vscode.l10n.t('This link is not a complete address: {0}', href));
    return;
  }
  if (!openable.has(url.protocol)) {
    await showWarning(vscode.l10n.t('Mailproof does not open {0} links: {1}', url.protocol, url.href));
    return;
  }
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy');
  const answer = await showInfo(url.href, open, copy);
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
  else if (answer === copy) await vscode.env.clipboard.writeText(url.href);
}
