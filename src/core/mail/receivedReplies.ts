import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import net from 'node:net';

// What nodemailer has received and tells nobody. Its fields are its own: should one be called otherwise in another version, the
// scenarios "out of step" of the tests find it.

/** What has come already beyond the replies to what was asked: nodemailer would take it for the answers to what is asked next. */
export function unaskedReplies(connection: SMTPConnection | undefined, waitingCount: number): readonly string[] {
  if (connection === undefined) return [];
  const queued: unknown = Reflect.get(connection, '_responseQueue');
  const whole = Array.isArray(queued) ? (queued as readonly unknown[]).map(String) : [];
  return [...whole, unfinishedLine(connection)].filter((reply) => reply.trim() !== '').slice(waitingCount);
}

/** The connection is gone, and what it tells of as of a reply is the beginning of one. */
export function isCutOff(connection: SMTPConnection | undefined): boolean {
  const socket = connection?._socket;
  return socket instanceof net.Socket && socket.destroyed && unfinishedLine(connection) !== '';
}

/** It takes the limit from any line of the reply to EHLO, a greeting that speaks of sizes included. */
export function forgetSizeLimit(connection: SMTPConnection | undefined): void {
  if (connection !== undefined) Reflect.set(connection, '_maxAllowedSize', 0);
}

function unfinishedLine(connection: SMTPConnection | undefined): string {
  const line: unknown = connection === undefined ? '' : Reflect.get(connection, '_remainder');
  return typeof line === 'string' ? line : '';
}
