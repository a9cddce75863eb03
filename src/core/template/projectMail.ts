import { resolve } from 'node:path';
import { isRecord } from '../isRecord.ts';
import { parseMailbox, parseRecipients } from '../mail/address.ts';
import { listUnsubscribe, problemOfHeader } from '../mail/mailHeaders.ts';
import type { MailFields } from './mailFields.ts';
import { inEnglish, sentence } from '../sentence.ts';

export const mailKeys = ['replyTo', 'cc', 'bcc', 'headers', 'listUnsubscribe', 'attachments'] as const;

/** `place`: the key, and the name of what is in it. */
export type ReportMailProblem = (place: string | readonly string[], message: string) => void;

/** What is wrong is reported and left out. */
export function parseMailFields(
  values: ReadonlyMap<string, unknown>,
  folder: string,
  report: ReportMailProblem,
): MailFields | undefined {
  const replyTo = replyToOf(values.get('replyTo'), report);
  const cc = recipientsOf('cc', values.get('cc'), report);
  const bcc = recipientsOf('bcc', values.get('bcc'), report);
  const headers = headersOf(values.get('headers'), report);
  const unsubscribe = unsubscribeOf(values.get('listUnsubscribe'), report);
  const attachments = attachmentsOf(values.get('attachments'), folder, report);
  const fields: MailFields = {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(cc === undefined ? {} : { cc }),
    ...(bcc === undefined ? {} : { bcc }),
    ...(headers === undefined ? {} : { headers }),
    ...(unsubscribe === undefined ? {} : { listUnsubscribe: unsubscribe }),
    ...(attachments === undefined ? {} : { attachments }),
  };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function replyToOf(value: unknown, report: ReportMailProblem): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    report('replyTo', '"replyTo" must be an email address');
    return undefined;
  }
  const parsed = parseMailbox(value);
  if (parsed.kind === 'valid') return value;
  report('replyTo', inEnglish(parsed.error));
  return undefined;
}

function recipientsOf(key: 'cc' | 'bcc', value: unknown, report: ReportMailProblem): readonly string[] | undefined {
  const texts = textsOf(value);
  if (texts === undefined) {
    if (value !== undefined) report(key, `"${key}" must be an email address or a list of them`);
    return undefined;
  }
  if (texts.length === 0) return undefined;
  const parsed = parseRecipients(texts);
  if (parsed.kind === 'valid') return texts;
  for (const error of parsed.errors) report(key, inEnglish(error));
  return undefined;
}

function headersOf(value: unknown, report: ReportMailProblem): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) {
    report('headers', '"headers" must be an object of names and texts');
    return undefined;
  }
  const headers: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    const problem = typeof text === 'string' ? problemOfHeader(name, text) : sentence('Its value must be a text.');
    if (problem !== undefined) report(['headers', name], `The header "${name}" is not sent. ${inEnglish(problem)}`);
    else if (typeof text === 'string') headers.push([name, text]);
  }
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}

function unsubscribeOf(value: unknown, report: ReportMailProblem): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const texts = textsOf(value);
  if (texts !== undefined && listUnsubscribe(texts) !== undefined) return texts;
  report('listUnsubscribe', '"listUnsubscribe" must be an address like https://... or mailto:..., or a list of them');
  return undefined;
}

function attachmentsOf(value: unknown, folder: string, report: ReportMailProblem): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const texts = textsOf(value);
  if (texts?.every((text) => text !== '' && !text.includes('\0')) === true) {
    return texts.length === 0 ? undefined : texts.map((text) => resolve(folder, text));
  }
  report('attachments', '"attachments" must be the path of a file or a list of them');
  return undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((each) => typeof each === 'string') ? list : undefined;
}
