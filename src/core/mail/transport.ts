import { needsSmtpUtf8 } from './address.ts';
import type { ComposedMessage } from './compose.ts';
import { signIn, startConversation, type ConnectionRequest, type Conversation } from './conversation.ts';
import { refusalsOf, refusalOf } from './describeFailure.ts';
import type { RejectedRecipient, SendOutcome, SendResult } from './outcome.ts';
import type { Redactor } from './redact.ts';
import type { Fault } from './smtpSession.ts';

export interface SendRequest extends ConnectionRequest {
  readonly message: ComposedMessage;
}

/** Sends one message over one connection, once. Always ends, at the latest after `timeouts.overall`; never rejects. */
export async function sendMessage(request: SendRequest): Promise<SendResult> {
  const { message, log } = request;
  const started = performance.now();
  const conversation = startConversation(request);
  try {
    const problem = await signIn(conversation, request);
    const outcome = await (problem === undefined ? deliver(conversation, message) : notBegun(problem));
    log.info(`Sending ${message.messageId}: ${outcome.kind} after ${Math.round(performance.now() - started)} ms`);
    return { outcome, transcript: conversation.transcript() };
  } finally {
    conversation.close();
  }
}

function notBegun(problem: Exclude<Awaited<ReturnType<typeof signIn>>, undefined>): SendOutcome {
  return problem.kind === 'cancelled' ? problem : { ...problem, kind: 'not-sent' };
}

async function deliver(conversation: Conversation, message: ComposedMessage): Promise<SendOutcome> {
  const { session, refuse, redact } = conversation;
  const { envelope, messageId, raw } = message;
  const { capabilities } = session;
  if (capabilities?.maxSizeBytes !== undefined && raw.length > capabilities.maxSizeBytes) {
    const failure = refuse({ kind: 'too-large', sizeBytes: raw.length, limitBytes: capabilities.maxSizeBytes });
    return { kind: 'not-sent', phase: 'mail', failure };
  }
  const international = [envelope.from, ...envelope.to].find(needsSmtpUtf8);
  if (international !== undefined && capabilities?.smtpUtf8 !== true) {
    const failure = refuse({ kind: 'smtputf8-missing', address: international });
    return { kind: 'not-sent', phase: 'mail', failure };
  }

  const sent = await session.send(envelope, raw);
  if (!sent.ok) return outcomeOfFault(conversation, sent.fault, messageId);
  const { accepted, rejected } = sent.value;
  const response = redact(sent.value.response);
  // A "yes" that came before the end of the message answers something else: the conversation is out of step.
  if (!session.bodyHandedOver) {
    return unknown(conversation, { kind: 'malformed', reply: sent.value.response }, messageId);
  }
  if (rejected.length === 0) return { kind: 'sent', messageId, accepted, response };
  return { kind: 'partly-sent', messageId, accepted, rejected: redactedRefusals(rejected, redact), response };
}

function outcomeOfFault(conversation: Conversation, fault: Fault, messageId: string): SendOutcome {
  const { session, describe, redact } = conversation;
  const refusal = refusalOf(fault);
  // A complete reply of refusal is an answer wherever it comes; anything else after the final dot is none.
  if (refusal !== undefined) {
    return {
      kind: 'rejected',
      permanent: refusal.code >= 500,
      phase: refusal.phase,
      failure: describe(fault),
      rejected: redactedRefusals(refusalsOf(fault), redact),
    };
  }
  if (session.bodyHandedOver) return unknown(conversation, fault, messageId);
  if (fault.kind === 'cancelled') return { kind: 'cancelled' };
  return { kind: 'not-sent', phase: session.phase, failure: describe(fault) };
}

/** Nothing that a click could do would be right before somebody has looked into the mailbox. */
function unknown({ describe }: Conversation, fault: Fault, messageId: string): SendOutcome {
  return { kind: 'unknown', messageId, failure: { ...describe(fault), actions: [] } };
}

function redactedRefusals(refusals: readonly RejectedRecipient[], redact: Redactor): readonly RejectedRecipient[] {
  return refusals.map(({ address, response }) => ({ address, response: redact(response) }));
}
