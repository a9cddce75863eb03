import net from 'node:net';
import type { Profile } from '../profiles/profile.ts';
import { sentence, type Sentence, type Words } from '../sentence.ts';
import type { Capabilities } from './capabilities.ts';
import type { ConnectionFact, Encryption } from './connectionFact.ts';
import type { CheckStep, ConnectionCheck } from './connectionTest.ts';
import type { SmtpPhase } from './outcome.ts';
import type { ConnectStage } from './smtpSession.ts';

/** The list of a connection test, which fills as it goes. Everything before the sign-in needs no password. */
export class ConnectionChecks {
  readonly #steps: readonly CheckStep[];
  readonly #details = new Map<CheckStep, readonly Words[]>();
  readonly #done = new Set<CheckStep>();
  #failed: CheckStep | undefined;
  #skipped: Sentence | undefined;
  readonly #profile: Profile;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#steps = stepsOf(profile);
  }

  get list(): readonly ConnectionCheck[] {
    const next = this.#steps.find(
      (step) => !this.#done.has(step) && !(step === 'signIn' && this.#skipped !== undefined),
    );
    return this.#steps.map((step) => ({
      step,
      state: this.#stateOf(step, next),
      details: this.#details.get(step) ?? [],
    }));
  }

  take(fact: ConnectionFact): void {
    switch (fact.kind) {
      case 'resolved':
        return this.#pass('name', [someOf(fact.addresses)]);
      case 'connected':
        return this.#pass('port', [sentence('Connected to {0}, port {1}', fact.address, this.#profile.port)]);
      case 'greeted':
        return this.#pass('greeting', [fact.text.replace(/^220[ -]/, '')]);
      case 'encrypted':
        return this.#pass('tls', encryptionDetails(fact.encryption));
      case 'introduced':
        // What is said before STARTTLS may have been changed on its way, and is said again inside.
        if (this.#profile.security === 'starttls' && !this.#done.has('tls')) return;
        return this.#pass('introduction', introductionDetails(fact));
      case 'signedIn':
        return this.#pass('signIn', [sentence('Accepted with {0}', fact.mechanism)]);
    }
  }

  /** The session ended here. What was learnt before stays. */
  fail(phase: SmtpPhase, stage: ConnectStage): void {
    this.#failed = this.#stepOf(phase, stage);
  }

  /** What was wrong with the encryption, to look at. */
  explain(encryption: Encryption): void {
    this.#details.set('tls', encryptionDetails(encryption));
  }

  /** @param reason why nobody tried to sign in */
  skipSignIn(reason: Sentence): void {
    this.#skipped = reason;
    this.#details.set('signIn', [reason]);
  }

  /** @param reply what the server answered to QUIT; undefined: nothing, which hurts nobody */
  leave(reply: string | undefined): void {
    this.#pass('quit', [reply?.replace(/^221[ -]/, '') ?? sentence('The server said nothing to it.')]);
  }

  #pass(step: CheckStep, details: readonly Words[]): void {
    this.#done.add(step);
    this.#details.set(
      step,
      details.filter((detail) => detail !== ''),
    );
  }

  #stateOf(step: CheckStep, next: CheckStep | undefined): ConnectionCheck['state'] {
    if (step === this.#failed) return 'failed';
    if (this.#done.has(step)) return 'done';
    if (step === 'signIn' && this.#skipped !== undefined) return 'skipped';
    return this.#failed === undefined && step === next ? 'running' : 'waiting';
  }

  #stepOf(phase: SmtpPhase, stage: ConnectStage): CheckStep {
    switch (phase) {
      case 'connect':
        if (stage === 'dns') return 'name';
        // Behind the TCP connection, only implicit TLS is still part of connecting.
        return stage === 'tls' && this.#profile.security === 'tls' ? 'tls' : 'port';
      case 'greeting':
        return 'greeting';
      case 'starttls':
        return 'tls';
      case 'ehlo':
        // Its first reply is where a server says, or does not say, that it can encrypt.
        return 'introduction';
      default:
        return 'signIn';
    }
  }
}

function stepsOf({ host, security }: Profile): readonly CheckStep[] {
  const name: readonly CheckStep[] = net.isIP(host) === 0 ? ['name'] : [];
  switch (security) {
    case 'tls':
      return [...name, 'port', 'tls', 'greeting', 'introduction', 'signIn', 'quit'];
    case 'starttls':
      return [...name, 'port', 'greeting', 'tls', 'introduction', 'signIn', 'quit'];
    case 'none':
      return [...name, 'port', 'greeting', 'introduction', 'signIn', 'quit'];
  }
}

function someOf(all: readonly string[]): Words {
  const shown = all.slice(0, maxShown).join(', ');
  return all.length > maxShown ? sentence('{0} and {1} more', shown, all.length - maxShown) : shown;
}

function encryptionDetails({ protocol, cipher, certificate }: Encryption): readonly Words[] {
  const { names, issuer, validTo, fingerprint } = certificate;
  const day = Number.isNaN(validTo.getTime()) ? sentence('an unknown day') : validTo.toISOString().slice(0, 10);
  return [
    [protocol, cipher].filter((part) => part !== '').join(', '),
    sentence('Certificate for {0}', someOf(names)),
    issuer === '' ? '' : sentence('Issued by {0}', issuer),
    sentence('Valid until {0}', day),
    sentence('SHA-256 fingerprint {0}', fingerprint),
  ];
}

function introductionDetails({ isHelo, capabilities }: Introduction): readonly Words[] {
  if (isHelo)
    return [
      sentence(
        'The server knows HELO only (RFC 821): no encryption, no sign-in, and no size limit that it would tell.',
      ),
    ];
  const { authMechanisms, maxSizeBytes, extensions } = capabilities;
  return [
    authMechanisms.length === 0
      ? sentence('Offers no sign-in')
      : sentence('Signs in with {0}', authMechanisms.join(', ')),
    maxSizeBytes === undefined ? '' : sentence('Takes messages of up to {0}', sizeText(maxSizeBytes)),
    extensions.length === 0 ? sentence('No extensions') : sentence('Extensions {0}', extensions.join(', ')),
  ];
}

type Introduction = Pick<Extract<ConnectionFact, { readonly kind: 'introduced' }>, 'isHelo'> & {
  readonly capabilities: Capabilities;
};

function sizeText(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

const maxShown = 4;
