import type * as vscode from 'vscode';
import { parseMailbox } from '../../core/mail/address.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { showWarning } from '../../host/notify.ts';
import { composeTestMail } from './composeTestMail.ts';

/** The bytes that a send of this render would hand over; undefined after saying why there are none. */
export async function composeForExport(template: vscode.Uri, result: RenderResult): Promise<Uint8Array | undefined> {
  if (result.html === undefined) return undefined;
  const sender = result.from === undefined ? undefined : parseMailbox(result.from);
  const composed = await composeTestMail({
    template,
    result: { ...result, html: result.html },
    // RFC 2606: addresses that can belong to nobody stand in for those that a send would ask for.
    from: sender?.kind === 'valid' ? sender.mailbox : { name: 'Mailproof', address: 'sender@mailproof.invalid' },
    to: [{ name: '', address: 'recipient@mailproof.invalid' }],
  });
  if (composed.kind === 'invalid') {
    await showWarning(composed.reason);
    return undefined;
  }
  const warning = composed.warnings[0];
  if (warning !== undefined) void showWarning(warning);
  return composed.message.raw;
}
