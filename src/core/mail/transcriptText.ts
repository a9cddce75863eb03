import { sentence, type Words } from '../sentence.ts';
import { outcomeHeadline } from './outcomeHeadline.ts';
import type { SendFailure, SendOutcome, SmtpPhase } from './outcome.ts';
import { phaseTitles } from './phaseWords.ts';
import type { Transcript, TranscriptLine } from './transcript.ts';

export interface TranscriptOptions {
  /** Puts words into a language: `host/say`, or `inEnglish`. */
  readonly say: (words: Words) => string;
  readonly outcome?: SendOutcome;
}

/**
 * The transcript as a text for people who may not know SMTP, and for tickets: first what became of it and what to do, then what
 * was said, phase by phase. Lines end with `\n`.
 */
export function transcriptText(transcript: Transcript, { say, outcome }: TranscriptOptions): string {
  const head = [
    ...(outcome === undefined ? [] : [...outcomeLines(outcome, say), '']),
    say(sentence('Server: {0}', transcript.server)),
    say(sentence('Started: {0}', transcript.startedAt)),
    say(sentence('C: is what Mailproof said, S: what the server answered; passwords and tokens are left out.')),
  ];
  return `${[...head, ...dialogue(transcript.lines, say)].join('\n')}\n`;
}

function outcomeLines(outcome: SendOutcome, say: (words: Words) => string): readonly string[] {
  const lines = [say(outcomeHeadline(outcome))];
  if ('failure' in outcome) lines.push(...failureLines(outcome.failure, say));
  if ('rejected' in outcome)
    lines.push(...outcome.rejected.map(({ address, response }) => `  ${address}: ${response}`));
  if (outcome.kind === 'unknown') lines.push(`Message-ID: ${outcome.messageId}`);
  return lines;
}

function failureLines(
  { message, remedy, detail, code }: SendFailure,
  say: (words: Words) => string,
): readonly string[] {
  return [
    say(message),
    ...(remedy === undefined ? [] : [say(remedy)]),
    ...(detail === '' ? [] : [say(sentence('What was answered: {0}', detail))]),
    say(sentence('Kind of failure: {0}', code)),
  ];
}

function dialogue(lines: readonly TranscriptLine[], say: (words: Words) => string): readonly string[] {
  return sectionsOf(lines).flatMap((section) => [
    '',
    `== ${say(phaseTitles[section.phase])}`,
    ...section.lines.map((line) => `${seconds(line.atMs)} ${marks[line.from]} ${say(line.text)}`),
  ]);
}

interface Section {
  readonly phase: SmtpPhase;
  readonly lines: TranscriptLine[];
}

/** An answer stands below its question: with PIPELINING the questions of several phases come before the first answer. */
function sectionsOf(lines: readonly TranscriptLine[]): readonly Section[] {
  const sections: Section[] = [];
  for (const line of lines) {
    const own = sections.findLast(({ phase }) => phase === line.phase);
    if (own !== undefined && (line.from !== 'client' || own === sections.at(-1))) own.lines.push(line);
    else sections.push({ phase: line.phase, lines: [line] });
  }
  return sections;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3).padStart(8);
}

const marks = { client: 'C:', server: 'S:', note: ' *' } as const;
