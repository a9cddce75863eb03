import type { SMTPServer } from 'smtp-server';
import type { Chaos, ChaosPhase } from './chaos.ts';

type SmtpConnection = SMTPServer['connections'] extends Set<infer Connection> ? Connection : never;

/**
 * Steps between the client's commands and their handlers. smtp-server has hooks for four of them only, which come when it
 * has already answered for itself; its method is part of its declared types, and tests fail when it does not behave so.
 */
export function guardCommands(connection: SmtpConnection, chaos: Chaos): void {
  const proceed = connection._onCommand.bind(connection);
  connection._onCommand = (command, callback) => {
    const text = command.toString();
    // In the middle of signing in, a line is no command.
    const phase = connection._nextHandler === false ? phases[(/^\w+/.exec(text)?.[0] ?? '').toUpperCase()] : undefined;
    if (phase === undefined || chaos.rules.length === 0) return proceed(command, callback);
    const pair =
      phase === 'rcpt' ? `${senderOf(connection)} ${text.slice('rcpt to:'.length).toLowerCase()}` : undefined;
    const { delayMs, outcome } = chaos.effectAt(phase, pair);
    afterDelay(delayMs, () => {
      if (connection._closed) return;
      if (outcome.kind === 'disconnect') connection.close();
      else if (outcome.kind === 'proceed') proceed(command, callback);
      else {
        connection.send(outcome.code, outcome.text);
        callback?.();
      }
    });
  };
}

/** At once without a delay: nothing is to be slower than it is asked to be. */
export function afterDelay(delayMs: number, work: () => void): void {
  if (delayMs === 0) work();
  else setTimeout(work, delayMs).unref();
}

function senderOf({ session }: SmtpConnection): string {
  const { mailFrom } = session.envelope;
  return mailFrom === false ? '' : mailFrom.address.toLowerCase();
}

const phases: Readonly<Record<string, ChaosPhase>> = {
  HELO: 'ehlo',
  EHLO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
};
