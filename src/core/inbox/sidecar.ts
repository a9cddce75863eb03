/** As an SMTP session gave it: who really gets the message, whatever its headers say. */
export interface Envelope {
  /** Empty: a bounce. */
  readonly from: string;
  readonly to: readonly string[];
}

/** What the message itself does not tell, in a file beside it. */
export interface Sidecar {
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly envelope: Envelope;
  readonly isSeen: boolean;
}

/** For a message without one. */
export function emptySidecar(modified: Date): Sidecar {
  return { receivedAt: modified.toISOString(), envelope: { from: '', to: [] }, isSeen: false };
}

/** undefined: not one of ours. */
export function parseSidecar(text: string): Sidecar | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('receivedAt' in value && 'envelope' in value && 'isSeen' in value)) return undefined;
  const { receivedAt, envelope, isSeen } = value;
  if (typeof receivedAt !== 'string' || Number.isNaN(Date.parse(receivedAt)) || typeof isSeen !== 'boolean') {
    return undefined;
  }
  if (typeof envelope !== 'object' || envelope === null || !('from' in envelope && 'to' in envelope)) return undefined;
  const { from, to } = envelope;
  if (typeof from !== 'string' || !Array.isArray(to)) return undefined;
  return { receivedAt, isSeen, envelope: { from, to: to.filter((address) => typeof address === 'string') } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off, or not written by Mailproof.
    return undefined;
  }
}
