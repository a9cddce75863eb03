import type { Sentence } from '../sentence.ts';
import type { ConnectionFix } from './connectionTest.ts';
import type { Transcript } from './transcript.ts';

/** The parts of an SMTP session (RFC 5321, RFC 3207, RFC 4954) in which something can happen, in their order. */
export const smtpPhases = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'after-dot',
] as const;

export type SmtpPhase = (typeof smtpPhases)[number];

export function isSmtpPhase(value: unknown): value is SmtpPhase {
  return smtpPhases.some((phase) => phase === value);
}

/** What became of one message, and what was said meanwhile. */
export interface SendResult {
  readonly outcome: SendOutcome;
  readonly transcript: Transcript;
}

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
  | {
      readonly kind: 'rejected';
      readonly permanent: boolean;
      readonly phase: SmtpPhase;
      readonly failure: SendFailure;
      /** Where the recipients were refused: each with what was said of it. */
      readonly rejected: readonly RejectedRecipient[];
    }
  | { readonly kind: 'not-sent'; readonly phase: SmtpPhase; readonly failure: SendFailure }
  | { readonly kind: 'unknown'; readonly messageId: string; readonly failure: SendFailure }
  | { readonly kind: 'cancelled' };

export interface RejectedRecipient {
  readonly address: string;
  readonly response: string;
}

/** Why it failed. The texts of others in it are redacted. */
export interface SendFailure {
  readonly code: SendFailureCode;
  /** What happened and to what. */
  readonly message: Sentence;
  /** What to do about it; undefined when there is nothing sensible to say. */
  readonly remedy: Sentence | undefined;
  /** What does it, the most promising first; each is offered, and nothing happens by itself. */
  readonly actions: readonly FailureAction[];
  /** The server's own words or the system's error code. */
  readonly detail: string;
}

/** What a button beside a failure can do. The transcript can always be shown; it is not among them. */
export type FailureAction =
  | { readonly kind: 'edit-profile' }
  | { readonly kind: 'set-password' }
  /** Through the provider's page, in a browser. */
  | { readonly kind: 'sign-in' }
  /** One change of the profile that is likely to help. */
  | { readonly kind: 'change'; readonly fix: ConnectionFix }
  /** The setting that names the proxy. */
  | { readonly kind: 'edit-proxy' }
  /** Look at the server's certificate, and accept it for this profile alone after comparing it. */
  | { readonly kind: 'trust-certificate' }
  /** A page of the provider: https only. */
  | { readonly kind: 'open-page'; readonly url: string; readonly page: 'app-password' | 'help' }
  | {
      readonly kind: 'retry';
      /** As the server said; absent: it did not. */
      readonly afterSeconds?: number;
    };

export type SendFailureCode =
  | 'host-not-found'
  | 'dns-timeout'
  | 'connection-refused'
  | 'proxy-setting'
  | 'proxy-unreachable'
  | 'proxy-refused'
  | 'proxy-auth'
  | 'proxy-failed'
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
  | 'recipients-unknown'
  | 'relay-denied'
  | 'mailbox-full'
  | 'sandbox'
  | 'sending-limit'
  | 'domain-unauthenticated'
  | 'spam-refused'
  | 'recipient-temporary'
  | 'too-large'
  | 'smtputf8-missing'
  | 'eight-bit-missing'
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
