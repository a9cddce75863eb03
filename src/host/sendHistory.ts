import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../core/log.ts';
import { parseSentMail, type SentMail } from '../core/mail/sentMail.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { Disposable } from './disposable.ts';

export interface SendHistoryDeps {
  /** Where transcripts are kept. */
  readonly folder: string;
  readonly memory: vscode.Memento;
  readonly log: Logger;
}

/**
 * The last test mails of this workspace, newest first, with what server and program said to each other. Bounded, and nothing in it is
 * secret: the transcripts were redacted by whoever recorded them.
 */
export class SendHistory extends Disposable {
  readonly #deps: SendHistoryDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;

  constructor(deps: SendHistoryDeps) {
    super();
    this.#deps = deps;
  }

  list(): readonly SentMail[] {
    const stored: unknown = this.#deps.memory.get(memoryKey);
    const entries: readonly unknown[] = Array.isArray(stored) ? stored : [];
    return entries.flatMap((entry) => parseSentMail(entry) ?? []);
  }

  get(mailproofId: string): SentMail | undefined {
    return this.list().find((mail) => mail.mailproofId === mailproofId);
  }

  /** @param transcript redacted; undefined: there is none */
  async add(mail: SentMail, transcript: string | undefined): Promise<void> {
    const others = this.list().filter((other) => other.mailproofId !== mail.mailproofId);
    const kept = [mail, ...others].slice(0, maxMails);
    if (transcript !== undefined) await this.#writeTranscript(mail.mailproofId, transcript);
    await this.#keep(kept);
  }

  /** undefined: none was recorded, or it is gone. */
  async transcriptOf(mailproofId: string): Promise<string | undefined> {
    if (this.get(mailproofId) === undefined) return undefined;
    try {
      return await readFile(this.#fileOf(mailproofId), 'utf8');
    } catch (error) {
      this.#deps.log.debug(`history: no transcript of ${mailproofId}: ${reasonOf(error)}`);
      return undefined;
    }
  }

  async remove(mailproofId: string): Promise<void> {
    await this.#keep(this.list().filter((mail) => mail.mailproofId !== mailproofId));
  }

  async clear(): Promise<void> {
    await this.#keep([]);
  }

  async #keep(mails: readonly SentMail[]): Promise<void> {
    await this.#deps.memory.update(memoryKey, mails);
    await this.#sweepTranscripts(new Set(mails.map((mail) => `${mail.mailproofId}.txt`)));
    this.#didChange.fire();
  }

  async #writeTranscript(mailproofId: string, transcript: string): Promise<void> {
    await mkdir(this.#deps.folder, { recursive: true });
    const text =
      transcript.length > maxTranscriptLength ? `${transcript.slice(0, maxTranscriptLength)}\n…\n` : transcript;
    await writeFile(this.#fileOf(mailproofId), text, { mode: 0o600 });
  }

  /** Of entries that are no more, also those that a window left behind when it was closed in the middle. */
  async #sweepTranscripts(wanted: ReadonlySet<string>): Promise<void> {
    const files = await readdir(this.#deps.folder).catch(() => []);
    for (const file of files) {
      if (!wanted.has(file)) await rm(path.join(this.#deps.folder, file), { force: true });
    }
  }

  #fileOf(mailproofId: string): string {
    return path.join(this.#deps.folder, `${mailproofId}.txt`);
  }
}

const memoryKey = 'sendHistory';
const maxMails = 100;
/** A server that talks without end is told of by its beginning. */
const maxTranscriptLength = 200_000;
