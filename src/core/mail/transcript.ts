import { isRecord } from '../isRecord.ts';
import { parseSentence, sentence, withValues, type Sentence, type Words } from '../sentence.ts';
import type { ConnectionFact, Encryption } from './connectionFact.ts';
import { isSmtpPhase, type SmtpPhase } from './outcome.ts';
import type { Redactor } from './redact.ts';

/**
 * What was said in one SMTP session, in order, for people and for tickets. Everything in it has passed the redactor. It is plain
 * data: JSON keeps it, `parseTranscript` takes it back, `transcriptText` writes it out.
 */
export interface Transcript {
  /** `host:port`, as it was connected to. */
  readonly server: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly lines: readonly TranscriptLine[];
}

export interface TranscriptLine {
  /** Milliseconds since the start. */
  readonly atMs: number;
  readonly phase: SmtpPhase;
  /** `note`: what Mailproof itself saw or did. */
  readonly from: 'client' | 'server' | 'note';
  readonly text: Words;
}

/** Takes down a session as it goes. */
export class TranscriptRecorder {
  readonly #server: string;
  readonly #redact: Redactor;
  #startedAt = new Date();
  #started = performance.now();
  #lines: TranscriptLine[] = [];
  #omitted = 0;

  constructor({ server, redact }: { readonly server: string; readonly redact: Redactor }) {
    this.#server = server;
    this.#redact = redact;
  }

  get transcript(): Transcript {
    return { server: this.#server, startedAt: this.#startedAt.toISOString(), lines: [...this.#lines] };
  }

  /** For the next message over the same connection: a transcript of its own. */
  startNext(): void {
    this.#startedAt = new Date();
    this.#started = performance.now();
    this.#lines = [];
    this.#omitted = 0;
    this.note('mail', sentence('In the connection of the message before, which is kept.'));
  }

  /** `command` holds no credential any more: the session has left them out. */
  client(phase: SmtpPhase, command: string): void {
    this.#add({ phase, from: 'client', text: this.#redact(command) });
  }

  server(phase: SmtpPhase, reply: string): void {
    for (const text of this.#redact.lines(reply, { isSignIn: phase === 'auth' }))
      this.#add({ phase, from: 'server', text });
  }

  note(phase: SmtpPhase, text: Sentence): void {
    this.#add({ phase, from: 'note', text: withValues(text, this.#redact) });
  }

  fact(phase: SmtpPhase, fact: ConnectionFact): void {
    switch (fact.kind) {
      case 'resolved':
        return this.note(phase, sentence('The name stands for {0}.', fact.addresses.join(', ')));
      case 'connected':
        return this.note(phase, sentence('Connected to {0}.', fact.address));
      case 'encrypted':
        for (const text of encryptionSentences(fact.encryption)) this.note(phase, text);
        return;
      case 'greeted':
      case 'introduced':
      case 'signedIn':
        // These are the server's own lines, which are there already.
        return;
    }
  }

  #add(line: Omit<TranscriptLine, 'atMs'>): void {
    const atMs = Math.round(performance.now() - this.#started);
    if (this.#lines.length < maxLines) {
      this.#lines.push({ atMs, ...line });
      return;
    }
    // A server that talks on and on: its beginning explains it, and the end is kept for what became of it.
    this.#omitted++;
    this.#lines.splice(maxLines - keptEnd - 1, this.#omitted === 1 ? 1 : 2, {
      atMs,
      phase: line.phase,
      from: 'note',
      text: sentence('{0} lines are left out here.', this.#omitted),
    });
    this.#lines.push({ atMs, ...line });
  }
}

function encryptionSentences({ protocol, cipher, certificate }: Encryption): readonly Sentence[] {
  const { names, issuer, validTo, fingerprint } = certificate;
  const day = Number.isNaN(validTo.getTime()) ? '?' : validTo.toISOString().slice(0, 10);
  return [
    sentence('Encrypted with {0}.', [protocol, cipher].filter((part) => part !== '').join(', ')),
    sentence(
      'Its certificate is for {0}, issued by {1}, valid until {2}.',
      names.slice(0, maxNames).join(', ') || '?',
      issuer || '?',
      day,
    ),
    sentence('SHA-256 fingerprint {0}', fingerprint),
  ];
}

/** From JSON that was kept; undefined: not one. */
export function parseTranscript(value: unknown): Transcript | undefined {
  if (!isRecord(value)) return undefined;
  const { server, startedAt, lines } = value;
  if (typeof server !== 'string' || typeof startedAt !== 'string' || !Array.isArray(lines)) return undefined;
  const parsed = (lines as readonly unknown[]).map(parseLine);
  const known = parsed.filter((line) => line !== undefined);
  return known.length === parsed.length ? { server, startedAt, lines: known } : undefined;
}

function parseLine(value: unknown): TranscriptLine | undefined {
  if (!isRecord(value)) return undefined;
  const { atMs, phase, from } = value;
  const text = typeof value['text'] === 'string' ? value['text'] : parseSentence(value['text']);
  if (typeof atMs !== 'number' || !isSmtpPhase(phase) || text === undefined) return undefined;
  return from === 'client' || from === 'server' || from === 'note' ? { atMs, phase, from, text } : undefined;
}

/** A session that goes well has some forty lines. */
const maxLines = 400;
const keptEnd = 100;
const maxNames = 4;
