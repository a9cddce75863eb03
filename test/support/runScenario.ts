import type { ComposedMessage } from '../../src/core/mail/compose.ts';
import type { SendFailureCode, SendOutcome, SendResult, SmtpPhase } from '../../src/core/mail/outcome.ts';
import type { SmtpTimeouts } from '../../src/core/mail/smtpSession.ts';
import { sendMessage } from '../../src/core/mail/transport.ts';
import type { Profile } from '../../src/core/profiles/profile.ts';
import { createAuthority } from './certificates.ts';
import { startFakeSmtpServer, type FakeOptions, type FakeSmtpServer, type Script } from './fakeSmtpServer.ts';

/** One day in the life of a mail server, and a message that is sent to it. What is left out is as with a good server. */
export interface Scenario {
  /** Given a function, it can cancel the sending at the moment it wants. */
  readonly script?: Script | ((cancel: () => void) => Script);
  readonly server?: FakeOptions;
  readonly profile?: Partial<Profile>;
  readonly to?: readonly string[];
  readonly body?: string;
  /** False: the test's own authority is not known. */
  readonly isTrusted?: boolean;
  readonly timeouts?: Partial<SmtpTimeouts>;
}

export interface ScenarioRun extends SendResult {
  readonly server: FakeSmtpServer;
  readonly milliseconds: number;
  /** From the moment of cancelling to the outcome; undefined when it was not cancelled. */
  readonly millisecondsToCancel: number | undefined;
  readonly log: string;
}

/** What becomes of a message, as short as it can be told: the kind, for a failure its code, and the phase where there is one. */
export type Ending =
  | 'sent'
  | 'partly-sent'
  | 'cancelled'
  | readonly ['unknown', SendFailureCode]
  | readonly ['not-sent' | 'temporary' | 'permanent', SendFailureCode, SmtpPhase];

export const authority = createAuthority();
export const scenarioPassword = 'CANARY-pass-123/+';

export async function runScenario(scenario: Scenario): Promise<ScenarioRun> {
  const controller = new AbortController();
  let cancelledAt: number | undefined;
  const cancel = (): void => {
    cancelledAt ??= performance.now();
    controller.abort();
  };
  const script = typeof scenario.script === 'function' ? scenario.script(cancel) : scenario.script;
  const server = await startFakeSmtpServer(script, scenario.server);
  const profile: Profile = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    auth: 'none',
    to: [],
    environment: 'test',
    ...scenario.profile,
  };
  const message: ComposedMessage = {
    raw: Buffer.from(`Subject: test\r\n\r\n${scenario.body ?? 'hello'}\r\n`),
    envelope: { from: 'from@example.com', to: scenario.to ?? ['to@example.com'] },
    messageId: '<1@example.com>',
    isEightBit: /\P{ASCII}/u.test(scenario.body ?? ''),
  };
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  const started = performance.now();
  const result = await sendMessage({
    profile,
    ...(profile.auth === 'none' ? {} : { password: scenarioPassword }),
    message,
    signal: controller.signal,
    // Long, so that a busy machine is not taken for a silent server; scenarios of silence say how long they wait.
    timeouts: { ...longTimeouts, ...scenario.timeouts },
    log: { trace: note, debug: note, info: note, warn: note, error: note },
    ...(scenario.isTrusted === false ? {} : { ca: authority.cert }),
  });
  const ended = performance.now();
  await server.close();
  return {
    ...result,
    server,
    milliseconds: ended - started,
    millisecondsToCancel: cancelledAt === undefined ? undefined : ended - cancelledAt,
    log: lines.join('\n'),
  };
}

export function endingOf(outcome: SendOutcome): Ending {
  switch (outcome.kind) {
    case 'sent':
    case 'partly-sent':
    case 'cancelled':
      return outcome.kind;
    case 'unknown':
      return ['unknown', outcome.failure.code];
    case 'not-sent':
      return ['not-sent', outcome.failure.code, outcome.phase];
    case 'rejected':
      return [outcome.permanent ? 'permanent' : 'temporary', outcome.failure.code, outcome.phase];
  }
}

const patience = 10_000;
const longTimeouts: SmtpTimeouts = {
  connect: patience,
  greeting: patience,
  tls: patience,
  command: patience,
  auth: patience,
  body: patience,
  afterDot: patience,
  overall: 3 * patience,
};
