import type { ComposedMessage } from '../core/mail/compose.ts';
import type { SendOutcome } from '../core/mail/outcome.ts';
import { outcomeHeadline } from '../core/mail/outcomeHeadline.ts';
import type { Transcript } from '../core/mail/transcript.ts';
import { transcriptText } from '../core/mail/transcriptText.ts';
import { inEnglish } from '../core/sentence.ts';

/** For people: what became of it, and where it failed, what happened and what to do. */
export function describeSend(
  outcome: SendOutcome,
  { transcript, withTranscript }: { readonly transcript: Transcript; readonly withTranscript: boolean },
): string {
  if (withTranscript) return transcriptText(transcript, { say: inEnglish, outcome }).trimEnd();
  const lines = [inEnglish(outcomeHeadline(outcome))];
  if ('failure' in outcome) {
    const { message, remedy, detail } = outcome.failure;
    lines.push(inEnglish(message));
    if (remedy !== undefined) lines.push(inEnglish(remedy));
    if (detail !== '') lines.push(`Answer: ${detail}`);
  }
  if ('rejected' in outcome)
    lines.push(...outcome.rejected.map(({ address, response }) => `  ${address}: ${response}`));
  if (outcome.kind === 'unknown' || outcome.kind === 'sent' || outcome.kind === 'partly-sent')
    lines.push(`Message-ID: ${outcome.messageId}`);
  return lines.join('\n');
}

/** For programs; the names are a contract, see docs/product.md. */
export function describeSendJson(
  outcome: SendOutcome,
  { transcript, message }: { readonly transcript: Transcript; readonly message: ComposedMessage },
): string {
  const failure =
    'failure' in outcome
      ? {
          code: outcome.failure.code,
          message: inEnglish(outcome.failure.message),
          remedy: outcome.failure.remedy === undefined ? null : inEnglish(outcome.failure.remedy),
          answer: outcome.failure.detail,
        }
      : null;
  const lines = transcript.lines.map((line) => ({ ...line, text: inEnglish(line.text) }));
  const report = {
    outcome: outcome.kind,
    permanent: outcome.kind === 'rejected' ? outcome.permanent : null,
    phase: 'phase' in outcome ? outcome.phase : null,
    messageId: message.messageId,
    accepted: 'accepted' in outcome ? outcome.accepted : [],
    rejected: 'rejected' in outcome ? outcome.rejected : [],
    failure,
    transcript: { ...transcript, lines },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
