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
  const { message, ...connection } = request;
  for await (const result of sendMessages(connection, [message])) return result;
  throw new Error('A message was sent and has no result.');
}

/**
 * Sends messages one after the other, each once, over one connection for as long as the server keeps it, and gives the result of
 * each as it comes. Ends after the result of the message that was under way when the signal was aborted; whoever stops listening
 * stops the sending. A connection that cannot be made is not tried again for the messages that follow: they have its result.
 */
export async function* sendMessages(
  request: ConnectionRequest,
  messages: Iterable<ComposedMessage> | AsyncIterable<ComposedMessage>,
): AsyncGenerator<SendResult, void> {
  const sender = new Sender(request);
  try {
    for await (const message of messages) {
      const started = performance.now();
      const result = await sender.send(message);
      const { kind } = result.outcome;
      request.log.info(`Sending ${message.messageId}: ${kind} after ${Math.round(performance.now() - started)} ms`);
      yield result;
      if (request.signal?.aborted === true) return;
    }
  } finally {
    sender.close();
  }
}

class Sender {
  readonly #request: ConnectionRequest;
  #kept: Conversation | undefined;
  /** Why there is no connection to be had. */
  #hopeless: SendResult | undefined;

  constructor(request: ConnectionRequest) {
    this.#request = request;
  }

  async send(message: ComposedMessage): Promise<SendResult> {
    if (this.#hopeless !== undefined) return this.#hopeless;
    const kept = this.#kept;
    if (kept !== undefined) {
      // What the server says of its own accord, that it hangs up for example, has to be heard before anything is asked.
      await new Promise((resolve) => setImmediate(resolve));
      if (kept.session.isOpen) {
        kept.session.startNext();
        const result = await this.#deliver(kept, message);
        if (!hasServerHungUp(result.outcome)) return result;
      }
    }
    return this.#sendAnew(message);
  }

  close(): void {
    this.#kept?.close();
    this.#kept = undefined;
  }

  async #sendAnew(message: ComposedMessage): Promise<SendResult> {
    this.close();
    const conversation = startConversation(this.#request);
    const problem = await signIn(conversation, this.#request);
    if (problem === undefined) return this.#deliver(conversation, message);
    const result = { outcome: notBegun(problem), transcript: conversation.transcript() };
    conversation.close();
    this.#hopeless = result;
    return result;
  }

  async #deliver(conversation: Conversation, message: ComposedMessage): Promise<SendResult> {
    const outcome = await deliver(conversation, message);
    const result = { outcome, transcript: conversation.transcript() };
    if (conversation.session.isOpen) {
      conversation.session.rest();
      this.#kept = conversation;
    } else {
      conversation.close();
      this.#kept = undefined;
    }
    return result;
  }
}

/** Before it has heard of this message: servers take only so many messages, or minutes, in one connection. Nothing was sent. */
function hasServerHungUp(outcome: SendOutcome): boolean {
  if (outcome.kind === 'not-sent') return outcome.phase === 'mail' && outcome.failure.code === 'connection-lost';
  return outcome.kind === 'rejected' && outcome.phase === 'mail' && outcome.failure.code === 'server-unavailable';
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
  if (message.isEightBit === true && capabilities?.extensions.includes('8BITMIME') !== true) {
    return { kind: 'not-sent', phase: 'mail', failure: refuse({ kind: 'eight-bit-missing' }) };
  }

  const sent = await session.send(message);
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
      // In the middle of the message, if the server had not got the end of it.
      phase: refusal.phase === 'after-dot' && !session.bodyHandedOver ? 'body' : refusal.phase,
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
