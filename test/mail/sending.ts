import { ImapFlow, type MessageStructureObject } from 'imapflow';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { silentLogger } from '../../src/core/log.ts';
import { composeMessage, type ComposedMessage, type ComposeInput } from '../../src/core/mail/compose.ts';
import type { SendOutcome } from '../../src/core/mail/outcome.ts';
import { sendMessage } from '../../src/core/mail/transport.ts';
import type { Profile } from '../../src/core/profiles/profile.ts';
import { eximPorts } from './exim.ts';
import { accounts, domain, type PortName } from './settings.ts';
import { inEnglish } from '../../src/core/sentence.ts';

const { ca, ports } = inject('realServers');
export const alice = `alice@${domain}`;
export const bob = `bob@${domain}`;

export interface Sending {
  readonly port?: PortName;
  readonly profile?: Partial<Profile>;
  readonly password?: string;
  readonly message?: Partial<ComposeInput>;
  /** In place of what is composed. */
  readonly composed?: ComposedMessage;
  readonly to?: readonly string[];
  readonly trust?: boolean;
}

export function profileOf({ port = 'submissions', profile = {} }: Sending): Profile {
  return {
    host: 'localhost',
    port: ports[port],
    security: securityOf(port),
    auth: port === 'relay' ? 'none' : 'password',
    ...(port === 'relay' ? {} : { user: alice }),
    to: [],
    environment: 'test',
    ...profile,
  };
}

function securityOf(port: PortName): Profile['security'] {
  if (port === 'relay') return 'none';
  return startingPlain.has(port) ? 'starttls' : 'tls';
}

const startingPlain: ReadonlySet<PortName> = new Set([
  'submission',
  'onlyLoginStarttls',
  'onlyCramMd5Starttls',
  ...Object.values(eximPorts.starttls),
]);

export async function compose(input: Partial<ComposeInput> = {}): Promise<ComposedMessage> {
  const id = randomUUID();
  const result = await composeMessage({
    from: { name: 'Alice', address: alice },
    to: [{ name: '', address: bob }],
    subject: `Thử nghiệm ${id}`,
    html: '<p>hello</p>',
    text: 'hello',
    images: [],
    messageId: `<${id}@${domain}>`,
    date: new Date(),
    mailproofId: id,
    ...input,
  });
  if (result.kind === 'invalid') throw new Error(`${result.field}: ${inEnglish(result.reason)}`);
  return result.message;
}

export async function send(sending: Sending = {}): Promise<SendOutcome> {
  const to = sending.to?.map((address) => ({ name: '', address }));
  const { outcome } = await sendMessage({
    profile: profileOf(sending),
    password: sending.password ?? accounts.alice,
    message: sending.composed ?? (await compose({ ...(to === undefined ? {} : { to }), ...sending.message })),
    log: silentLogger,
    ...(sending.trust === false ? {} : { ca }),
  });
  return outcome;
}

export interface FetchedMessage {
  /** How many there are with this id. */
  readonly count: number;
  readonly source: Buffer;
  /** In the order of the message. */
  readonly parts: readonly FetchedPart[];
  readonly htmlPart: Buffer;
}

export interface FetchedPart {
  readonly type: string;
  readonly cid?: string;
  readonly disposition?: string;
  readonly filename?: string;
  /** Decoded by imapflow. */
  readonly content: Buffer;
}

/** Waits until the message is there. */
export async function fetchByImap(messageId: string): Promise<FetchedMessage> {
  const client = new ImapFlow({
    host: 'localhost',
    port: ports.imaps,
    secure: true,
    auth: { user: bob, pass: accounts.bob },
    tls: { ca },
    logger: false,
  });
  await client.connect();
  try {
    const lock = await client.getMailboxLock('INBOX');
    try {
      const end = Date.now() + 20_000;
      for (;;) {
        const found = await client.search({ header: { 'message-id': messageId } });
        const [sequence] = Array.isArray(found) ? found : [];
        if (Array.isArray(found) && sequence !== undefined) {
          return { ...(await download(client, String(sequence))), count: found.length };
        }
        if (Date.now() > end) throw new Error('The message did not arrive.');
        await client.noop();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      lock.release();
    }
  } finally {
    await client.logout();
  }
}

async function download(client: ImapFlow, sequence: string): Promise<Omit<FetchedMessage, 'count'>> {
  const message = await client.fetchOne(sequence, { bodyStructure: true, source: true });
  if (message === false || message.source === undefined) throw new Error('The message cannot be fetched.');
  const leaves = message.bodyStructure === undefined ? [] : leavesOf(message.bodyStructure);
  const contents = await client.downloadMany(
    sequence,
    leaves.map(({ part }) => part ?? '1'),
  );
  const parts = leaves.map(({ type, id, disposition, part, ...more }): FetchedPart => {
    const filename = more.dispositionParameters?.['filename'] ?? more.parameters?.['name'];
    return {
      type,
      ...(id === undefined ? {} : { cid: id }),
      ...(disposition === undefined ? {} : { disposition }),
      ...(filename === undefined ? {} : { filename }),
      content: contents[part ?? '1']?.content ?? Buffer.alloc(0),
    };
  });
  const htmlPart = parts.find(({ type }) => type === 'text/html')?.content;
  if (htmlPart === undefined) throw new Error('The message has no html.');
  return { parts, htmlPart, source: message.source };
}

function leavesOf(node: MessageStructureObject): readonly MessageStructureObject[] {
  return node.childNodes === undefined ? [node] : node.childNodes.flatMap(leavesOf);
}
