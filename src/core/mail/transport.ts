import { domainToASCII } from 'node:url';
import type { Logger } from '../log.ts';
import type { Profile } from '../profiles/profile.ts';
import { needsSmtpUtf8 } from './address.ts';
import type { ComposedMessage } from './compose.ts';
import { describeFault, refusalOf } from './describeFailure.ts';
import { describePolicy, type Policy } from './describePolicy.ts';
import type { FailureContext } from './failureContext.ts';
import type { SendFailure, SendOutcome, SmtpPhase } from './outcome.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { defaultTimeouts, isLoopbackAddress, SmtpSession, type Fault, type SmtpTimeouts } from './smtpSession.ts';

export interface ConnectionRequest {
  readonly profile: Profile;
  /** Needed when the profile's `auth` is `password`. */
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
  | { readonly kind: 'verified' }
  | { readonly kind: 'failed'; readonly phase: SmtpPhase; readonly failure: SendFailure }
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

/** Everything up to and including signing in, and no mail. Never rejects. */
export async function verifyConnection(request: ConnectionRequest): Promise<VerifyOutcome> {
  return withSession(request, async (session, context) => {
    const problem = await signIn(session, request, context);
    if (problem === undefined) return { kind: 'verified' };
    return problem.kind === 'cancelled' ? problem : { ...problem, kind: 'failed' };
  });
}

/** The credentials of a profile may travel unencrypted to this machine only: an address literal or the name `localhost`. */
function isLoopbackHost(host: string): boolean {
  return host.toLowerCase() === 'localhost' || isLoopbackAddress(host);
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
    timeouts: { ...defaultTimeouts, ...request.timeouts },
    signal,
    log,
    redact,
    ca,
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

/** undefined: the session is open and, where the profile says so, signed in. No credential is sent before every check passed. */
async function signIn(
  session: SmtpSession,
  { profile, password = '' }: ConnectionRequest,
  { describe, refuse }: Context,
): Promise<SignInProblem | undefined> {
  const stopped = (failure: SendFailure): SignInProblem => ({ kind: 'stopped', phase: session.phase, failure });
  const problemOf = (fault: Fault): SignInProblem =>
    fault.kind === 'cancelled' ? { kind: 'cancelled' } : stopped(describe(fault));

  const needsPassword = profile.auth === 'password';
  if (needsPassword && password === '') return stopped(refuse({ kind: 'no-password' }));
  if (needsPassword && profile.security === 'none' && !isLoopbackHost(profile.host)) {
    return stopped(refuse({ kind: 'plaintext-password' }));
  }
  const opened = await session.open();
  if (!opened.ok) return problemOf(opened.fault);
  if (!needsPassword) return undefined;

  // "localhost" can be pointed elsewhere: what counts is where the connection really went, and that it really is encrypted.
  const isSafe = profile.security === 'none' ? session.isLoopback : session.isEncrypted;
  if (!isSafe) return stopped(refuse({ kind: 'plaintext-password' }));
  const { capabilities } = session;
  if (capabilities === undefined) return stopped(refuse({ kind: 'auth-not-offered', isOldServer: true }));
  const offered = capabilities.authMechanisms;
  if (offered.length === 0) return stopped(refuse({ kind: 'auth-not-offered', isOldServer: false }));
  const mechanism = mechanisms.find((candidate) => offered.includes(candidate));
  if (mechanism === undefined) return stopped(refuse({ kind: 'auth-mechanism', offered }));
  const authenticated = await session.authenticate({ user: profile.user ?? '', password, mechanism });
  return authenticated.ok ? undefined : problemOf(authenticated.fault);
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
const mechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
