import type { AuthenticationReport } from '../mail/authenticationResults.ts';
import type { ReceivedHop } from '../mail/receivedPath.ts';
import type { Finding } from '../mime/findings.ts';
import type { Fact } from './facts.ts';

/** A mail message as people read it. Everything in it is foreign text: it is shown as text, or as html inside a frame without scripts. */
export interface MessageView {
  readonly subject: string;
  readonly from: readonly Mailbox[];
  /** Who handed it over for the author, where that is somebody else. */
  readonly sender: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  /** ISO 8601 in UTC; absent when the header is missing or cannot be read. */
  readonly date?: string;
  readonly headers: readonly HeaderView[];
  /** The html part; `cid:` references to small inline parts are already replaced by `data:` URLs. */
  readonly html?: string;
  readonly text?: string;
  /** The message itself, with its parts in it. */
  readonly parts: PartView;
  readonly attachments: readonly AttachmentView[];
  /** What is broken. */
  readonly findings: readonly Finding[];
  /** What is worth knowing: who signed it, what kind of message it is, what might deceive. */
  readonly facts: readonly Fact[];
  readonly authentication: AuthenticationReport;
  /** The oldest hop first. */
  readonly path: readonly ReceivedHop[];
  readonly sizeBytes: number;
}

/** In the order of the message. */
export interface HeaderView {
  readonly name: string;
  /** Decoded and unfolded. */
  readonly value: string;
  /** As it stands there, unfolded; absent where that is the same. */
  readonly raw?: string;
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface PartView {
  readonly index: number;
  readonly type: string;
  /** Decoded; of a multipart, of all there is in it, undecoded. */
  readonly sizeBytes: number;
  readonly disposition?: 'inline' | 'attachment';
  readonly name?: string;
  readonly encoding?: string;
  readonly charset?: string;
  readonly contentId?: string;
  /** Opening its file could run something. */
  readonly isDangerous: boolean;
  readonly children: readonly PartView[];
}

export interface AttachmentView {
  /** Of the part. */
  readonly index: number;
  /** As the message names it: not a path, not yet safe as a file name. */
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly isInline: boolean;
  readonly isDangerous: boolean;
}
