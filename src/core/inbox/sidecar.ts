/** As an SMTP session gave it: who really gets the message, whatever its headers say. */
export interface Envelope {
  /** Empty: a bounce. */
  readonly from: string;
  readonly to: readonly string[];
}

/** What made a message that was sent by Mailproof. */
export interface MessageOrigin {
  /** URI of the template. */
  readonly template: string;
  readonly dataSet?: string;
}

/** What the message itself does not tell, in a file beside it. */
export interface Sidecar {
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly envelope: Envelope;
  readonly origin?: MessageOrigin;
}

/** For a message without one. */
export function emptySidecar(modified: Date): Sidecar {
  return { receivedAt: modified.toISOString(), envelope: { from: '', to: [] } };
}

/** undefined: not one of ours. */
export function parseSidecar(text: string): Sidecar | undefined {
  return sidecarOf(parseJson(text));
}

export function sidecarOf(value: unknown): Sidecar | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('receivedAt' in value && 'envelope' in value)) return undefined;
  const { receivedAt, envelope } = value;
  if (typeof receivedAt !== 'string' || Number.isNaN(Date.parse(receivedAt))) return undefined;
  if (typeof envelope !== 'object' || envelope === null || !('from' in envelope && 'to' in envelope)) return undefined;
  const { from, to } = envelope;
  if (typeof from !== 'string' || !Array.isArray(to)) return undefined;
  const origin = 'origin' in value ? parseOrigin(value.origin) : undefined;
  return {
    receivedAt,
    envelope: { from, to: to.filter((address) => typeof address === 'string') },
    ...(origin === undefined ? {} : { origin }),
  };
}

function parseOrigin(value: unknown): MessageOrigin | undefined {
  if (typeof value !== 'object' || value === null || !('template' in value)) return undefined;
  const { template } = value;
  if (typeof template !== 'string') return undefined;
  const dataSet = 'dataSet' in value && typeof value.dataSet === 'string' ? { dataSet: value.dataSet } : {};
  return { template, ...dataSet };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off, or not written by Mailproof.
    return undefined;
  }
}
