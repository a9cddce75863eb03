import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificates.ts';

/** One conversation as the script of a server sees it. */
interface Conversation {
  readonly socket: net.Socket;
  /** A line, CRLF is added. */
  send(line: string): void;
  /** Takes the next line instead of the command table. */
  expect(answer: (line: string) => void): void;
  /** From here on lines are the message, until the dot. */
  receiveMessage(): void;
}

/** A reply; nothing at all; or anything else that a server could do. */
type Answer = string | null | ((conversation: Conversation, line: string) => void);

/** What the server does differently from a good one. Keys are SMTP verbs; `TLS` as the answer to STARTTLS upgrades. */
export interface Script {
  readonly greeting?: Answer;
  readonly EHLO?: Answer;
  readonly HELO?: Answer;
  readonly STARTTLS?: Answer;
  readonly AUTH?: Answer;
  readonly MAIL?: Answer;
  readonly RCPT?: Answer;
  readonly DATA?: Answer;
  readonly QUIT?: Answer;
  /** What follows the final dot. */
  readonly dot?: Answer;
  /** After each piece of the message, with all bytes so far; false stops reading commands from it. */
  readonly onBody?: (conversation: Conversation, bytes: number) => boolean;
}

export interface FakeOptions {
  readonly host?: string;
  readonly certificate?: Certificate;
  readonly implicitTls?: boolean;
  readonly tls?: tls.TlsOptions;
}

export interface FakeSmtpServer {
  readonly port: number;
  /** Lines that the client sent, the message left out. */
  readonly commands: readonly string[];
  /** Whole messages, without the transparency dots. */
  readonly messages: readonly string[];
  /** Everything that the client sent before or without encryption and inside of it, as text. */
  readonly received: () => string;
  close(): Promise<void>;
}

/** A server that follows a script on a free loopback port, for what real servers do only on bad days. */
export async function startFakeSmtpServer(script: Script = {}, options: FakeOptions = {}): Promise<FakeSmtpServer> {
  const commands: string[] = [];
  const messages: string[] = [];
  const received: string[] = [];
  const sockets = new Set<net.Socket>();
  const secure = { ...options.certificate, ...options.tls };
  const onConnection = (socket: net.Socket): void => converse(socket, { script, secure, commands, messages, received });
  const server = options.implicitTls === true ? tls.createServer(secure, onConnection) : net.createServer(onConnection);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    // Replies to pipelined commands would wait for the client's acknowledgement of the first, 40 ms each time.
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The fake server has no port.');
  return {
    port: address.port,
    commands,
    messages,
    received: () => received.join(''),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Parts {
  readonly script: Script;
  readonly secure: tls.TlsOptions;
  readonly commands: string[];
  readonly messages: string[];
  readonly received: string[];
}

function converse(first: net.Socket, { script, secure, commands, messages, received }: Parts): void {
  let socket = first;
  let buffer = '';
  let message: string[] | undefined;
  let bodyBytes = 0;
  let expected: ((line: string) => void) | undefined;
  const conversation: Conversation = {
    get socket() {
      return socket;
    },
    send: (line) => void (socket.destroyed || socket.write(`${line}\r\n`)),
    expect: (answer) => {
      expected = answer;
    },
    receiveMessage: () => {
      message = [];
    },
  };
  const reply = (answer: Answer, line: string): void => {
    if (typeof answer === 'function') answer(conversation, line);
    else if (answer !== null) conversation.send(answer);
  };
  const onLine = (line: string): void => {
    if (message !== undefined) {
      if (line !== '.') return void message.push(line.replace(/^\./, ''));
      messages.push(message.map((text) => `${text}\r\n`).join(''));
      message = undefined;
      return reply(script.dot === undefined ? '250 2.0.0 Ok: queued as FAKE1' : script.dot, line);
    }
    commands.push(line);
    if (expected !== undefined) {
      const answer = expected;
      expected = undefined;
      return answer(line);
    }
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
    const answer = isVerb(verb) ? (script[verb] === undefined ? goodAnswers[verb] : script[verb]) : '502 5.5.2 unknown';
    if (verb === 'STARTTLS' && answer === 'TLS') upgrade();
    else reply(answer, line);
  };
  const onData = (data: Buffer): void => {
    received.push(data.toString('latin1'));
    buffer += data.toString('latin1');
    if (message !== undefined) bodyBytes += data.length;
    if (message !== undefined && script.onBody?.(conversation, bodyBytes) === false) return;
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      onLine(line);
    }
  };
  const upgrade = (): void => {
    conversation.send('220 go ahead');
    socket.removeAllListeners('data');
    socket = new tls.TLSSocket(socket, { isServer: true, ...secure });
    socket.on('error', () => undefined);
    socket.on('data', onData);
    buffer = '';
  };
  socket.on('error', () => undefined);
  socket.on('data', onData);
  reply(script.greeting === undefined ? '220 fake ESMTP' : script.greeting, '');
}

const goodAnswers = {
  EHLO: '250-fake\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME',
  HELO: '250 fake',
  STARTTLS: '454 4.7.0 no TLS here',
  AUTH: '235 2.7.0 ok',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: (conversation: Conversation): void => {
    conversation.receiveMessage();
    conversation.send('354 go');
  },
  QUIT: (conversation: Conversation): void => {
    conversation.send('221 bye');
    conversation.socket.end();
  },
} satisfies Script;

function isVerb(verb: string): verb is keyof typeof goodAnswers {
  return Object.hasOwn(goodAnswers, verb);
}
