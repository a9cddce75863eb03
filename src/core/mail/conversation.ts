import { domainToASCII } from 'node:url';
import type { Logger } from '../log.ts';
import type { Profile } from '../profiles/profile.ts';
import { withValues } from '../sentence.ts';
import { tokenMechanisms } from './bearerToken.ts';
import type { ConnectionFact } from './connectionFact.ts';
import { describeFault } from './describeFailure.ts';
import { describeProxySetting } from './describeProxy.ts';
import { needsProxy, parseProxy } from './proxy.ts';
import { describePolicy, type Policy } from './describePolicy.ts';
import { actionsOf } from './failureActions.ts';
import { serverName, type FailureContext, type FailureText } from './failureContext.ts';
import { isLoopbackHost } from './loopback.ts';
import type { SendFailure, SmtpPhase } from './outcome.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { defaultTimeouts, SmtpSession, type Fault, type SessionOptions, type SmtpTimeouts } from './smtpSession.ts';
import { TranscriptRecorder, type Transcript } from './transcript.ts';

export interface ConnectionRequest {
  readonly profile: Profile;
  /**
   * Needed unless the profile's `auth` is `none`; where it is `oauth2`, this is the access token. A function is asked once a
   * connection, when the server is known to be worthy of it; undefined or empty: there is none.
   */
  readonly password?: string | (() => Promise<string | undefined>);
  readonly signal?: AbortSignal;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly log: Logger;
  /** PEM: authorities that are trusted besides the system's. */
  readonly ca?: string;
  /** `http://host:port` or `socks5://host:port`, as it stands in settings; empty: none. This computer is reached without. */
  readonly proxy?: string | undefined;
}

/** A session together with what its failures are put into words with. Whoever makes one closes it. */
export interface Conversation {
  readonly session: SmtpSession;
  readonly redact: Redactor;
  readonly describe: (fault: Fault) => SendFailure;
  /** Why there is nothing to begin with. */
  readonly hindrance: FailureText | undefined;
  readonly complete: (text: FailureText) => SendFailure;
  readonly refuse: (policy: Policy) => SendFailure;
  readonly transcript: () => Transcript;
  readonly close: () => void;
}

export type SignInProblem =
  | { readonly kind: 'stopped'; readonly phase: SmtpPhase; readonly failure: SendFailure }
  | { readonly kind: 'cancelled' };

/** Connects to nothing yet. */
export function startConversation(
  request: ConnectionRequest,
  { onFact, takesAnyCertificate = false }: Pick<SessionOptions, 'onFact' | 'takesAnyCertificate'> = {},
): Conversation {
  const { password, signal, log, ca } = request;
  // A host beyond ASCII is looked up and checked against certificates in its ASCII form.
  const profile = { ...request.profile, host: domainToASCII(request.profile.host) || request.profile.host };
  const redact = createRedactor({ user: profile.user, secrets: typeof password === 'string' ? [password] : [] });
  const parsedProxy = needsProxy(profile.host) ? parseProxy(request.proxy ?? '') : ({ kind: 'none' } as const);
  const proxy = parsedProxy.kind === 'valid' ? parsedProxy.proxy : undefined;
  const recorder = new TranscriptRecorder({ server: serverName(profile), redact });
  const session = new SmtpSession({
    profile,
    timeouts: { ...defaultTimeouts, ...timeoutsOf(profile), ...request.timeouts },
    signal,
    log,
    redact,
    recorder,
    ca,
    proxy,
    onFact,
    takesAnyCertificate,
  });
  const complete = (text: FailureText): SendFailure => {
    const failure = redacted(text, { profile, redact, phase: session.phase });
    recorder.note(session.phase, failure.message);
    return failure;
  };
  const context = (): FailureContext => ({
    profile,
    phase: session.phase,
    connectStage: session.connectStage,
    isEncrypted: session.isEncrypted,
    proxy,
    capabilities: session.capabilities,
  });
  return {
    session,
    redact,
    hindrance: parsedProxy.kind === 'invalid' ? describeProxySetting(parsedProxy.why) : undefined,
    complete,
    describe: (fault) => complete(describeFault(fault, context())),
    refuse: (policy) => complete(describePolicy(policy, profile)),
    transcript: () => recorder.transcript,
    close: () => session.close(),
  };
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

/** Without encryption, a password may go to this computer only. */
export function wouldShowPassword({ security, host }: Profile): boolean {
  return security === 'none' && !isLoopbackHost(host);
}

/** undefined: the session is open and, where the profile says so, signed in. No credential is sent before every check passed. */
export async function signIn(
  conversation: Conversation,
  request: ConnectionRequest,
): Promise<SignInProblem | undefined> {
  const { profile, password = '' } = request;
  // What cannot end well is not begun.
  if (profile.auth !== 'none' && (password === '' || wouldShowPassword(profile))) {
    const policy: Policy = { kind: password === '' ? 'no-password' : 'plaintext-password' };
    return { kind: 'stopped', phase: conversation.session.phase, failure: conversation.refuse(policy) };
  }
  return openAndSignIn(conversation, request);
}

export async function openOnly(conversation: Conversation): Promise<SignInProblem | undefined> {
  const { hindrance } = conversation;
  // Never without the proxy instead: whoever wrote it down had a reason.
  if (hindrance !== undefined)
    return { kind: 'stopped', phase: conversation.session.phase, failure: conversation.complete(hindrance) };
  const opened = await conversation.session.open();
  return opened.ok ? undefined : problemOf(opened.fault, conversation);
}

export async function openAndSignIn(
  conversation: Conversation,
  { profile, password = '' }: ConnectionRequest,
  onFact?: (fact: ConnectionFact) => void,
): Promise<SignInProblem | undefined> {
  const { session, refuse } = conversation;
  const stopped = (failure: SendFailure): SignInProblem => ({ kind: 'stopped', phase: session.phase, failure });
  const problem = await openOnly(conversation);
  if (problem !== undefined || profile.auth === 'none') return problem;

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
  session.pause();
  const secret = typeof password === 'string' ? password : ((await password()) ?? '');
  conversation.redact.learn(secret);
  // It may have taken a while: a person may have typed it.
  if (secret === '') return stopped(refuse({ kind: 'no-password' }));
  const authenticated = await session.authenticate({ user: profile.user ?? '', password: secret, mechanism });
  if (!authenticated.ok) return problemOf(authenticated.fault, conversation);
  onFact?.({ kind: 'signedIn', mechanism });
  return undefined;
}

function problemOf(fault: Fault, { session, describe }: Conversation): SignInProblem {
  if (fault.kind === 'cancelled') return { kind: 'cancelled' };
  return { kind: 'stopped', phase: session.phase, failure: describe(fault) };
}

function redacted(
  text: FailureText,
  { profile, redact, phase }: { readonly profile: Profile; readonly redact: Redactor; readonly phase: SmtpPhase },
): SendFailure {
  const { code, message, remedy, detail } = text;
  return {
    code,
    message: withValues(message, redact),
    remedy: remedy === undefined ? undefined : withValues(remedy, redact),
    actions: actionsOf(text, profile),
    detail: phase === 'auth' ? redact.signIn(detail) : redact(detail),
  };
}

/** In the order of preference: inside TLS the simplest is the one that fails least. */
const passwordMechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
