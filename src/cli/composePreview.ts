import { parseMailbox } from '../core/mail/address.ts';
import { composeMail, plainStyle } from '../core/mail/composeMail.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { inEnglish } from '../core/sentence.ts';
import { imageWarning } from '../core/mail/imagePlaces.ts';

export type PreviewMessage =
  | {
      readonly kind: 'composed';
      readonly raw: Uint8Array;
      /** A sentence for each file that is not in it. */
      readonly warnings: readonly string[];
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
  if (from.kind === 'invalid') return { kind: 'invalid', reason: `"from" in mailproof.json: ${inEnglish(from.error)}` };
  const replyTo = result.mail?.replyTo === undefined ? undefined : parseMailbox(result.mail.replyTo);
  const composed = await composeMail({
    template: request.path,
    root: request.root,
    result,
    from: from.mailbox,
    to: [{ name: '', address: 'recipient@mailproof.invalid' }],
    replyTo: replyTo?.kind === 'valid' ? replyTo.mailbox : undefined,
    style: plainStyle,
    ...identity,
  });
  if (composed.kind === 'composed')
    return {
      kind: 'composed',
      raw: composed.message.raw,
      warnings: [...composed.leftImages.map(imageWarning), ...composed.warnings].map(inEnglish),
    };
  return { kind: 'invalid', reason: `The message has an unusable ${composed.field}: ${inEnglish(composed.reason)}` };
}
