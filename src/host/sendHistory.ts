import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { withDelivery, type KeptDelivery } from '../core/delivery/keptDelivery.ts';
import type { Logger } from '../core/log.ts';
import { parseSentMail, type SentMail } from '../core/mail/sentMail.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { safeFileName } from '../core/template/diskAttachments.ts';
import { Disposable } from './disposable.ts';

export interface SendHistoryDeps {
  /** Where transcripts and messages are kept. */
  readonly folder: string;
  readonly memory: vscode.Memento;
  readonly log: Logger;
}

export interface KeptWithMail {
  /** Redacted; absent: there is none. */
  readonly transcript?: string;
  /** As it was handed over. */
  readonly message?: Uint8Array;
}

/**
 * The last test mails of this workspace, newest first, with what server and program said to each other, and of the newest ones the
 * messages themselves, as they were sent and as they arrived. Bounded, readable by this user alone, and gone with the history. Nothing
 * in it is secret: the transcripts were redacted by whoever recorded them.
 */
export class SendHistory extends Disposable {
  readonly #deps: SendHistoryDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  readonly #didAdd = this.register(new vscode.EventEmitter<SentMail>());
  /** A mail was just sent, or tried to be. */
  readonly onDidAdd = this.#didAdd.event;
  /** Changes one after the other: each begins with what the one before left, and sweeps no file of the next. */
  #last: Promise<unknown> = Promise.resolve();

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

  add(mail: SentMail, { transcript, message }: KeptWithMail): Promise<void> {
    return this.#inTurn(async () => {
      const others = this.list().filter((other) => other.mailproofId !== mail.mailproofId);
      if (transcript !== undefined) await this.#writeTranscript(mail.mailproofId, transcript);
      if (message !== undefined) await this.#write(sentName(mail.mailproofId), message);
      await this.#keep([mail, ...others].slice(0, maxMails));
      this.#didAdd.fire(mail);
    });
  }

  /** What was found in a mailbox of its recipients, with the message as it arrived there. */
  addDelivery(mailproofId: string, delivery: KeptDelivery, message: Uint8Array | undefined): Promise<void> {
    return this.#inTurn(async () => {
      const about = this.get(mailproofId);
      if (about !== undefined && message !== undefined)
        await this.#write(receivedName(about, delivery.mailbox), message);
      await this.#keep(
        this.list().map((mail) =>
          mail.mailproofId === mailproofId
            ? { ...mail, deliveries: withDelivery(mail.deliveries ?? [], delivery) }
            : mail,
        ),
      );
    });
  }

  /** The message as it was sent; undefined: it is not kept any more. */
  sentFile(mailproofId: string): Promise<vscode.Uri | undefined> {
    return this.#existing(sentName(mailproofId));
  }

  /** The message as it arrived in that mailbox. */
  receivedFile(mail: SentMail, mailbox: string): Promise<vscode.Uri | undefined> {
    return this.#existing(receivedName(mail, mailbox));
  }

  /** undefined: none was recorded, or it is gone. */
  async transcriptOf(mailproofId: string): Promise<string | undefined> {
    if (this.get(mailproofId) === undefined) return undefined;
    try {
      return await readFile(path.join(this.#deps.folder, transcriptName(mailproofId)), 'utf8');
    } catch (error) {
      this.#deps.log.debug(`history: no transcript of ${mailproofId}: ${reasonOf(error)}`);
      return undefined;
    }
  }

  remove(mailproofId: string): Promise<void> {
    return this.#inTurn(() => this.#keep(this.list().filter((mail) => mail.mailproofId !== mailproofId)));
  }

  clear(): Promise<void> {
    return this.#inTurn(() => this.#keep([]));
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#last.then(change);
    // Whoever asked hears of the failure; the next change does not.
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #keep(mails: readonly SentMail[]): Promise<void> {
    await this.#deps.memory.update(memoryKey, mails);
    await this.#sweep(wantedFiles(mails));
    this.#didChange.fire();
  }

  async #writeTranscript(mailproofId: string, transcript: string): Promise<void> {
    const text =
      transcript.length > maxTranscriptLength ? `${transcript.slice(0, maxTranscriptLength)}\n…\n` : transcript;
    await this.#write(transcriptName(mailproofId), text);
  }

  async #write(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(this.#deps.folder, { recursive: true });
    await writeFile(path.join(this.#deps.folder, name), content, { mode: 0o600 });
  }

  async #existing(name: string): Promise<vscode.Uri | undefined> {
    const file = path.join(this.#deps.folder, name);
    try {
      await access(file);
      return vscode.Uri.file(file);
    } catch (error) {
      this.#deps.log.debug(`history: no ${name}: ${reasonOf(error)}`);
      return undefined;
    }
  }

  /** Of entries that are no more, also those that a window left behind when it was closed in the middle. */
  async #sweep(wanted: ReadonlySet<string>): Promise<void> {
    const files = await readdir(this.#deps.folder).catch(() => []);
    for (const file of files) {
      if (!wanted.has(file)) await rm(path.join(this.#deps.folder, file), { force: true });
    }
  }
}

/** The transcripts of all, and the messages of the last ones. */
function wantedFiles(mails: readonly SentMail[]): ReadonlySet<string> {
  const received = mails.flatMap((mail) =>
    (mail.deliveries ?? []).filter(({ kind }) => kind === 'arrived').map(({ mailbox }) => receivedName(mail, mailbox)),
  );
  return new Set([
    ...mails.map(({ mailproofId }) => transcriptName(mailproofId)),
    ...mails.slice(0, maxMessages).map(({ mailproofId }) => sentName(mailproofId)),
    ...received.slice(0, maxMessages),
  ]);
}

function transcriptName(mailproofId: string): string {
  return `${mailproofId}.txt`;
}

function sentName(mailproofId: string): string {
  return `${mailproofId}.eml`;
}

/** By the subject, because people see it on the tab; an address is no safe name of a file. */
function receivedName({ mailproofId, subject }: SentMail, mailbox: string): string {
  const key = createHash('sha256').update(`${mailproofId}\n${mailbox.toLowerCase()}`).digest('hex').slice(0, 8);
  return safeFileName(`${subject.slice(0, 60)} (${key}).eml`);
}

const memoryKey = 'sendHistory';
const maxMails = 100;
/** Sent, and as many received: to compare what was just tried. A message may have 25 MB. */
const maxMessages = 20;
/** A server that talks without end is told of by its beginning. */
const maxTranscriptLength = 200_000;
