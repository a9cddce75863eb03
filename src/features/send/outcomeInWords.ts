import type { SendFailure, SendOutcome } from '../../core/mail/outcome.ts';
import { say } from '../../host/say.ts';
import type { SendAnswer } from './sendFlow.ts';

/** What `mailproof.sendTest` gives to whoever called it: as inside, with the sentences in the language of the editor. */
export type OutcomeInWords =
  | Exclude<SendOutcome, { readonly failure: SendFailure }>
  | (Extract<SendOutcome, { readonly failure: SendFailure }> extends infer Failed
      ? Failed extends { readonly failure: SendFailure }
        ? Omit<Failed, 'failure'> & { readonly failure: FailureInWords }
        : never
      : never);

export interface FailureInWords extends Omit<SendFailure, 'message' | 'remedy'> {
  readonly message: string;
  readonly remedy: string | undefined;
}

export type AnswerInWords =
  | OutcomeInWords
  | {
      readonly kind: 'several';
      readonly outcomes: readonly { readonly dataSet: string; readonly outcome: OutcomeInWords }[];
    };

export function answerInWords(answer: SendAnswer): AnswerInWords {
  if (answer.kind !== 'several') return outcomeInWords(answer);
  return {
    kind: 'several',
    outcomes: answer.outcomes.map(({ dataSet, outcome }) => ({ dataSet, outcome: outcomeInWords(outcome) })),
  };
}

function outcomeInWords(outcome: SendOutcome): OutcomeInWords {
  if (!('failure' in outcome)) return outcome;
  const { message, remedy } = outcome.failure;
  const failure = { ...outcome.failure, message: say(message), remedy: remedy === undefined ? undefined : say(remedy) };
  return { ...outcome, failure };
}
