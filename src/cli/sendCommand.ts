import { randomUUID } from 'node:crypto';
import type { Mailbox } from '../core/inbox/messageView.ts';
import { formatMailbox, parseMailbox, parseRecipients } from '../core/mail/address.ts';
import type { ComposedMessage } from '../core/mail/compose.ts';
import { plainStyle } from '../core/mail/composeMail.ts';
import type { SendOutcome } from '../core/mail/outcome.ts';
import { hasErrors, type RenderRequest, type RenderResult } from '../core/render/renderResult.ts';
import { silentLogger } from '../core/log.ts';
import { type CommandLine, exitCodes, UsageError } from './commandLine.ts';
import { formatProblem } from './describeResult.ts';
import { printable } from './printable.ts';
import { renderJob } from './renderJob.ts';
import { planRenders, type RenderArguments } from './renderOptions.ts';
import { passwordFor } from './sendPassword.ts';
import { describeSend, describeSendJson } from './sendReport.ts';
import { findServer, type Server } from './sendServer.ts';
import { inEnglish } from '../core/sentence.ts';
import { imageWarning } from '../core/mail/imagePlaces.ts';

export interface SendArguments extends Omit<RenderArguments, 'output' | 'out' | 'jobs' | 'marks'> {
  /** As given, each with one or several addresses. */
  readonly to?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly profile?: string | undefined;
  readonly smtp?: string | undefined;
  readonly proxy?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly transcript?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Renders one template as the preview does, and sends it, once. What became of it is the exit code. */
export async function sendCommand(given: SendArguments, io: CommandLine): Promise<number> {
  const { jobs, isList, timeoutSeconds } = await planRenders({ ...given, output: 'html' }, io);
  const [job] = jobs;
  if (isList || job === undefined) throw new UsageError('Say one template: mailproof send <template>.');
  const to = recipientsOf(given.to);
  const mail = io.loadMail();
  const server = await findServer(given, job.request.root, { io, mail });
  if (server.profile.environment === 'production' && given.yes !== true && given['dry-run'] !== true)
    throw new UsageError(
      `"${server.name}" is a production profile: add --yes to send to ${to.map(formatMailbox).join(', ')}.`,
    );

  const result = await renderJob(job, timeoutSeconds, io);
  if (result === undefined) return exitCodes.withErrors;
  for (const problem of result.problems) io.writeError(`${formatProblem(problem, io.cwd)}\n`);
  const { html } = result;
  if (html === undefined || hasErrors(result)) {
    io.writeError('mailproof: Nothing was sent, because the template has errors.\n');
    return exitCodes.withErrors;
  }
  const from = senderOf(given.from, server, result);
  const message = await compose({ ...result, html }, { request: job.request, from, to, server, io, mail });
  if (given['dry-run'] === true) {
    io.writeOutput(dryRunText(message, { result, from, to, server }));
    return exitCodes.sent;
  }
  const { outcome, transcript } = await mail.sendMessage({
    profile: server.profile,
    password: () => passwordFor(server, io),
    message,
    proxy: given.proxy,
    signal: io.interruption(),
    log: silentLogger,
  });
  const shown = describeSend(outcome, { transcript, withTranscript: given.transcript === true });
  if (given.json === true) io.writeOutput(describeSendJson(outcome, { transcript, message }));
  else if (exitCodeOf(outcome) === exitCodes.sent) io.writeOutput(`${printableLines(shown)}\n`);
  else io.writeError(`${printableLines(shown)}\n`);
  return exitCodeOf(outcome);
}

function exitCodeOf(outcome: SendOutcome): number {
  switch (outcome.kind) {
    case 'sent':
      return exitCodes.sent;
    case 'partly-sent':
      return exitCodes.partlySent;
    case 'rejected':
      return exitCodes.rejected;
    case 'not-sent':
    case 'cancelled':
      return exitCodes.notSent;
    case 'unknown':
      return exitCodes.unknown;
  }
}

function recipientsOf(given: readonly string[] | undefined): readonly Mailbox[] {
  if (given === undefined) throw new UsageError('Say who gets it: --to name@example.com.');
  const parsed = parseRecipients(given.join(','));
  if (parsed.kind === 'invalid') throw new UsageError(inEnglish(parsed.errors[0] ?? 'There are no recipients.'));
  if (parsed.recipients.length > maxRecipients)
    throw new UsageError(
      `A test mail goes to at most ${maxRecipients} recipients; these are ${parsed.recipients.length}.`,
    );
  return parsed.recipients;
}

/** Who is named first: the caller, the profile, the project, and last the account where it is an address. */
function senderOf(given: string | undefined, { profile }: Server, result: RenderResult): Mailbox {
  const written = given ?? profile.from ?? result.from;
  const text = written ?? profile.user;
  if (text === undefined) throw new UsageError('Say who sends it: --from name@example.com.');
  const parsed = parseMailbox(text);
  if (parsed.kind === 'valid') return parsed.mailbox;
  throw new UsageError(
    written === undefined
      ? 'Say who sends it: --from name@example.com.'
      : `The sender is not usable. ${inEnglish(parsed.error)}`,
  );
}

interface Composing {
  readonly request: RenderRequest;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly server: Server;
  readonly io: CommandLine;
  readonly mail: ReturnType<CommandLine['loadMail']>;
}

async function compose(
  result: RenderResult & { readonly html: string },
  { request, from, to, server, io, mail }: Composing,
): Promise<ComposedMessage> {
  const replyTo = server.profile.replyTo ?? result.mail?.replyTo;
  const parsedReplyTo = replyTo === undefined ? undefined : parseMailbox(replyTo);
  const composed = await mail.composeMail({
    template: request.path,
    root: request.root,
    result,
    from,
    to,
    replyTo: parsedReplyTo?.kind === 'valid' ? parsedReplyTo.mailbox : undefined,
    style: plainStyle,
    id: randomUUID(),
    date: new Date(),
  });
  if (composed.kind === 'invalid')
    throw new UsageError(`The message has an unusable ${composed.field}: ${inEnglish(composed.reason)}`);
  for (const warning of [...composed.leftImages.map(imageWarning), ...composed.warnings])
    io.writeError(`warning: ${printable(inEnglish(warning))}\n`);
  return composed.message;
}

function dryRunText(
  { raw, envelope, messageId }: ComposedMessage,
  shown: {
    readonly result: RenderResult;
    readonly from: Mailbox;
    readonly to: readonly Mailbox[];
    readonly server: Server;
  },
): string {
  const { host, port, security, auth, user } = shown.server.profile;
  const lines = [
    'Nothing was sent (--dry-run). It would be:',
    `From:       ${formatMailbox(shown.from)}`,
    `To:         ${shown.to.map(formatMailbox).join(', ')}`,
    `Subject:    ${shown.result.subject}`,
    `Server:     ${host}:${port}, ${securityNames[security]}, ${auth === 'none' ? 'not signed in' : `signed in as ${user ?? ''}`}`,
    `Envelope:   ${envelope.from} to ${envelope.to.join(', ')}`,
    `Message-ID: ${messageId}`,
    `Size:       ${raw.length} bytes`,
  ];
  return `${printableLines(lines.join('\n'))}\n`;
}

const securityNames = { tls: 'TLS', starttls: 'STARTTLS', none: 'not encrypted' } as const;

/** Line by line: what a server or a template says stays in its line. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A typing error in a list must not mail a company. */
const maxRecipients = 100;
