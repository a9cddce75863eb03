import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { ComposedMessage } from '../../../src/core/mail/compose.ts';
import type { SendResult } from '../../../src/core/mail/outcome.ts';
import { sendMessages } from '../../../src/core/mail/transport.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import {
  startFakeSmtpServer,
  type FakeOptions,
  type FakeSmtpServer,
  type Script,
} from '../../support/fakeSmtpServer.ts';

interface Sent {
  readonly results: readonly SendResult[];
  readonly kinds: readonly string[];
  readonly server: FakeSmtpServer;
  /** What was done, in order: one word for each connection, command and message. */
  readonly commands: readonly string[];
}

async function send(
  count: number,
  script: Script,
  options: {
    readonly signal?: AbortSignal;
    readonly server?: FakeOptions;
    readonly size?: (index: number) => number;
  } = {},
): Promise<Sent> {
  const server = await startFakeSmtpServer(script, options.server);
  const results: SendResult[] = [];
  const messages = Array.from({ length: count }, (_, index) => messageOf(index, options.size?.(index) ?? 10));
  const request = {
    profile: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      auth: 'password',
      user: 'u',
      to: [],
      environment: 'test',
    },
    password: 'secret-password',
    log: silentLogger,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  } as const;
  for await (const result of sendMessages(request, messages)) results.push(result);
  await server.close();
  return {
    results,
    kinds: results.map(({ outcome }) => outcome.kind),
    server,
    commands: server.commands.map((line) => line.split(/[ :]/, 1)[0] ?? '').filter((verb) => verb !== 'QUIT'),
  };
}

function messageOf(index: number, size: number): ComposedMessage {
  return {
    raw: Buffer.from(`Subject: ${index}\r\n\r\n${'x'.repeat(size)}\r\n`),
    envelope: { from: 'from@example.com', to: ['to@example.com'] },
    messageId: `<${index}@example.com>`,
  };
}

const introduction = ['EHLO', 'AUTH'];
const envelope = ['MAIL', 'RCPT', 'DATA'];
/** Answers each message by its number, from 0. */
const byMessage = (answer: (index: number) => string): NonNullable<Script['dot']> => {
  let index = 0;
  return (conversation) => conversation.send(answer(index++));
};

test('messages go over one connection, signed in once, each with its own result and transcript', async () => {
  const { results, kinds, server, commands } = await send(3, {
    dot: byMessage((index) => `250 2.0.0 queued as ${index}`),
  });
  expect(kinds).toEqual(['sent', 'sent', 'sent']);
  expect(commands).toEqual([...introduction, ...envelope, ...envelope, ...envelope]);
  expect(server.messages.map((raw) => raw.slice(0, 10))).toEqual(['Subject: 0', 'Subject: 1', 'Subject: 2']);
  expect(results.map(({ outcome }) => outcome.kind === 'sent' && outcome.response)).toEqual(
    [0, 1, 2].map((index) => `250 2.0.0 queued as ${index}`),
  );
  const texts = results.map(({ transcript }) => transcript.lines.map(({ text }) => inEnglish(text)).join('\n'));
  expect(texts[0]).toContain('EHLO');
  expect(texts[1]).toMatch(/^In the connection of the message before, which is kept\.\nMAIL FROM/);
  expect(texts[1]).not.toContain('queued as 0');
});

test('a refused message does not stop the others, which get a connection in step', async () => {
  const { kinds, commands } = await send(3, { dot: byMessage((index) => (index === 1 ? '550 5.7.1 spam' : '250 ok')) });
  expect(kinds).toEqual(['sent', 'rejected', 'sent']);
  expect(commands).toEqual([...introduction, ...envelope, ...envelope, ...introduction, ...envelope]);
});

test('after a message of which nobody knows, the next is sent, and the unknown one is not sent again', async () => {
  let index = 0;
  const { kinds, server } = await send(3, {
    dot: (conversation) => {
      if (index++ === 1) conversation.socket.destroy();
      else conversation.send('250 ok');
    },
  });
  expect(kinds).toEqual(['sent', 'unknown', 'sent']);
  expect(server.messages.map((raw) => raw.slice(9, 10))).toEqual(['0', '1', '2']);
});

test('a server that hangs up between messages is connected to again', async () => {
  const { kinds, server } = await send(3, {
    dot: (conversation) => {
      conversation.send('250 ok');
      conversation.socket.end();
    },
  });
  expect(kinds).toEqual(['sent', 'sent', 'sent']);
  expect(server.messages).toHaveLength(3);
});

test('a server that takes two messages a connection gets two', async () => {
  let taken = 0;
  const { kinds, server, commands } = await send(5, {
    EHLO: '250-f\r\n250 AUTH PLAIN',
    MAIL: (conversation) => {
      if (taken++ % 3 !== 2) return conversation.send('250 ok');
      conversation.send('421 4.7.0 too many messages in this connection');
      conversation.socket.end();
    },
  });
  expect(kinds).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
  expect(server.messages.map((raw) => raw.slice(9, 10))).toEqual(['0', '1', '2', '3', '4']);
  expect(commands.filter((verb) => verb === 'AUTH')).toHaveLength(3);
});

test('a refused password is tried once, not once a message', async () => {
  const { results, kinds, commands } = await send(5, { AUTH: '535 5.7.8 no' });
  expect(kinds).toEqual(Array.from({ length: 5 }, () => 'not-sent'));
  expect(results.map(({ outcome }) => 'failure' in outcome && outcome.failure.code)).toEqual(
    Array.from({ length: 5 }, () => 'auth-failed'),
  );
  expect(commands).toEqual(introduction);
});

test('a message that is too large keeps the connection for the next', async () => {
  const { kinds, commands } = await send(
    3,
    { EHLO: '250-f\r\n250-SIZE 1000\r\n250 AUTH PLAIN' },
    { size: (index) => (index === 1 ? 5000 : 10) },
  );
  expect(kinds).toEqual(['sent', 'not-sent', 'sent']);
  expect(commands).toEqual([...introduction, ...envelope, ...envelope]);
});

test('a reply that nobody asked for is not taken for the answer to the next message', async () => {
  const { kinds, server } = await send(3, { dot: '250 ok\r\n250 ok again' });
  expect(kinds).toEqual(['sent', 'sent', 'sent']);
  expect(server.messages).toHaveLength(3);
});

test('stopping ends with the message that was under way', async () => {
  const controller = new AbortController();
  let index = 0;
  const { kinds, server } = await send(
    10,
    {
      MAIL: (conversation) => {
        if (index++ === 2) controller.abort();
        else conversation.send('250 ok');
      },
    },
    { signal: controller.signal },
  );
  expect(kinds).toEqual(['sent', 'sent', 'cancelled']);
  expect(server.messages).toHaveLength(2);
});

test('who stops listening stops the sending, and says goodbye', async () => {
  const server = await startFakeSmtpServer();
  const request = {
    profile: { host: '127.0.0.1', port: server.port, security: 'none', auth: 'none', to: [], environment: 'test' },
    log: silentLogger,
  } as const;
  for await (const { outcome } of sendMessages(request, [messageOf(0, 1), messageOf(1, 1)])) {
    expect(outcome.kind).toBe('sent');
    break;
  }
  await expect.poll(() => server.commands.at(-1)).toBe('QUIT');
  await server.close();
  expect(server.messages).toHaveLength(1);
});

test('the deadline is of each message, not of all', async () => {
  const server = await startFakeSmtpServer({
    dot: (conversation) => void setTimeout(() => conversation.send('250 ok'), 150),
  });
  const request = {
    profile: { host: '127.0.0.1', port: server.port, security: 'none', auth: 'none', to: [], environment: 'test' },
    log: silentLogger,
    timeouts: { overall: 1500 },
  } as const;
  const kinds: string[] = [];
  const messages = Array.from({ length: 15 }, (_, index) => messageOf(index, 1));
  for await (const { outcome } of sendMessages(request, messages)) kinds.push(outcome.kind);
  await server.close();
  expect(new Set(kinds)).toEqual(new Set(['sent']));
  expect(kinds).toHaveLength(15);
});
