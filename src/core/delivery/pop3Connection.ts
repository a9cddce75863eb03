import type net from 'node:net';
import type { MailboxAccount, MailboxFailureCode } from './mailbox.ts';
import { defaultMailboxTimeouts } from './mailbox.ts';
import { LineBuffer } from './lineBuffer.ts';
import { codeOfSystemError, MailboxFault } from './mailboxFailure.ts';
import { connectSocket, encryptSocket } from './mailboxSocket.ts';

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
  readonly #closing = new AbortController();
  #socket: net.Socket | undefined;
  readonly #buffer = new LineBuffer();
  /** What goes on for longer is not going to end. */
  readonly #endMs: number;
  #fault: MailboxFault | undefined;
  #wake: (() => void) | undefined;

  constructor(account: MailboxAccount) {
    this.#account = account;
    const { replyMs, lookMs } = { ...defaultMailboxTimeouts, ...account.timeouts };
    this.#replyMs = replyMs;
    this.#endMs = performance.now() + lookMs;
  }

  /** Connects, and reads the greeting. */
  async open(): Promise<Pop3Reply> {
    const socket = await connectSocket(this.#account, this.#closing.signal);
    if (this.#account.server.security === 'tls') await this.#encrypt(socket);
    else this.#listen(socket);
    return this.#reply((line) => new MailboxFault('not-a-mailbox-server', line));
  }

  /** After `+OK` to STLS. Whatever came before the encryption was there for anybody to write (RFC 2595, section 4). */
  async encrypt(): Promise<void> {
    const plain = this.#socket;
    if (plain === undefined) throw new MailboxFault('connection-lost', '');
    if (this.#buffer.sizeBytes > 0)
      throw new MailboxFault('tls-failed', 'Something was sent in front of the encryption');
    plain.removeAllListeners();
    await this.#encrypt(plain);
  }

  command(line: string): Promise<Pop3Reply> {
    // A line break would begin another command.
    if (/[\r\n\0]/.test(line)) return Promise.reject(new MailboxFault('protocol', 'A command of several lines'));
    this.#socket?.write(`${line}\r\n`);
    return this.#reply();
  }

  /** The lines behind a reply, without the dots that were added (RFC 1939, section 3), at most `maxBytes` of them. */
  async lines(maxBytes: number): Promise<Buffer> {
    // One block that grows, and not a list of lines: a message of empty lines would be millions of them.
    let block = Buffer.alloc(16 * 1024);
    let size = 0;
    for (;;) {
      const line = this.#buffer.next() ?? (await this.#line());
      if (line.equals(end)) return block.subarray(0, size);
      const text = line[0] === dot ? line.subarray(1) : line;
      const needed = size + text.length + lineBreak.length;
      if (needed > maxBytes) throw new MailboxFault('protocol', `More than ${maxBytes} bytes`);
      if (needed > block.length) block = Buffer.concat([block], Math.max(needed, block.length * 2));
      text.copy(block, size);
      lineBreak.copy(block, size + text.length);
      size = needed;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#socket?.destroy();
    this.#break(new MailboxFault('connection-lost', ''));
  }

  async #reply(otherwise = (line: string): MailboxFault => new MailboxFault('protocol', line)): Promise<Pop3Reply> {
    const line = (await this.#line()).toString('utf8');
    if (/^\+OK\b/i.test(line)) return { kind: 'ok', text: line.slice(3).trim() };
    if (/^-ERR\b/i.test(line)) return { kind: 'error', text: line.slice(4).trim() };
    if (/^\+(?: |$)/.test(line)) return { kind: 'challenge', text: line.slice(1).trim() };
    throw otherwise(line);
  }

  #listen(socket: net.Socket): void {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#break(faultOf(error)));
    socket.on('close', () => this.#break(new MailboxFault('connection-lost', '')));
    // What came through a proxy waits.
    socket.resume();
  }

  async #encrypt(plain: net.Socket): Promise<void> {
    const { connectMs } = { ...defaultMailboxTimeouts, ...this.#account.timeouts };
    await new Promise<void>((resolve, reject) => {
      const secure = encryptSocket(plain, this.#account, () => {
        clearTimeout(timer);
        this.#listen(secure);
        resolve();
      });
      const fail = (fault: MailboxFault): void => {
        clearTimeout(timer);
        secure.destroy();
        reject(fault);
      };
      const timer = setTimeout(() => fail(new MailboxFault('connection-timeout', '')), connectMs);
      this.#socket = secure;
      // An end without a word means that the other side wants another kind of encryption, or none.
      secure.on('error', (error) => fail(faultOf(error, 'tls-failed')));
      secure.on('close', () => fail(new MailboxFault('connection-lost', '')));
    });
  }

  #take(chunk: Buffer): void {
    this.#buffer.push(chunk);
    // Whole lines are taken out as fast as they come: what is more than this has no line end.
    if (this.#buffer.sizeBytes > maxLineBytes) this.#socket?.pause();
    this.#wake?.();
  }

  #break(fault: MailboxFault): void {
    this.#fault ??= fault;
    this.#wake?.();
  }

  /** Without its line end, and good until something else is awaited. */
  async #line(): Promise<Buffer> {
    const deadlineMs = Math.min(performance.now() + this.#replyMs, this.#endMs);
    for (;;) {
      const line = this.#buffer.next();
      if (line !== undefined) {
        this.#socket?.resume();
        return line;
      }
      if (this.#buffer.sizeBytes > maxLineBytes) throw new MailboxFault('protocol', 'A line without an end');
      if (this.#fault !== undefined) throw this.#fault;
      await this.#more(deadlineMs - performance.now());
    }
  }

  #more(waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake = undefined;
        reject(new MailboxFault('timeout', ''));
      }, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

function faultOf(error: Error, otherwise: MailboxFailureCode = 'connection-lost'): MailboxFault {
  if (error instanceof MailboxFault) return error;
  return new MailboxFault(codeOfSystemError(error) ?? otherwise, error.message);
}

const end = Buffer.from('.');
const lineBreak = Buffer.from('\r\n');
const dot = 0x2e;
/** RFC 1939 allows 512 bytes for a reply; lines of a message can be of any length. */
const maxLineBytes = 8 * 1024 * 1024;
