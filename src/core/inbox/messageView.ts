/** A mail message as people read it. Everything in it is foreign text: it is shown as text, or as html inside a frame without scripts. */
export interface MessageView {
  readonly subject: string;
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  /** ISO 8601 in UTC; absent when the header is missing or cannot be read. */
  readonly date?: string;
  /** In the order of the message, decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The html part; `cid:` references to small inline parts are already replaced by `data:` URLs. */
  readonly html?: string;
  readonly text?: string;
  readonly attachments: readonly AttachmentView[];
  /** What is odd or broken about the message, a sentence each. */
  readonly notes: readonly string[];
  readonly sizeBytes: number;
  /** The message as received, decoded as UTF-8 for reading; cut after `sourceLimitBytes`. */
  readonly source: string;
  readonly sourceIsCut: boolean;
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface AttachmentView {
  /** As the message names it: not a path, not yet safe as a file name. */
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly isInline: boolean;
}

/** 1 MiB: enough to read; the whole is one click away as a file. */
export const sourceLimitBytes = 1024 * 1024;
