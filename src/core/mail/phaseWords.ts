import { sentence, type Sentence } from '../sentence.ts';
import type { SmtpPhase } from './outcome.ts';

/** What is going on in each phase, for the middle of a sentence: "it failed while ...". */
export const phaseWords: Readonly<Record<SmtpPhase, Sentence>> = {
  connect: sentence('connecting'),
  greeting: sentence('waiting for the greeting'),
  ehlo: sentence('saying hello'),
  starttls: sentence('starting the encryption'),
  auth: sentence('signing in'),
  mail: sentence('naming the sender'),
  rcpt: sentence('naming the recipients'),
  data: sentence('announcing the message'),
  body: sentence('transferring the message'),
  'after-dot': sentence('waiting for the confirmation'),
};

/** The same as headings of a transcript. */
export const phaseTitles: Readonly<Record<SmtpPhase, Sentence>> = {
  connect: sentence('Connecting to the server'),
  greeting: sentence('Waiting for the greeting of the server'),
  ehlo: sentence('Saying hello, and asking what the server can do'),
  starttls: sentence('Starting the encryption'),
  auth: sentence('Signing in'),
  mail: sentence('Naming the sender'),
  rcpt: sentence('Naming the recipients'),
  data: sentence('Announcing the message'),
  body: sentence('Transferring the message'),
  'after-dot': sentence('Waiting for the server to take the message'),
};
