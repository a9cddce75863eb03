import { formatMailbox, parseMailbox } from '../mail/address.ts';

/** As one text that `parseRecipients` takes apart again: a name with a comma in it is quoted. */
export function recipientsText(to: readonly string[]): string {
  return to
    .map((recipient) => {
      const parsed = parseMailbox(recipient);
      return parsed.kind === 'valid' ? formatMailbox(parsed.mailbox) : recipient;
    })
    .join(', ');
}
