import type { RejectedRecipient } from './outcome.ts';

/** What the errors of nodemailer, of `node:net` and of `node:tls` say, in one shape. Empty strings: it does not say. */
export interface LibraryError {
  readonly original: unknown;
  /** nodemailer's kind of error: EAUTH, EENVELOPE, ESOCKET ... */
  readonly code: string;
  /** The code of the system or of TLS below it. */
  readonly systemCode: string;
  /** The SMTP command, as nodemailer names it. */
  readonly command: string;
  /** Of the server's reply. */
  readonly replyCode: number | undefined;
  /** The server's reply; the error's message where there is none. */
  readonly reply: string;
  /** Each of several recipients that were all refused, with the reply. */
  readonly refusedRecipients: readonly RejectedRecipient[];
  readonly text: string;
}

/** The error of an unknown library is read field by field: none of them has a type that could be relied on. */
export function readLibraryError(error: unknown): LibraryError {
  const fields = new Map<string, unknown>();
  if (typeof error === 'object' && error !== null) {
    for (const name of [
      'code',
      'originalCode',
      'command',
      'responseCode',
      'response',
      'message',
      'errors',
      'rejectedErrors',
    ]) {
      if (name in error) fields.set(name, Reflect.get(error, name));
    }
  }
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  // Several addresses of a host were tried and all failed: the error then holds one error for each.
  const attempts = fields.get('errors');
  const inner = Array.isArray(attempts) ? attempts.map(readLibraryError) : [];
  const message = inner.length > 0 ? inner.map((attempt) => attempt.text).join('; ') : text('message') || String(error);
  const replyCode = fields.get('responseCode');
  return {
    original: error,
    code: text('code'),
    systemCode: text('originalCode') || text('code') || (inner[0]?.systemCode ?? ''),
    command: text('command'),
    replyCode: typeof replyCode === 'number' ? replyCode : undefined,
    reply: text('response') || message,
    refusedRecipients: refusedRecipients(fields.get('rejectedErrors')),
    text: message,
  };
}

function refusedRecipients(errors: unknown): readonly RejectedRecipient[] {
  if (!Array.isArray(errors)) return [];
  return (errors as readonly unknown[]).flatMap((error) => {
    if (typeof error !== 'object' || error === null || !('recipient' in error)) return [];
    const { recipient } = error;
    return typeof recipient === 'string' ? [{ address: recipient, response: readLibraryError(error).reply }] : [];
  });
}
