import type { Profile } from '../profiles/profile.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { ConnectionChecks } from './connectionChecks.ts';
import type { ConnectionFact, Encryption } from './connectionFact.ts';
import { fixOf } from './connectionFix.ts';
import type { ConnectionCheck, ConnectionFix } from './connectionTest.ts';
import {
  openAndSignIn,
  openOnly,
  startConversation,
  wouldShowPassword,
  type ConnectionRequest,
  type Conversation,
  type SignInProblem,
} from './conversation.ts';
import type { SendFailure, SmtpPhase } from './outcome.ts';
import type { Transcript } from './transcript.ts';

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

export interface VerifyResult {
  readonly outcome: VerifyOutcome;
  readonly transcript: Transcript;
}

export interface VerifyRequest extends ConnectionRequest {
  /** After each step, with the whole list. */
  readonly onChecks?: (checks: readonly ConnectionCheck[]) => void;
}

/**
 * Everything but a mail: from looking up the name to signing in and leaving. Without a password all but the sign-in is looked at. Never rejects.
 */
export async function verifyConnection(request: VerifyRequest): Promise<VerifyResult> {
  const { profile, onChecks } = request;
  const checks = new ConnectionChecks(profile);
  const tell = (): void => onChecks?.(checks.list);
  const onFact = (fact: ConnectionFact): void => {
    checks.take(fact);
    tell();
  };
  tell();
  const conversation = startConversation(request, { onFact });
  try {
    const outcome = await verify(conversation, request, { checks, tell, onFact });
    return { outcome, transcript: conversation.transcript() };
  } finally {
    conversation.close();
  }
}

interface Telling {
  readonly checks: ConnectionChecks;
  readonly tell: () => void;
  readonly onFact: (fact: ConnectionFact) => void;
}

async function verify(
  conversation: Conversation,
  request: VerifyRequest,
  { checks, tell, onFact }: Telling,
): Promise<VerifyOutcome> {
  const { profile, password = '' } = request;
  const skipped = skippedSignIn(profile, password);
  const problem =
    skipped === undefined ? await openAndSignInIfAllowed(conversation, request, onFact) : await openOnly(conversation);
  if (problem?.kind === 'cancelled') return problem;
  if (problem === undefined) {
    if (skipped !== undefined) checks.skipSignIn(skipped);
    tell();
    checks.leave(await conversation.session.quit());
    tell();
    return { kind: 'verified', hasSignedIn: skipped === undefined };
  }
  const { phase, failure } = problem;
  if (failure.code === 'certificate-changed') checks.fail('starttls', 'tls');
  else checks.fail(isAboutSignIn(failure) ? 'auth' : phase, conversation.session.connectStage);
  tell();
  const isOfCertificate = failure.code === 'certificate' || failure.code === 'certificate-changed';
  if (!isOfCertificate) return { kind: 'failed', phase, failure, fix: fixOf(failure.code, profile) };
  const encryption = await lookAtCertificate(request);
  if (encryption === undefined) return { kind: 'failed', phase, failure, fix: undefined };
  checks.explain(encryption);
  tell();
  const { fingerprint, validTo } = encryption.certificate;
  // One that was pinned and is another now may be an attacker's, and one that has expired is for its owner to renew: that takes more
  // than a click.
  const isPinnable = failure.code === 'certificate' && validTo.getTime() > Date.now();
  const fix: ConnectionFix | undefined = isPinnable ? { kind: 'pin', fingerprint } : undefined;
  return { kind: 'failed', phase, failure, fix };
}

/** What sending would refuse, a test must not call good: a name is not taken for this computer because of what it resolves to. */
async function openAndSignInIfAllowed(
  conversation: Conversation,
  request: ConnectionRequest,
  onFact: (fact: ConnectionFact) => void,
): Promise<SignInProblem | undefined> {
  if (!wouldShowPassword(request.profile)) return openAndSignIn(conversation, request, onFact);
  const problem = await openOnly(conversation);
  if (problem !== undefined) return problem;
  const failure = conversation.refuse({ kind: 'plaintext-password' });
  return { kind: 'stopped', phase: conversation.session.phase, failure };
}

/** Why there is nothing to try; undefined: it is tried. */
function skippedSignIn(profile: Profile, password: NonNullable<ConnectionRequest['password']>): Sentence | undefined {
  if (profile.auth === 'none') return sentence('Not wanted. Whether the server takes mail without was not tried.');
  if (password !== '') return undefined;
  return profile.auth === 'oauth2'
    ? sentence('Not tried: you are not signed in.')
    : sentence('Not tried: no password was given.');
}

/**
 * What the server shows, whoever signed it: so that people can compare it. In a connection of its own, in which nobody signs in
 * and nothing is sent. Undefined: it could not be looked at.
 */
export async function lookAtCertificate(request: ConnectionRequest): Promise<Encryption | undefined> {
  const { user: _user, certificatePin: _pin, ...rest } = request.profile;
  const { password: _password, ...others } = request;
  let seen: Encryption | undefined;
  const conversation = startConversation(
    { ...others, profile: { ...rest, auth: 'none' } },
    {
      takesAnyCertificate: true,
      onFact: (fact) => {
        if (fact.kind === 'encrypted') seen = fact.encryption;
      },
    },
  );
  try {
    await conversation.session.open();
  } finally {
    conversation.close();
  }
  return seen;
}

/** It came so far, and the password was kept back. */
function isAboutSignIn({ code }: SendFailure): boolean {
  return code === 'plaintext-password' || code === 'auth-not-offered' || code === 'auth-mechanism';
}
