import type { Sentence } from '../sentence.ts';
import type { MailboxServer } from '../profiles/profile.ts';

/** How to get into the mailbox that a test mail was sent to. */
export interface MailboxAccount {
  readonly server: MailboxServer;
  readonly user: string;
  /** Goes to no other server, and to this one only when the connection is encrypted or stays on this machine. */
  readonly credential: MailboxCredential;
  /** PEM: authorities that are trusted besides the system's. */
  readonly ca?: string;
  /** As in `Profile`: of the only certificate that is taken, whoever signed it. */
  readonly certificatePin?: string;
  /** As it stands in settings; what connects to servers beyond this computer. */
  readonly proxy?: string;
  readonly timeouts?: Partial<MailboxTimeouts>;
}

export type MailboxCredential =
  | { readonly kind: 'password'; readonly password: string }
  /** OAuth 2.0: XOAUTH2 or OAUTHBEARER (RFC 7628). */
  | { readonly kind: 'token'; readonly accessToken: string };

export interface MailboxTimeouts {
  /** Name, connection and encryption together, in milliseconds. */
  readonly connectMs: number;
  readonly replyMs: number;
  /** A whole look: a server that says a little now and then would never be done. */
  readonly lookMs: number;
}

/** Dovecot holds back the answer to a wrong password for up to 15 s. */
export const defaultMailboxTimeouts: MailboxTimeouts = { connectMs: 20_000, replyMs: 45_000, lookMs: 300_000 };

/** The message that is looked for, as it was sent. */
export interface SoughtMessage {
  /** With its angle brackets. Some servers replace it (Amazon SES and Outlook.com, for example). */
  readonly messageId: string;
  /** The value of `X-Mailproof-Id`, which nobody replaces. */
  readonly mailproofId: string;
  readonly sentAt: Date;
}

export interface FolderPlace {
  /** As a person sees it, in Unicode. */
  readonly path: string;
  /** RFC 6154; `other` is a folder that only has a name. POP3 knows the inbox alone. */
  readonly kind: 'inbox' | 'junk' | 'archive' | 'trash' | 'other';
}

export interface FoundMessage {
  readonly folder: FolderPlace;
  readonly matchedBy: 'message-id' | 'mailproof-id';
  /** The message as the server has it, at most `maxMessageBytes` of it. */
  readonly raw: Uint8Array;
  readonly isCut: boolean;
  /** The whole of it on the server, in bytes. */
  readonly sizeBytes: number;
  /** When the server put it there, where it tells (IMAP's INTERNALDATE). */
  readonly arrivedAt?: Date;
  /** Names the message for `Mailbox.remove`, and for nobody else. */
  readonly handle: string;
}

/** A mailbox that is looked into. Nothing in it is ever marked or changed, but by `remove`. */
export interface Mailbox {
  /** One look everywhere; undefined: not there yet. Throws `MailboxError`. */
  find(sought: SoughtMessage, signal: AbortSignal): Promise<FoundMessage | undefined>;
  /** Until the server says that there is something new, or the time is over, or somebody cancels. */
  untilNews(waitMs: number, signal: AbortSignal): Promise<void>;
  /** Deletes this one message for good. */
  remove(found: FoundMessage): Promise<void>;
  close(): void;
}

export interface MailboxFailure {
  readonly code: MailboxFailureCode;
  readonly message: Sentence;
  readonly remedy: Sentence | undefined;
  /** The server's or the system's own words, redacted. */
  readonly detail: string;
}

export type MailboxFailureCode =
  | 'host-not-found'
  | 'connection-refused'
  | 'connection-timeout'
  | 'connection-lost'
  | 'certificate'
  | 'certificate-changed'
  | 'tls-failed'
  | 'starttls-not-offered'
  | 'plaintext-password'
  | 'not-a-mailbox-server'
  | 'sign-in-refused'
  | 'sign-in-method'
  | 'sign-in-temporary'
  | 'mailbox-unavailable'
  /** It could only delete other messages as well. */
  | 'removes-others'
  | 'timeout'
  | 'protocol';

/** The only error that a `Mailbox` throws. */
export class MailboxError extends Error {
  readonly failure: MailboxFailure;

  constructor(failure: MailboxFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** 25 MiB, what most servers take at most (https://support.google.com/mail/answer/6584). */
export const maxMessageBytes = 25 * 1024 * 1024;
