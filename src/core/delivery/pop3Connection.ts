import net from 'node:net';
import tls from 'node:tls';
import type { MailboxAccount, MailboxFailureCode } from './mailbox.ts';
import { defaultMailboxTimeouts } from './mailbox.ts';
import { codeOfSystemError } from './mailboxFailure.ts';
import { asciiHost, tlsOptions } from './mailboxSecurity.ts';

/** What a conversation ends with when it goes wrong. The detail is the server's or the system's, as it was. */
export class Pop3Fault extends Error {
  readonly code: MailboxFailureCode;
  readonly detail: string;

  constructor(code: MailboxFailureCode, detail: string) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** `+OK` or `-ERR` and what stands behind it (RFC 1939, section 3), or `+` and a challenge (RFC 5034, section 4). */
export interface Pop3Reply {
  readonly kind: 'ok' | 'error' | 'challenge';
  readonly text: string;
}

/**
 * One POP3 connection: lines out, replies in. Written by hand because no kept library of POP3 for Node knows STLS (RFC 2595) or
 * bearer tokens, and what decides where a password goes is ours to get right.
 */
export class Pop3Connection {
  readonly #account: MailboxAccount;
  readonly #replyMs: number;
  #socket: net.Socket | undefined;
  #buffer: Buffer = Buffer.alloc(0);
  #fault: Pop3Fault | undefined;
  #wake: (() => void) | undefined;

  constructor(account: MailboxAccount) {
    this.#account = account;
    this.#replyMs = { ...defaultMailboxTimeouts, ...account.timeouts }.replyMs;
  }

  /** Connects, and reads the greeting. */
  async open(): Promise<Pop3Reply> {
    const { server, timeouts } = this.#account;
    const { connectMs } = { ...defaultMailboxTimeouts, ...timeouts };
    const place = { host: asciiHost(server.host), port: server.port };
    if (server.security === 'tls') {
      await this.#connect(tls.connect({ ...place, ...tlsOptions(this.#account) }), 'secureConnect', connectMs);
    } else {
      await this.#connect(net.connect(place), 'connect', connectMs);
    }
    return this.#reply((line) => new Pop3Fault('not-a-mailbox-server', line));
  }

  /** After `+OK` to STLS. Whatever came before the encryption was there for anybody to write (RFC 2595, section 4). */
  async encrypt(): Promise<void> {
    const plain = this.#socket;
    if (plain === undefined) throw new Pop3Fault('connection-lost', '');
    if (this.#buffer.length > 0) throw new Pop3Fault('tls-failed', 'Something was sent in front of the encryption');
    plain.removeAllListeners();
    const { connectMs } = { ...defaultMailboxTimeouts, ...this.#account.timeouts };
    await this.#connect(tls.connect({ socket: plain, ...tlsOptions(this.#account) }), 'secureConnect', connectMs);
  }

  command(line: string): Promise<Pop3Reply> {
    // A line break would begin another command.
    if (/[\r\n\0]/.test(line)) return Promise.reject(new Pop3Fault('protocol', 'A command of several lines'));
    this.#socket?.write(`${line}\r\n`);
    return this.#reply();
  }

  /** The lines behind a reply, without the dots that were added (RFC 1939, section 3), at most `maxBytes` of them. */
  async lines(maxBytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const line = await this.#line();
      if (line.equals(end)) return Buffer.concat(parts);
      size += line.length + 2;
      if (size > maxBytes) throw new Pop3Fault('protocol', `More than ${maxBytes} bytes`);
      parts.push(line[0] === dot ? line.subarray(1) : line, lineBreak);
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#break(new Pop3Fault('connection-lost', ''));
  }

  async #reply(otherwise = (line: string): Pop3Fault => new Pop3Fault('protocol', line)): Promise<Pop3Reply> {
    const line = (await this.#line()).toString('utf8');
    if (/^\+OK\b/i.test(line)) return { kind: 'ok', text: line.slice(3).trim() };
    if (/^-ERR\b/i.test(line)) return { kind: 'error', text: line.slice(4).trim() };
    if (/^\+(?: |$)/.test(line)) return { kind: 'challenge', text: line.slice(1).trim() };
    throw otherwise(line);
  }

  async #connect(socket: net.Socket, event: 'connect' | 'secureConnect', connectMs: number): Promise<void> {
    this.#socket = socket;
    let isOpen = false;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#break(faultOf(error, isOpen)));
    socket.on('close', () => this.#break(new Pop3Fault('connection-lost', '')));
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Pop3Fault('connection-timeout', ''));
      }, connectMs);
      socket.once(event, () => {
        clearTimeout(timer);
        isOpen = true;
        resolve();
      });
      socket.once('close', () => {
        clearTimeout(timer);
        reject(this.#fault ?? new Pop3Fault('connection-lost', ''));
      });
    });
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    // Nobody reads faster than we take out whole lines: what is more than this has no line end.
    if (this.#buffer.length > maxBufferBytes) this.#socket?.pause();
    this.#wake?.();
  }

  #break(fault: Pop3Fault): void {
    this.#fault ??= fault;
    this.#wake?.();
  }

  /** Without its line end. */
  async #line(): Promise<Buffer> {
    const deadlineMs = performance.now() + this.#replyMs;
    let searched = 0;
    for (;;) {
      const at = this.#buffer.indexOf(10, searched);
      if (at >= 0) {
        const line = this.#buffer.subarray(0, at > 0 && this.#buffer[at - 1] === 13 ? at - 1 : at);
        this.#buffer = this.#buffer.subarray(at + 1);
        if (this.#buffer.length <= maxBufferBytes) this.#socket?.resume();
        return line;
      }
      searched = this.#buffer.length;
      if (searched > maxLineBytes) throw new Pop3Fault('protocol', 'A line without an end');
      if (this.#fault !== undefined) throw this.#fault;
      await this.#more(deadlineMs - performance.now());
    }
  }

  #more(waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake = undefined;
        reject(new Pop3Fault('timeout', ''));
      }, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

/** While connecting, an end without a word means that the other side wants another kind of encryption, or none. */
function faultOf(error: Error, isOpen: boolean): Pop3Fault {
  return new Pop3Fault(codeOfSystemError(error) ?? (isOpen ? 'connection-lost' : 'tls-failed'), error.message);
}

const end = Buffer.from('.');
const lineBreak = Buffer.from('\r\n');
const dot = 0x2e;
/** RFC 1939 allows 512 bytes for a reply; lines of a message can be of any length. */
const maxLineBytes = 8 * 1024 * 1024;
const maxBufferBytes = 8 * 1024 * 1024;
