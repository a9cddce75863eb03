import SMTPConnection from 'nodemailer/lib/smtp-connection';
import net from 'node:net';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import type { Logger } from '../log.ts';
import type { Profile } from '../profiles/profile.ts';
import { addressesInTurn } from './addressesInTurn.ts';
import { methodOf, tokenSignIn } from './bearerToken.ts';
import { parseCapabilities, type Capabilities } from './capabilities.ts';
import type { ComposedMessage } from './compose.ts';
import { encryptionOf, type ConnectionFact, type Encryption } from './connectionFact.ts';
import { sentence } from '../sentence.ts';
import { isLoopbackAddress } from './loopback.ts';
import type { RejectedRecipient, SmtpPhase } from './outcome.ts';
import { proxyName, type Proxy } from './proxy.ts';
import { openTunnel, type ProxyRefusal } from './proxyTunnel.ts';
import type { Redactor } from './redact.ts';
import { forgetSizeLimit, isCutOff, unaskedReplies } from './receivedReplies.ts';
import { faultOfReply } from './smtpReply.ts';
import type { TranscriptRecorder } from './transcript.ts';

/** In milliseconds: how long nothing may happen in a phase before the session is given up, and how long all may take. */
export interface SmtpTimeouts {
  readonly connect: number;
  readonly greeting: number;
  readonly tls: number;
  readonly command: number;
  /** Servers delay the answer to a wrong password by many seconds, against guessing. */
  readonly auth: number;
  readonly body: number;
  /** RFC 5321, 4.5.3.2.6, wants ten minutes; people who wait for a test mail do not. */
  readonly afterDot: number;
  readonly overall: number;
}

export const defaultTimeouts: SmtpTimeouts = {
  connect: 10_000,
  greeting: 20_000,
  tls: 10_000,
  command: 30_000,
  auth: 45_000,
  body: 30_000,
  afterDot: 120_000,
  overall: 180_000,
};

/** Why a session ended before its work was done. */
export type Fault =
  /** What nodemailer or Node reported; only `describeFailure` reads it. */
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'malformed'; readonly reply: string }
  | { readonly kind: 'proxy'; readonly refusal: ProxyRefusal; readonly proxy: Proxy }
  /** Another certificate than the pinned one. Undefined: none was shown. */
  | { readonly kind: 'pin'; readonly fingerprint: string | undefined };

export type Step<T = void> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export interface SessionOptions {
  readonly profile: Profile;
  readonly timeouts: SmtpTimeouts;
  readonly signal: AbortSignal | undefined;
  readonly log: Logger;
  readonly redact: Redactor;
  readonly recorder: TranscriptRecorder;
  /** PEM: authorities that are trusted besides the system's. */
  readonly ca: string | undefined;
  readonly proxy: Proxy | undefined;
  readonly onFact?: ((fact: ConnectionFact) => void) | undefined;
  /** Only to look at a certificate: none is refused, and whoever asks for that signs in nowhere and sends nothing. */
  readonly takesAnyCertificate?: boolean;
}

/** `proxy`: it was reached, and has not connected yet. */
export type ConnectStage = 'dns' | 'tcp' | 'proxy' | 'tls';

export interface SentEnvelope {
  readonly accepted: readonly string[];
  readonly rejected: readonly RejectedRecipient[];
  readonly response: string;
}

/**
 * One SMTP conversation. nodemailer speaks the protocol; this class owns the socket, the clock and the knowledge of how far
 * the conversation has come, none of which nodemailer tells: its errors say "CONN" for everything from DNS to the final dot,
 * and a server that drips `250-` lines holds it forever.
 */
export class SmtpSession {
  readonly #options: SessionOptions;
  readonly #faulted: Promise<Step<never>>;
  #resolveFault: (step: Step<never>) => void = () => undefined;
  #fault: Fault | undefined;
  #socket: net.Socket | undefined;
  #connection: SMTPConnection | undefined;
  #phase: SmtpPhase = 'connect';
  #connectStage: ConnectStage = 'dns';
  #bodyHandedOver = false;
  #bodyBytes = 0;
  #capabilities: Capabilities | undefined;
  /** Phases of the commands that wait for their reply; with PIPELINING there are several. */
  readonly #waiting: SmtpPhase[] = [];
  readonly #addresses: string[] = [];
  #isHelo = false;
  #isSignedIn = false;
  /** The server has said that it closes the connection. */
  #isDismissed = false;
  /** Read once: Node shows the certificate of a server that is no authority's one time only. */
  #encryption: Encryption | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #isClosed = false;
  #onGoodbye: ((reply: string) => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#faulted = new Promise((resolve) => {
      this.#resolveFault = resolve;
    });
    this.#startDeadline();
    options.signal?.addEventListener('abort', this.#onAbort);
    if (options.signal?.aborted === true) this.#onAbort();
  }

  /** How far it came: the command whose reply is, or was, awaited. */
  get phase(): SmtpPhase {
    return this.#phase;
  }

  /** The whole message including its final dot was written to the socket: from here on it may have been delivered. */
  get bodyHandedOver(): boolean {
    return this.#bodyHandedOver;
  }

  /** undefined: the server did not understand EHLO. */
  get capabilities(): Capabilities | undefined {
    return this.#capabilities;
  }

  /** The server knows only the first SMTP of all (RFC 821), without any extension. */
  get isHelo(): boolean {
    return this.#isHelo;
  }

  /** Within the phase `connect`: what was under way. */
  get connectStage(): ConnectStage {
    return this.#connectStage;
  }

  /** Whether the other end is on this machine, by the address that was really reached. */
  get isLoopback(): boolean {
    // The other end of the socket is the proxy then, and the server is anywhere.
    if (this.#options.proxy !== undefined) return false;
    return isLoopbackAddress(this.#socket?.remoteAddress ?? '');
  }

  get isEncrypted(): boolean {
    return this.#connection?.secure === true;
  }

  /** To the end of EHLO, encrypted as the profile demands. */
  async open(): Promise<Step> {
    const connected = await this.#race<net.Socket>((done) => this.#connect(done));
    if (!connected.ok) return connected;
    const greeted = await this.#race((done) => this.#greet(connected.value, done));
    if (!greeted.ok) return greeted;
    this.#tellEncryption(this.#connection?._socket);
    this.#checkPin();
    return this.#fault === undefined ? greeted : { ok: false, fault: this.#fault };
  }

  /** `password`: or the access token, for the mechanisms that take one. */
  async authenticate(credentials: { user: string; password: string; mechanism: string }): Promise<Step> {
    const { user, password, mechanism } = credentials;
    return this.#race((done) => {
      this.#connection?.login({ user, credentials: { user, pass: password }, method: methodOf(mechanism) }, (error) => {
        // nodemailer wants "235" in a certain form from some mechanisms, and the last step of others.
        if (error && !this.#isSignedIn) this.#fail({ kind: 'error', error });
        else done(undefined);
      });
    });
  }

  async send({ envelope, raw, isEightBit = false }: ComposedMessage): Promise<Step<SentEnvelope>> {
    this.#bodyBytes = raw.length;
    return this.#race<SentEnvelope>((done) => {
      // Compared already.
      forgetSizeLimit(this.#connection);
      const message = { from: envelope.from, to: [...envelope.to], size: raw.length, use8BitMime: isEightBit };
      this.#connection?.send(message, Readable.from(this.#chunks(raw), { objectMode: false }), (error, info) => {
        if (error || info === undefined) return this.#fail({ kind: 'error', error });
        const rejected = (info.rejectedErrors ?? []).map((refusal, index) => ({
          address: info.rejected[index] ?? '',
          response: refusal.response ?? '',
        }));
        done({ accepted: info.accepted, rejected, response: info.response });
      });
    });
  }

  /** Whether another message can be sent. */
  get isOpen(): boolean {
    return this.#fault === undefined && !this.#isClosed;
  }

  /** Until the next command, the server waits for us. All together still has to end in time. */
  pause(): void {
    clearTimeout(this.#watchdog);
  }

  /** Nothing is under way until the next message: its clock starts then. */
  rest(): void {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#deadline);
  }

  /** Another message over the same connection, after one that the server has taken. */
  startNext(): void {
    this.#bodyHandedOver = false;
    this.#phase = 'mail';
    this.#startDeadline();
    this.#options.recorder.startNext();
  }

  /** As `close`, and waits for the answer to QUIT, redacted; undefined: there is none within a moment. Never fails. */
  async quit(): Promise<string | undefined> {
    const connection = this.#connection;
    if (this.#isClosed || connection === undefined) return undefined;
    const answer = new Promise<string | undefined>((resolve) => {
      this.#onGoodbye = resolve;
      connection.once('end', () => resolve(undefined));
    });
    this.close();
    return answer;
  }

  /** Says QUIT when everything went well and does not wait for the answer longer than a moment. Never fails. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#watchdog);
    clearTimeout(this.#deadline);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    const connection = this.#connection;
    if (this.#fault !== undefined || connection === undefined) {
      // socketCloseTimeout 0 makes this immediate.
      connection?.close();
      this.#socket?.destroy();
      return;
    }
    const patience = setTimeout(() => connection.close(), quitPatience);
    patience.unref();
    connection.once('end', () => clearTimeout(patience));
    connection.quit();
  }

  readonly #onAbort = (): void => this.#fail({ kind: 'cancelled' });

  /** The first fault counts: what follows are its echoes. */
  #fail(fault: Fault): void {
    if (this.#fault !== undefined || this.#isClosed) return;
    this.#fault = fault;
    this.#resolveFault({ ok: false, fault });
    this.close();
  }

  #startDeadline(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#fail({ kind: 'deadline' }), this.#options.timeouts.overall);
  }

  async #race<T = void>(start: (done: (value: T) => void) => void): Promise<Step<T>> {
    if (this.#fault !== undefined) return { ok: false, fault: this.#fault };
    const finished = new Promise<Step<T>>((resolve) => start((value) => resolve({ ok: true, value })));
    return Promise.race([finished, this.#faulted]);
  }

  #connect(done: (socket: net.Socket) => void): void {
    const { profile, timeouts, proxy } = this.#options;
    this.#watch(timeouts.connect);
    const target = {
      host: proxy?.host ?? profile.host,
      port: proxy?.port ?? profile.port,
      ...addressesInTurn,
    };
    const isTls = profile.security === 'tls';
    const socket =
      isTls && proxy === undefined ? tls.connect({ ...target, ...this.#tlsOptions() }) : net.connect(target);
    this.#socket = socket;
    const enter = (stage: ConnectStage, patience: number): void => {
      this.#connectStage = stage;
      this.#watch(patience);
    };
    if (net.isIP(target.host) !== 0) enter('tcp', timeouts.connect);
    socket.on('lookup', (error: Error | null, address: string | undefined) => {
      if (error !== null || address === undefined) return;
      if (this.#addresses.length === 0) enter('tcp', timeouts.connect);
      this.#addresses.push(address);
      this.#tell({ kind: 'resolved', addresses: [...this.#addresses] });
    });
    socket.once('connect', () => {
      enter(proxy === undefined ? 'tls' : 'proxy', timeouts.tls);
      this.#tell({ kind: 'connected', address: socket.remoteAddress ?? profile.host });
    });
    socket.once('secureConnect', () => {
      this.#tellEncryption(socket);
      this.#checkPin();
    });
    socket.on('error', (error) => this.#fail({ kind: 'error', error }));
    // nodemailer reports most of these itself, with what it knows; hence the delay.
    socket.once('close', () => setTimeout(() => this.#fail({ kind: 'closed' }), 50).unref());
    if (proxy === undefined) socket.once(isTls ? 'secureConnect' : 'connect', () => done(socket));
    else socket.once('connect', () => this.#tunnel(socket, proxy, done));
  }

  #tunnel(socket: net.Socket, proxy: Proxy, done: (socket: net.Socket) => void): void {
    const { profile, timeouts, recorder } = this.#options;
    openTunnel(socket, proxy, profile, (refusal) => {
      if (refusal !== undefined) return this.#fail({ kind: 'proxy', refusal, proxy });
      recorder.note('connect', sentence('The proxy {0} has connected to the server.', proxyName(proxy)));
      this.#connectStage = 'tls';
      this.#watch(timeouts.tls);
      if (profile.security !== 'tls') return done(socket);
      const secure = tls.connect({ socket, host: profile.host, ...this.#tlsOptions() });
      this.#socket = secure;
      secure.on('error', (error) => this.#fail({ kind: 'error', error }));
      secure.once('secureConnect', () => {
        this.#tellEncryption(secure);
        this.#checkPin();
        done(secure);
      });
    });
  }

  #greet(socket: net.Socket, done: (value: void) => void): void {
    const { profile, timeouts } = this.#options;
    this.#setPhase('greeting', timeouts.greeting);
    const isTls = profile.security === 'tls';
    const connection = new SMTPConnection({
      host: profile.host,
      port: profile.port,
      ...(profile.ehloName === undefined ? {} : { name: profile.ehloName }),
      connection: socket,
      secure: isTls,
      secured: isTls,
      requireTLS: profile.security === 'starttls',
      ignoreTLS: profile.security === 'none',
      tls: this.#tlsOptions(),
      customAuth: tokenSignIn(profile),
      // Only as a second net: this class measures the phases itself.
      connectionTimeout: timeouts.overall,
      greetingTimeout: timeouts.overall,
      socketTimeout: timeouts.overall,
      socketCloseTimeout: 0,
      // No reply of a server is this long; nodemailer's own limit is 1 MB.
      maxResponseSize: 64 * 1024,
      transactionLog: true,
      logger: this.#tracker(),
    });
    this.#connection = connection;
    connection.on('error', (error: unknown) => this.#fail({ kind: 'error', error }));
    connection.connect((error) => {
      if (error) this.#fail({ kind: 'error', error });
      else done();
    });
  }

  #tlsOptions(): tls.ConnectionOptions {
    const { profile, ca, takesAnyCertificate } = this.#options;
    return {
      // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0, common where a proxy opens TLS, changes only the default.
      // A pinned certificate needs no authority, and is compared before anything but the introduction is said.
      rejectUnauthorized: takesAnyCertificate !== true && profile.certificatePin === undefined,
      minVersion: 'TLSv1.2',
      ...(net.isIP(profile.host) === 0 ? { servername: profile.host } : {}),
      ...(ca === undefined ? {} : { secureContext: contextTrusting(ca) }),
    };
  }

  *#chunks(raw: Uint8Array): Generator<Uint8Array> {
    // In small pieces, so that "handed over" is not said long before it is true and a server that stops reading is noticed.
    for (let start = 0; start < raw.length; start += chunkBytes) {
      this.#watch(this.#options.timeouts.body);
      yield raw.subarray(start, start + chunkBytes);
    }
  }

  /** nodemailer's transaction log is the only place where it tells what it is doing. */
  #tracker(): Record<
    'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    (entry?: unknown, text?: unknown) => void
  > {
    const note = (entry?: unknown, text?: unknown): void => {
      const event = typeof entry === 'object' && entry !== null && 'tnx' in entry ? entry.tnx : undefined;
      if (event === 'client') this.#onCommand(String(text));
      else if (event === 'server') this.#onReply(String(text));
      else if (event === 'message') this.#onBodyEnd();
    };
    return { trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
  }

  #onCommand(command: string): void {
    const verb = /^[A-Z]+/.exec(command)?.[0] ?? '';
    const phase =
      this.#phase === 'auth' && this.#waiting.length === 0 ? 'auth' : (phaseOfVerb.get(verb) ?? this.#phase);
    if (verb === 'EHLO' || verb === 'HELO') {
      this.#isHelo = verb === 'HELO';
      // After STARTTLS the introduction is made again, for the first time inside of it.
      if (this.isEncrypted) this.#tellEncryption(this.#connection?._socket);
    }
    // After AUTH every line is a credential until the server has decided: none is logged, not even masked.
    const isAnswer = phase === 'auth' && !command.startsWith('AUTH ');
    const shown = isAnswer ? credentials : verb === 'AUTH' ? maskedAuth(command) : command;
    this.#options.log.trace(`C: ${this.#options.redact(shown)}`);
    this.#options.recorder.client(phase, shown);
    this.#waiting.push(phase);
    this.#setPhase(this.#waiting[0] ?? phase, this.#patience(this.#waiting[0] ?? phase));
  }

  #onReply(reply: string): void {
    const phase = this.#waiting.shift() ?? this.#phase;
    const { log, redact, recorder } = this.#options;
    log.trace(`S: ${phase === 'auth' ? redact.signIn(reply) : redact(reply)}`);
    recorder.server(phase, reply);
    // nodemailer tells of it as of a reply; that the connection is lost comes right after.
    if (isCutOff(this.#connection)) return;
    this.#onGoodbye?.(redact(reply));
    if (phase === 'ehlo') this.#capabilities = reply.startsWith('2') ? parseCapabilities(reply) : undefined;
    // Its first line is the server's name (RFC 5321, 4.2); the others are for lawyers.
    if (phase === 'greeting') this.#tell({ kind: 'greeted', text: redact(reply.split('\n', 1)[0] ?? '') });
    else if (phase === 'ehlo' && this.#capabilities !== undefined)
      this.#tell({ kind: 'introduced', isHelo: this.#isHelo, capabilities: shown(this.#capabilities, redact) });
    // Before the message this ends the session; after it the outcome is unknown.
    const replyFault = faultOfReply(reply, {
      phase,
      following: unaskedReplies(this.#connection, this.#waiting.length),
    });
    if (replyFault !== undefined) {
      this.#phase = replyFault === 'out-of-step' ? (this.#waiting.at(-1) ?? phase) : phase;
      this.#fail({ kind: 'malformed', reply });
      return;
    }
    if (phase === 'auth' && reply.startsWith('235')) this.#isSignedIn = true;
    if (reply.startsWith('421')) {
      // nodemailer goes on for a step, but here it ended.
      this.#phase = phase;
      this.#isDismissed = true;
    }
    const next = this.#waiting[0];
    if (next !== undefined) this.#setPhase(next, this.#patience(next));
    else if (phase === 'auth' && reply.startsWith('2')) this.#setPhase('mail', this.#options.timeouts.command);
    else if (phase === 'data' && /^[23]/.test(reply)) this.#setPhase('body', this.#options.timeouts.body);
    else this.#watch(this.#patience(phase));
  }

  #tell(fact: ConnectionFact): void {
    if (this.#fault !== undefined) return;
    this.#options.recorder.fact(this.#phase, fact);
    this.#options.onFact?.(fact);
  }

  #checkPin(): void {
    const { certificatePin, security } = this.#options.profile;
    if (certificatePin === undefined || security === 'none') return;
    const shown = this.#encryption?.certificate.fingerprint;
    if (shown !== certificatePin) this.#fail({ kind: 'pin', fingerprint: shown });
  }

  #tellEncryption(socket: unknown): void {
    if (this.#encryption !== undefined || !(socket instanceof tls.TLSSocket)) return;
    this.#encryption = encryptionOf(socket);
    if (this.#encryption !== undefined) this.#tell({ kind: 'encrypted', encryption: this.#encryption });
  }

  #onBodyEnd(): void {
    // Into a socket that is gone.
    if (this.#fault !== undefined) return;
    this.#bodyHandedOver = true;
    this.#options.recorder.note('body', sentence('The whole message was handed over, {0} bytes.', this.#bodyBytes));
    this.#setPhase('after-dot', this.#options.timeouts.afterDot);
  }

  #setPhase(phase: SmtpPhase, patience: number): void {
    if (this.#fault !== undefined) return;
    if (!this.#isDismissed) this.#phase = phase;
    this.#watch(patience);
  }

  #patience(phase: SmtpPhase): number {
    const { timeouts } = this.#options;
    if (phase === 'auth') return timeouts.auth;
    return phase === 'starttls' ? timeouts.tls : timeouts.command;
  }

  #watch(milliseconds: number): void {
    clearTimeout(this.#watchdog);
    if (this.#isClosed) return;
    this.#watchdog = setTimeout(() => this.#fail({ kind: 'timeout' }), milliseconds);
  }
}

/** The words of a server, its extensions too, are told to nobody as they are. */
function shown(capabilities: Capabilities, redact: Redactor): Capabilities {
  const { authMechanisms, extensions } = capabilities;
  return {
    ...capabilities,
    authMechanisms: authMechanisms.map((mechanism) => redact(mechanism)),
    extensions: extensions.map((extension) => redact(extension)),
  };
}

/** Kept, because reading all the authorities of Node takes a tenth of a second each time. */
function contextTrusting(ca: string): tls.SecureContext {
  if (trusted?.ca !== ca) {
    const context = tls.createSecureContext({ minVersion: 'TLSv1.2', ca: [...tls.rootCertificates, ca] });
    trusted = { ca, context };
  }
  return trusted.context;
}

let trusted: { readonly ca: string; readonly context: tls.SecureContext } | undefined;

const phaseOfVerb = new Map<string, SmtpPhase>([
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['STARTTLS', 'starttls'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
]);

/** An initial response is a credential as well (RFC 4954, section 4). */
function maskedAuth(command: string): string {
  const [verb = '', mechanism = '', response] = command.split(' ', 3);
  return [verb, mechanism, ...(response === undefined ? [] : [credentials])].join(' ');
}

const credentials = '[credentials]';
const chunkBytes = 16 * 1024;
const quitPatience = 1000;
