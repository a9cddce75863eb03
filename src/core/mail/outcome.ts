/** The part of an SMTP session (RFC 5321, RFC 3207, RFC 4954) in which something happened. */
export type SmtpPhase =
  'connect' | 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'after-dot';

/** What became of one message. `unknown` means that it may have been delivered: it is never sent again by itself. */
export type SendOutcome =
  | {
      readonly kind: 'sent';
      readonly messageId: string;
      readonly accepted: readonly string[];
      /** The server's last reply, redacted. */
      readonly response: string;
    }
  | {
      readonly kind: 'partly-sent';
      readonly messageId: string;
      readonly accepted: readonly string[];
      readonly rejected: readonly RejectedRecipient[];
      readonly response: string;
    }
  | { readonly kind: 'rejected'; readonly permanent: boolean; readonly phase: SmtpPhase; readonly failure: SendFailure }
  | { readonly kind: 'not-sent'; readonly phase: SmtpPhase; readonly failure: SendFailure }
  | { readonly kind: 'unknown'; readonly messageId: string; readonly failure: SendFailure }
  | { readonly kind: 'cancelled' };

export interface RejectedRecipient {
  readonly address: string;
  readonly response: string;
}

/** Why it failed, in a sentence for people and with the server's words for experts. Both are redacted. */
export interface SendFailure {
  readonly code: SendFailureCode;
  /** What happened and to what, one sentence. */
  readonly message: string;
  /** What to do about it, one sentence; empty when there is nothing sensible to say. */
  readonly remedy: string;
  /** The server's own words or the system's error code. */
  readonly detail: string;
}

export type SendFailureCode =
  | 'host-not-found'
  | 'dns-timeout'
  | 'connection-refused'
  | 'connection-timeout'
  | 'connection-lost'
  | 'greeting-timeout'
  | 'not-smtp'
  | 'server-unavailable'
  | 'tls-on-plain-port'
  | 'tls-failed'
  | 'certificate'
  | 'certificate-changed'
  | 'starttls-not-offered'
  | 'starttls-refused'
  | 'auth-not-offered'
  | 'auth-mechanism'
  | 'auth-failed'
  | 'token-refused'
  | 'auth-temporary'
  | 'auth-required'
  | 'sender-refused'
  | 'recipients-refused'
  | 'recipient-temporary'
  | 'too-large'
  | 'smtputf8-missing'
  | 'message-refused'
  | 'message-temporary'
  | 'timeout'
  | 'deadline'
  | 'protocol'
  | 'plaintext-password'
  | 'no-password'
  | 'not-signed-in'
  | 'invalid-address'
  | 'unconfirmed'
  | 'other';
