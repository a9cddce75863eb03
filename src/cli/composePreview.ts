import { dirname } from 'node:path';
import { parseMailbox } from '../core/mail/address.ts';
import { composeMessage } from '../core/mail/compose.ts';
import { embedImages } from '../core/mail/embedImages.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { readDiskImage } from '../core/template/diskImages.ts';

export type PreviewMessage =
  | {
      readonly kind: 'composed';
      readonly raw: Uint8Array;
      /** A sentence for each image that is not in it. */ readonly warnings: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reserved for what must never reach anybody (RFC 2606). */
const placeholder = { name: 'Mailproof', address: 'preview@mailproof.invalid' };

/** The message that would be sent. Nobody is asked for a recipient here, so it goes to an address that cannot exist. */
export async function composePreview(
  result: RenderResult & { readonly html: string },
  request: RenderRequest,
  identity: { readonly id: string; readonly date: Date },
): Promise<PreviewMessage> {
  const from =
    result.from === undefined ? ({ kind: 'valid', mailbox: placeholder } as const) : parseMailbox(result.from);
  if (from.kind === 'invalid') return { kind: 'invalid', reason: `"from" in mailproof.json: ${from.error}` };
  const place = { folder: dirname(request.path), root: request.root };
  const embedded = await embedImages(result.html, (reference) => readDiskImage(reference, place));
  const composed = await composeMessage({
    from: from.mailbox,
    to: [{ name: '', address: 'recipient@mailproof.invalid' }],
    subject: result.subject,
    html: embedded.html,
    text: result.text,
    images: embedded.images,
    messageId: `<${identity.id}@mailproof.invalid>`,
    date: identity.date,
    mailproofId: identity.id,
  });
  if (composed.kind === 'composed') return { kind: 'composed', raw: composed.message.raw, warnings: embedded.warnings };
  return { kind: 'invalid', reason: `The message has an unusable ${composed.field}: ${composed.reason}` };
}
