/** What `mailproof.json` says about the mails themselves, beside sender and subject. Checked; nothing in it is a template. */
export interface MailFields {
  /** A mailbox, `name@host` or `Name <name@host>`. */
  readonly replyTo?: string;
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Addresses of pages and mailboxes, `https:` and `mailto:`. */
  readonly listUnsubscribe?: readonly string[];
  /** Absolute paths; may hold `{name}`, which stands for the template's name. */
  readonly attachments?: readonly string[];
}
