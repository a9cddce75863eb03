import { sentence, type Sentence } from '../sentence.ts';
import type { SendOutcome } from './outcome.ts';
import { phaseWords } from './phaseWords.ts';

/** What became of the message, in one sentence that says no more than is known. What went wrong, `failure` says. */
export function outcomeHeadline(outcome: SendOutcome): Sentence {
  switch (outcome.kind) {
    case 'sent':
      return sentence('Sent: the server took the message for {0}.', outcome.accepted.join(', '));
    case 'partly-sent':
      return sentence(
        'Partly sent: the server took the message for {0} and refused {1}.',
        outcome.accepted.join(', '),
        outcome.rejected.map(({ address }) => address).join(', '),
      );
    case 'rejected':
      return outcome.permanent
        ? sentence('Not sent: the server refused while {0}.', phaseWords[outcome.phase])
        : sentence('Not sent: the server refused for now while {0}.', phaseWords[outcome.phase]);
    case 'not-sent':
      return sentence('Not sent: it failed while {0}.', phaseWords[outcome.phase]);
    case 'unknown':
      return sentence('It is not known whether the message was delivered.');
    case 'cancelled':
      return sentence('Not sent: it was cancelled.');
  }
}
