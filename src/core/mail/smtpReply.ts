import type { SmtpPhase } from './outcome.ts';

/** What a reply of a server can be in the place where it came. */
export type ReplyFault =
  /** No reply at all, or one that has no place there: an early "go ahead", a "yes" to something else. */
  | 'malformed'
  /** More was answered than had been asked: which answer belongs to what, nobody knows. */
  | 'out-of-step';

/**
 * undefined: the reply is one, has its place in this phase, and nothing else was answered with it. A stray reply puts all later ones
 * one step ahead of their commands: a message could be taken for refused that is delivered, or the other way round.
 *
 * `following`: what came with it although nothing else had been asked; lines separated by `\n`.
 */
export function faultOfReply(
  reply: string,
  { phase, following }: { readonly phase: SmtpPhase; readonly following: readonly string[] },
): ReplyFault | undefined {
  // What speaks another protocol is told apart by whoever reads the greeting.
  if (phase === 'greeting' && !reply.startsWith('220')) return undefined;
  if (!isOneReply(reply) || !isExpected(reply, phase)) return 'malformed';
  // It closes: whatever else it says is of no account, but for the fate of a message that it has.
  if (reply.startsWith('421') && phase !== 'after-dot') return undefined;
  return following.some((other) => !mayFollow(other, { reply, phase })) ? 'out-of-step' : undefined;
}

/** RFC 5321, 4.2.1: all lines of a reply have the same code. One that changes its mind answers two commands, or none. */
function isOneReply(reply: string): boolean {
  const lines = reply.split('\n');
  const code = lines[0]?.slice(0, 3);
  return lines.every((line) => isReplyLine(line) && line.startsWith(code ?? ''));
}

/**
 * RFC 5321, 4.2: three digits, then a space or, where more follows, a hyphen; or nothing at all. A line that ends for some with
 * its bare CR is two replies for these and one for us.
 */
function isReplyLine(line: string): boolean {
  return /^[2-5]\d\d(?:[ -]|\r?$)/.test(line) && !/\r\d{3}(?:[ -]|$)/.test(line);
}

/** RFC 5321, 4.3.2, and RFC 4954, section 6. A refusal has its place anywhere. */
function isExpected(reply: string, phase: SmtpPhase): boolean {
  if (/^[45]/.test(reply)) return true;
  switch (phase) {
    case 'auth':
      return /^(?:235|334)/.test(reply);
    case 'mail':
    case 'rcpt':
    case 'after-dot':
      return reply.startsWith('25');
    case 'data':
      // Some old servers say 250. From one that is out of step, that would be the answer to a recipient.
      return reply.startsWith('354');
    case 'connect':
    case 'greeting':
    case 'ehlo':
    case 'starttls':
    case 'body':
      return reply.startsWith('2');
  }
}

function mayFollow(other: string, { reply, phase }: { readonly reply: string; readonly phase: SmtpPhase }): boolean {
  if (other.trim() === '') return true;
  switch (phase) {
    case 'starttls':
      // RFC 3207, section 6: what came before the encryption is forgotten, by nodemailer.
      return true;
    case 'after-dot':
      // Nothing is asked any more: said twice, or with a goodbye, it is still the same. A server that says both knows nothing.
      return other.startsWith('421') || other.startsWith(reply.slice(0, 1));
    case 'data':
      // An answer to the message before it was sent.
      return false;
    case 'connect':
    case 'greeting':
    case 'ehlo':
    case 'auth':
    case 'mail':
    case 'rcpt':
    case 'body':
      // A server may say at any time that it closes (RFC 5321, 3.8).
      return other.startsWith('421');
  }
}
