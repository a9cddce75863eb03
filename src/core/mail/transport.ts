import { domainToASCII } from 'node:url';
import type { Logger } from '../log.ts';
import type { Profile } from '../profiles/profile.ts';
import { needsSmtpUtf8 } from './address.ts';
import type { ComposedMessage } from './compose.ts';
import { tokenMechanisms } from './bearerToken.ts';
import { ConnectionChecks } from './connectionChecks.ts';
import type { ConnectionFact, Encryption } from './connectionFact.ts';
import { fixOf } from './connectionFix.ts';
import type { ConnectionCheck, ConnectionFix } from './connectionTest.ts';
import { describeFault, refusalOf } from './describeFailure.ts';
import { describePolicy, type Policy } from './describePolicy.ts';
import type { FailureContext } from './failureContext.ts';
import type { SendFailure, SendOutcome, SmtpPhase } from './outcome.ts';
import { createRedactor, type Redactor } from './redact.ts';
import {
  defaultTimeouts,
  isLoopbackHost,
  SmtpSession,
  type Fault,
  type SessionOptions,
  type SmtpTimeouts,
} from './smtpSession.ts';

export interface ConnectionRequest {
  readonly profile: Profile;
  /** Needed unless the profile's `auth` is `none`; where it is `oauth2`, this is the access token. */
  readonly password?: string;
  readonly signal?: AbortSignal;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly log: Logger;
  /** PEM: authorities that are trusted besides the system's. */
  readonly ca?: string;
}

export interface SendRequest extends ConnectionRequest {
  readonly message: ComposedMessage;
}

export type VerifyOutcome =
  /** `hasSignedIn`: false where no sign-in was wanted, or there was no password for it. */
  | { readonly kind: 'verified'; readonly hasSignedIn: boolean }
  | {
      readonly kind: 'failed';
      readonly phase: SmtpPhase;
      readonly failure: SendFailure;
      readonly fix: ConnectionFix | undefined;
    }
  | { readonly kind: 'cancelled' };

/** Sends one message over one connection, once. Always ends, at the latest after `timeouts.overall`; never rejects. */
export async function sendMessage(request: SendRequest): Promise<SendOutcome> {
  const { message, log } = request;
  const started = performance.now();
  const outcome = await withSession(request, async (session, context) => {
    const ready = await signIn(session, request, context);
    if (ready !== undefined) return ready.kind === 'cancelled' ? ready : { ...ready, kind: 'not-sent' as const };
    return deliver(session, message, context);
  });
  log.info(`Sending ${message.messageId}: ${outcome.kind} after ${Math.round(performance.now() - started)} ms`);
  return outcome;
}

export interface VerifyRequest extends ConnectionRequest {
  /** After each step, with the whole list. */
  readonly onChecks?: (checks: readonly ConnectionCheck[]) => void;
}

/**
 * Everything up to and including signing in, and no mail. Without a password all but the sign-in is looked at. Never rejects.
 */
export async function verifyConnection(request: VerifyRequest): Promise<VerifyOutcome> {
  const { profile, password = '', onChecks } = request;
  const checks = new ConnectionChecks(profile);
  const tell = (): void => onChecks?.(checks.list);
  const onFact = (fact: ConnectionFact): void => {
    checks.take(fact);
    tell();
  };
  const skipped = skippedSignIn(profile, password);
  tell();
  return withSession(
    request,
    async (session, context) => {
      const problem =
        skipped === undefined
          ? await openAndSignInIfAllowed(session, request, context, onFact)
          : await openOnly(session, context);
      if (problem?.kind === 'cancelled') return problem;
      if (problem === undefined) {
        if (skipped !== undefined) checks.skipSignIn(skipped);
        tell();
        return { kind: 'verified', hasSignedIn: skipped === undefined };
      }
      const { phase, failure } = problem;
      if (failure.code === 'certificate-changed') checks.fail('starttls', 'tls');
      else checks.fail(isAboutSignIn(failure) ? 'auth' : phase, session.connectStage);
      tell();
      const isOfCertificate = failure.code === 'certificate' || failure.code === 'certificate-changed';
      if (!isOfCertificate) return { kind: 'failed', phase, failure, fix: fixOf(failure, profile) };
      const encryption = await lookAtCertificate(request);
      if (encryption === undefined) return { kind: 'failed', phase, failure, fix: undefined };
      checks.explain(encryption);
      tell();
      const { fingerprint } = encryption.certificate;
      // One that was pinned and is another now may be an attacker's: that takes more than a click.
      const fix: ConnectionFix | undefined = failure.code === 'certificate' ? { kind: 'pin', fingerprint } : undefined;
      return { kind: 'failed', phase, failure, fix };
    },
    { onFact },
  );
}

/** What sending would refuse, a test must not call good: a name is not taken for this computer because of what it resolves to. */
async function openAndSignInIfAllowed(
  session: SmtpSession,
  request: ConnectionRequest,
  context: Context,
  onFact: (fact: ConnectionFact) => void,
): Promise<SignInProblem | undefined> {
  if (!wouldShowPassword(request.profile)) return openAndSignIn(session, request, context, onFact);
  const problem = await openOnly(session, context);
  return problem ?? { kind: 'stopped', phase: session.phase, failure: context.refuse({ kind: 'plaintext-password' }) };
}

/** Without encryption, a password may go to this computer only. */
function wouldShowPassword({ security, host }: Profile): boolean {
  return security === 'none' && !isLoopbackHost(host);
}

/** Why there is nothing to try, a sentence; undefined: it is tried. */
function skippedSignIn(profile: Profile, password: string): string | undefined {
  if (profile.auth === 'none') return 'Not wanted. Whether the server takes mail without was not tried.';
  if (password !== '') return undefined;
  return profile.auth === 'oauth2' ? 'Not tried: you are not signed in.' : 'Not tried: no password was given.';
}

/**
 * What the server shows, whoever signed it: so that people can compare it. In a connection of its own, in which nobody signs in
 * and nothing is sent. Undefined: it could not be looked at.
 */
async function lookAtCertificate({
  profile,
  signal,
  timeouts,
  log,
  ca,
}: ConnectionRequest): Promise<Encryption | undefined> {
  const { user: _user, certificatePin: _pin, ...rest } = profile;
  const nobody: Profile = { ...rest, auth: 'none' };
  let seen: Encryption | undefined;
  await withSession(
    {
      profile: nobody,
      log,
      ...(signal === undefined ? {} : { signal }),
      ...(ca === undefined ? {} : { ca }),
      ...(timeouts === undefined ? {} : { timeouts }),
    },
    (session) => session.open(),
    {
      takesAnyCertificate: true,
      onFact: (fact) => {
        if (fact.kind === 'encrypted') seen = fact.encryption;
      },
    },
  );
  return seen;
}

/** It came so far, and the password was kept back. */
function isAboutSignIn({ code }: SendFailure): boolean {
  return code === 'plaintext-password' || code === 'auth-not-offered' || code === 'auth-mechanism';
}

async function openOnly(session: SmtpSession, { describe }: Context): Promise<SignInProblem | undefined> {
  const opened = await session.open();
  return opened.ok ? undefined : problemOf(opened.fault, session, describe);
}

function problemOf(fault: Fault, session: SmtpSession, describe: Context['describe']): SignInProblem {
  if (fault.kind === 'cancelled') return { kind: 'cancelled' };
  return { kind: 'stopped', phase: session.phase, failure: describe(fault) };
}

interface Context {
  readonly redact: Redactor;
  readonly describe: (fault: Fault) => SendFailure;
  readonly refuse: (policy: Policy) => SendFailure;
}

type SignInProblem =
  | { readonly kind: 'stopped'; readonly phase: SmtpPhase; readonly failure: SendFailure }
  | { readonly kind: 'cancelled' };

async function withSession<T>(
  request: ConnectionRequest,
  work: (session: SmtpSession, context: Context) => Promise<T>,
  { onFact, takesAnyCertificate = false }: Pick<SessionOptions, 'onFact' | 'takesAnyCertificate'> = {},
): Promise<T> {
  const { password, signal, log, ca } = request;
  // A host beyond ASCII is looked up and checked against certificates in its ASCII form.
  const profile = { ...request.profile, host: domainToASCII(request.profile.host) || request.profile.host };
  const redact = createRedactor({
    ...(profile.user === undefined ? {} : { user: profile.user }),
    ...(password === undefined ? {} : { password }),
  });
  const session = new SmtpSession({
    profile,
    timeouts: { ...defaultTimeouts, ...timeoutsOf(profile), ...request.timeouts },
    signal,
    log,
    redact,
    ca,
    onFact,
    takesAnyCertificate,
  });
  const context = (): FailureContext => ({
    profile,
    phase: session.phase,
    connectStage: session.connectStage,
    capabilities: session.capabilities,
  });
  try {
    return await work(session, {
      redact,
      describe: (fault) => redacted(describeFault(fault, context()), redact, session.phase),
      refuse: (policy) => redacted(describePolicy(policy, profile), redact, session.phase),
    });
  } finally {
    session.close();
  }
}

/** What the profile says of them: for a server that is far away, or one that is tested for being slow. */
function timeoutsOf({ connectTimeoutSeconds, replyTimeoutSeconds }: Profile): Partial<SmtpTimeouts> {
  const connect = connectTimeoutSeconds === undefined ? undefined : connectTimeoutSeconds * 1000;
  const reply = replyTimeoutSeconds === undefined ? undefined : replyTimeoutSeconds * 1000;
  return {
    ...(connect === undefined ? {} : { connect, tls: connect }),
    ...(reply === undefined ? {} : { greeting: reply, command: reply, auth: reply, body: reply, afterDot: reply }),
  };
}

/** undefined: the session is open and, where the profile says so, signed in. No credential is sent before every check passed. */
async function signIn(
  session: SmtpSession,
  request: ConnectionRequest,
  context: Context,
): Promise<SignInProblem | undefined> {
  const { profile, password = '' } = request;
  // What cannot end well is not begun.
  const isHopeless = wouldShowPassword(profile);
  if (profile.auth !== 'none' && (password === '' || isHopeless)) {
    const policy: Policy = { kind: password === '' ? 'no-password' : 'plaintext-password' };
    return { kind: 'stopped', phase: session.phase, failure: context.refuse(policy) };
  }
  return openAndSignIn(session, request, context);
}

async function openAndSignIn(
  session: SmtpSession,
  { profile, password = '' }: ConnectionRequest,
  { describe, refuse }: Context,
  onFact?: (fact: ConnectionFact) => void,
): Promise<SignInProblem | undefined> {
  const stopped = (failure: SendFailure): SignInProblem => ({ kind: 'stopped', phase: session.phase, failure });
  const opened = await session.open();
  if (!opened.ok) return problemOf(opened.fault, session, describe);
  if (profile.auth === 'none') return undefined;

  // "localhost" can be pointed elsewhere: what counts is where the connection really went, and that it really is encrypted.
  const isSafe = profile.security === 'none' ? session.isLoopback : session.isEncrypted;
  if (!isSafe) return stopped(refuse({ kind: 'plaintext-password' }));
  const { capabilities } = session;
  if (capabilities === undefined) return stopped(refuse({ kind: 'auth-not-offered', isOldServer: true }));
  const offered = capabilities.authMechanisms;
  if (offered.length === 0) return stopped(refuse({ kind: 'auth-not-offered', isOldServer: session.isHelo }));
  const usable = profile.auth === 'oauth2' ? tokenMechanisms : passwordMechanisms;
  const mechanism = usable.find((candidate) => offered.includes(candidate));
  if (mechanism === undefined) return stopped(refuse({ kind: 'auth-mechanism', offered }));
  const authenticated = await session.authenticate({ user: profile.user ?? '', password, mechanism });
  if (!authenticated.ok) return problemOf(authenticated.fault, session, describe);
  onFact?.({ kind: 'signedIn', mechanism });
  return undefined;
}

async function deliver(session: SmtpSession, message: ComposedMessage, context: Context): Promise<SendOutcome> {
  const { describe, refuse, redact } = context;
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

  const sent = await session.send(envelope, raw);
  if (!sent.ok) return outcomeOfFault(session, sent.fault, { messageId, describe });
  const { accepted, rejected } = sent.value;
  const response = redact(sent.value.response);
  // A "yes" that came before the end of the message answers something else: the conversation is out of step.
  if (!session.bodyHandedOver) {
    return { kind: 'unknown', messageId, failure: describe({ kind: 'malformed', reply: sent.value.response }) };
  }
  if (rejected.length === 0) return { kind: 'sent', messageId, accepted, response };
  return {
    kind: 'partly-sent',
    messageId,
    accepted,
    rejected: rejected.map((refusal) => ({ address: refusal.address, response: redact(refusal.response) })),
    response,
  };
}

function outcomeOfFault(
  session: SmtpSession,
  fault: Fault,
  { messageId, describe }: { messageId: string; describe: (fault: Fault) => SendFailure },
): SendOutcome {
  const refusal = refusalOf(fault);
  // A complete reply of refusal is an answer wherever it comes; anything else after the final dot is none.
  if (refusal !== undefined) {
    return { kind: 'rejected', permanent: refusal.code >= 500, phase: refusal.phase, failure: describe(fault) };
  }
  if (session.bodyHandedOver) return { kind: 'unknown', messageId, failure: describe(fault) };
  if (fault.kind === 'cancelled') return { kind: 'cancelled' };
  return { kind: 'not-sent', phase: session.phase, failure: describe(fault) };
}

function redacted(failure: SendFailure, redact: Redactor, phase: SmtpPhase): SendFailure {
  return {
    code: failure.code,
    message: redact(failure.message),
    remedy: redact(failure.remedy),
    detail: phase === 'auth' ? redact.signIn(failure.detail) : redact(failure.detail),
  };
}

/** In the order of preference: inside TLS the simplest is the one that fails least. */
const passwordMechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
