import { lastPartStart, parseMailbox, parseRecipients } from './address.ts';

/** A mailbox or a list of them that may be meant by what was typed so far. */
export interface RecipientSuggestion {
  readonly label: string;
  /** The whole text once it is taken. */
  readonly completed: string;
}

/**
 * What may complete the last of the recipients that are being typed.
 *
 * @param known lists of mailboxes as they were typed or written before, the best first
 */
export function suggestRecipients(typed: string, known: readonly string[]): readonly RecipientSuggestion[] {
  const start = lastPartStart(typed);
  const before = typed.slice(0, start).trimEnd();
  const part = typed.slice(start).trim().toLowerCase();
  const isFirst = before === '';
  const taken = new Set(isFirst ? [] : addressesOf(before.replace(/[,;]$/, '')));
  const candidates = isFirst ? [...known, ...known.flatMap(single)] : known.flatMap(single);
  const matches = [...new Set(candidates)].filter(
    (candidate) =>
      candidate.toLowerCase().includes(part) &&
      candidate.toLowerCase() !== part &&
      !addressesOf(candidate).some((address) => taken.has(address)),
  );
  return matches
    .slice(0, maxSuggestions)
    .map((label) => ({ label, completed: isFirst ? label : `${before} ${label}` }));
}

/** The mailboxes of a list, one by one. */
function single(list: string): readonly string[] {
  const start = lastPartStart(list);
  if (start === 0) return parseMailbox(list).kind === 'valid' ? [list.trim()] : [];
  return [...single(list.slice(0, start).replace(/[,;\s]+$/, '')), ...single(list.slice(start))];
}

function addressesOf(list: string): readonly string[] {
  const parsed = parseRecipients(list);
  return parsed.kind === 'valid' ? parsed.recipients.map(({ address }) => address.toLowerCase()) : [];
}

const maxSuggestions = 12;
