import { Chaos } from '../core/inbox/chaos.ts';
import { InboxServer } from '../core/inbox/inboxServer.ts';
import { MessageFiles } from '../core/inbox/messageFiles.ts';
import { MessageWriter, type MessageSink, type StoredMessage } from '../core/inbox/messageWriter.ts';
import { Ownership } from '../core/inbox/storeOwner.ts';
import type { Logger } from '../core/log.ts';
import { reasonOf } from '../core/reasonOf.ts';
import type { FromInboxProcess, ToInboxProcess } from '../protocol/inboxProcess.ts';

/**
 * The process that receives mail, so that an application that sends a thousand a second is no load on the editor. It knows
 * nothing of the messages that are there: the window has their list.
 */
const chaos = new Chaos();
let running:
  { readonly server: InboxServer; readonly writer: MessageWriter; readonly ownership: Ownership } | undefined;
let ending: Promise<void> | undefined;
/** What is told next, all at once. */
let outbox: StoredMessage[] = [];

process.on('message', (message) => {
  // The parent is our own extension host: the more trusted side of this wire.
  const request = message as ToInboxProcess;
  switch (request.type) {
    case 'start':
      void start(request).catch((error: unknown) => {
        send({ type: 'failed', reason: reasonOf(error) });
        void end();
      });
      return;
    case 'chaos':
      chaos.rules = request.rules;
      return;
    case 'stop':
      void end();
  }
});
// The window was closed, or its process was killed.
process.on('disconnect', () => void end());
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());

async function start(request: Extract<ToInboxProcess, { type: 'start' }>): Promise<void> {
  const { folder, port, account, offersStartTls } = request;
  const files = new MessageFiles(folder);
  await files.makeFolders().catch(() => undefined);
  const ownership = await Ownership.claim(folder);
  if (!(ownership instanceof Ownership)) {
    send({ type: 'owned', port: ownership.port });
    return end();
  }
  chaos.rules = request.chaos;
  const writer = new MessageWriter(files, log);
  const { token } = ownership;
  const store = telling(writer);
  try {
    const server = await InboxServer.start({ port, store, log, account, offersStartTls, chaos, token });
    running = { server, writer, ownership };
    // A full disk: others take this window for one that is just starting.
    await ownership.announce(server.port).catch((error: unknown) => log.warn(`inbox: ${reasonOf(error)}`));
    send({
      type: 'listening',
      port: server.port,
      ...(server.refusal === undefined ? {} : { refusal: server.refusal }),
    });
  } catch (error) {
    await ownership.release();
    throw error;
  }
  // The window went away while this was starting.
  if (ending !== undefined) await close();
}

function telling(writer: MessageWriter): MessageSink {
  return {
    add: async (envelope, content) => {
      const result = await writer.add(envelope, content);
      if (result.kind === 'failed') send({ type: 'notStored', reason: result.reason });
      else {
        if (outbox.length === 0) setTimeout(tell, tellDelayMs);
        outbox.push(result.message);
      }
      return result;
    },
  };
}

function tell(): void {
  if (outbox.length > 0) send({ type: 'stored', messages: outbox });
  outbox = [];
}

function end(): Promise<void> {
  ending ??= close().finally(() => {
    tell();
    // What was sent is still on its way to the window.
    if (process.connected) process.disconnect();
    process.exitCode = 0;
    setTimeout(() => process.exit(), exitDelayMs).unref();
  });
  return ending;
}

async function close(): Promise<void> {
  const ended = running;
  running = undefined;
  await ended?.server.close();
  await ended?.writer.close();
  await ended?.ownership.release();
}

function send(message: FromInboxProcess): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

const log: Logger = {
  trace: () => undefined,
  debug: (text) => send({ type: 'log', level: 'debug', text }),
  info: (text) => send({ type: 'log', level: 'info', text }),
  warn: (text) => send({ type: 'log', level: 'warn', text }),
  error: (text) => send({ type: 'log', level: 'warn', text }),
};

/** Nobody sees the difference, and a thousand messages a second are a few dozen of these. */
const tellDelayMs = 25;
const exitDelayMs = 1000;
