import { domainToASCII } from 'node:url';
import type { Mailbox } from '../inbox/messageView.ts';
import { ipVersionOf } from '../text/ipAddress.ts';
import { sentence, type Sentence } from '../sentence.ts';

/** `recipients` have their domains in ASCII (IDNA), ready for the envelope, and are free of duplicates. */
export type ParsedRecipients =
  | { readonly kind: 'valid'; readonly recipients: readonly Mailbox[] }
  | { readonly kind: 'invalid'; readonly errors: readonly Sentence[] };

export type ParsedMailbox =
  { readonly kind: 'valid'; readonly mailbox: Mailbox } | { readonly kind: 'invalid'; readonly error: Sentence };

/**
 * Reads what people type or paste: mailboxes separated by commas, semicolons or line breaks; or a list of mailboxes from
 * settings or arguments, where a line break inside an entry is an attack and not a separator. One bad part makes the whole
 * invalid: a message must never go to half of an audience because of a typing mistake.
 */
export function parseRecipients(input: string | readonly string[]): ParsedRecipients {
  if (typeof input === 'string' && input.length > maxInputLength) return tooLong;
  const parts = typeof input === 'string' ? splitList(input) : input;
  if (parts.length > maxRecipients) return tooLong;
  if (parts.length === 0) return { kind: 'invalid', errors: [sentence('Enter at least one recipient.')] };
  const parsed = parts.map(parseMailbox);
  const errors = parsed.flatMap((result) => (result.kind === 'invalid' ? [result.error] : []));
  if (errors.length > 0) return { kind: 'invalid', errors };
  const unique = new Map(
    parsed.flatMap((result) => (result.kind === 'valid' ? [[result.mailbox.address, result.mailbox]] : [])),
  );
  return { kind: 'valid', recipients: [...unique.values()] };
}

/** One mailbox, `name@host` or `Name <name@host>`. Much stricter than RFC 5322: no comments, routes, groups or folding. */
export function parseMailbox(text: string): ParsedMailbox {
  const invalid = (reason: Sentence): ParsedMailbox => ({
    kind: 'invalid',
    error: sentence('"{0}" is not an email address: {1}.', forDisplay(text), reason),
  });
  if (text.length > maxMailboxLength) return invalid(sentence('it is too long'));
  if (controls.test(text)) return invalid(sentence('it contains a line break or another control character'));
  if (invisible.test(text)) return invalid(sentence('it contains an invisible character'));
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'invalid', error: sentence('An address is empty.') };
  if (/\{\{|\}\}/.test(trimmed)) return invalid(sentence('it still contains a template variable'));
  if (placeholders.has(trimmed)) return invalid(sentence('it looks like a variable without a value'));

  const open = indexOutsideQuotes(trimmed, '<');
  const address = parseAddress(open < 0 ? trimmed : trimmed.slice(open + 1, -1));
  if (open >= 0) {
    if (!trimmed.endsWith('>')) return invalid(sentence('"<" and ">" do not enclose its end'));
    const name = parseName(trimmed.slice(0, open));
    if (address.kind === 'invalid') return invalid(address.reason);
    if (name.kind === 'invalid') return invalid(name.reason);
    // Programs paste "lan@example.com <lan@example.com>"; any other address in the place of the name is misleading.
    if (name.name.includes('@') && !name.isQuoted) {
      if (name.name.toLowerCase() !== address.typed.toLowerCase())
        return invalid(sentence('it contains two addresses'));
      return { kind: 'valid', mailbox: { name: '', address: address.address } };
    }
    return { kind: 'valid', mailbox: { name: name.name, address: address.address } };
  }
  if (address.kind === 'invalid') return invalid(address.reason);
  return { kind: 'valid', mailbox: { name: '', address: address.address } };
}

/** As people write it, and as `parseMailbox` reads it back. */
export function formatMailbox({ name, address }: Mailbox): string {
  if (name === '') return address;
  return /^[\p{L}\p{M}\p{N} '._-]+$/u.test(name)
    ? `${name} <${address}>`
    : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}" <${address}>`;
}

/** An IPv4 or IPv6 address, in brackets or not. */
export function isAddressLiteral(host: string): boolean {
  return ipVersionOf(host.replace(/^\[(.*)\]$/, '$1')) !== undefined;
}

/** RFC 6531: a local part beyond ASCII travels only between servers that announce SMTPUTF8. */
export function needsSmtpUtf8(address: string): boolean {
  return nonAscii.test(address);
}

type ParsedAddress =
  | { readonly kind: 'valid'; readonly address: string; readonly typed: string }
  | { readonly kind: 'invalid'; readonly reason: Sentence };

function parseAddress(text: string): ParsedAddress {
  const typed = text.trim();
  const invalid = (reason: Sentence): ParsedAddress => ({ kind: 'invalid', reason });
  const at = indexOutsideQuotes(typed, '@');
  if (at < 0) return invalid(sentence('it has no "@"'));
  // "@relay:user@host" is a source route (RFC 5321, appendix C): the mail would go to the relay.
  if (at === 0) return invalid(sentence('nothing stands before the "@"'));
  const local = typed.slice(0, at);
  const domain = typed.slice(at + 1);
  if (domain.includes('@')) return invalid(sentence('it contains more than one "@"'));
  if (/\s/.test(local.startsWith('"') ? domain : typed)) return invalid(sentence('it contains a space'));
  const localProblem = problemOfLocalPart(local);
  if (localProblem !== undefined) return invalid(localProblem);
  const ascii = asciiDomain(domain);
  if (ascii === undefined) return invalid(sentence('"{0}" is not a domain name', forDisplay(domain)));
  const address = `${local}@${ascii}`;
  // RFC 5321, 4.5.3.1.3: 256 octets with the angle brackets.
  return byteLength(address) > 254
    ? invalid(sentence('it is longer than 254 bytes'))
    : { kind: 'valid', address, typed };
}

function problemOfLocalPart(local: string): Sentence | undefined {
  if (unseen.test(local)) return sentence('it contains an invisible character');
  // Some programs decode it here as well, against RFC 2047, section 5: "=?utf-8?q?lan=40other.test?=@b.test" is then somebody else.
  if (/=\?[^?]*\?[bq]\?/i.test(local)) return sentence('"{0}" is not allowed in it', '=?');
  if (byteLength(local) > 64) return sentence('the part before the "@" is longer than 64 bytes');
  if (local.startsWith('"')) {
    return /^"(?:[^"\\<>]|\\[^<>])*"$/.test(local)
      ? undefined
      : sentence('the quotation marks before the "@" are not closed');
  }
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
    return sentence('a dot stands at the wrong place before the "@"');
  }
  const bad = local.match(/[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u{80}-\u{10FFFF}-]/u);
  return bad === null ? undefined : sentence('"{0}" is not allowed in it', bad[0]);
}

/** undefined: not a domain that mail can be sent to. `[192.0.2.1]` and `[IPv6:...]` are address literals. */
function asciiDomain(domain: string): string | undefined {
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const literal = domain.slice(1, -1);
    // A zone ("%eth0") is of this computer, and no part of an address in mail (RFC 5321, 4.1.3).
    if (literal.includes('%')) return undefined;
    const isGood = ipVersionOf(literal) === 4 || (/^IPv6:/i.test(literal) && ipVersionOf(literal.slice(5)) === 6);
    return isGood ? domain : undefined;
  }
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(domain)) return undefined;
  // Only beyond ASCII: the URL rules behind domainToASCII would turn the host "1.2.3" into the address 1.2.0.3.
  const ascii = nonAscii.test(domain) ? domainToASCII(domain) : domain;
  const labels = ascii.split('.');
  const isDomain =
    ascii.length <= 253 &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  return isDomain ? ascii : undefined;
}

type ParsedName =
  | { readonly kind: 'valid'; readonly name: string; readonly isQuoted: boolean }
  | { readonly kind: 'invalid'; readonly reason: Sentence };

function parseName(text: string): ParsedName {
  const trimmed = text.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(trimmed)?.[1];
  if (quoted !== undefined) {
    return { kind: 'valid', name: quoted.replaceAll(/\\(.)/gu, '$1').trim(), isQuoted: true };
  }
  if (/["<>\\]/.test(trimmed)) {
    return {
      kind: 'invalid',
      reason: sentence('the name before it has quotation marks or brackets that do not match'),
    };
  }
  // Without quotation marks, "Bcc: <a@b.test>" is a header and "Team: <a@b.test>" a group (RFC 5322, 3.4).
  if (trimmed.includes(':')) return { kind: 'invalid', reason: sentence('"{0}" is not allowed in it', ':') };
  return { kind: 'valid', name: trimmed, isQuoted: false };
}

/** Where the last of a list of mailboxes begins that is being typed: after the last separator. */
export function lastPartStart(text: string): number {
  return separatorsOf(text).at(-1)?.end ?? 0;
}

/** Splits at separators outside of quotation marks and angle brackets; blank parts between separators do not count. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const separator of separatorsOf(text)) {
    parts.push(text.slice(start, separator.start));
    start = separator.end;
  }
  parts.push(text.slice(start));
  return parts.flatMap(splitBlanks).filter((part) => part.trim() !== '');
}

/** Fields of one line turn pasted line breaks into blanks: `a@b.test c@d.test` is two mailboxes, `a b@c.test` a mistake. */
function splitBlanks(part: string): readonly string[] {
  if (/[<>"]/.test(part)) return part.split(/(?<=>)\s+(?=[^\s<>"]+[^<>"]*<[^<>"]*>)/);
  const words = part.trim().split(/\s+/);
  return words.every((word) => /^[^@]+@[^@]+$/.test(word)) ? words : [part];
}

function separatorsOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const separators: { readonly start: number; readonly end: number }[] = [];
  let isQuoted = false;
  let isBracketed = false;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset] ?? '';
    if (character === '\\' && isQuoted) offset++;
    // A line break ends a mailbox even where a quotation mark was forgotten.
    else if (character === '\n' || character === '\r') isQuoted = isBracketed = false;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === '<' && !isQuoted) isBracketed = true;
    else if (character === '>' && !isQuoted) isBracketed = false;
    if (/[,;\r\n]/.test(character) && !isQuoted && !isBracketed) separators.push({ start: offset, end: offset + 1 });
  }
  return separators;
}

function indexOutsideQuotes(text: string, wanted: string): number {
  let isQuoted = false;
  for (let offset = 0; offset < text.length; offset++) {
    if (text[offset] === '\\' && isQuoted) offset++;
    else if (text[offset] === '"') isQuoted = !isQuoted;
    else if (text[offset] === wanted && !isQuoted) return offset;
  }
  return -1;
}

function forDisplay(text: string): string {
  const shown = text.replaceAll(new RegExp(`${controls.source}|${invisible.source}`, 'gu'), '·').trim();
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const controls = /\p{Cc}|[\u2028\u2029]/u;
// Zero-width characters and changes of the writing direction make one address look like another. The joiners U+200C and
// U+200D are part of names in Persian, of Indian scripts and of emoji.
const invisible = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;
// In an address also what flags of emoji are made of, letters that are blank, and halves of a character, which become others.
const unseen = /(?![\u200C\u200D])\p{Cf}|\p{Cs}|[\u115F\u1160\u2800\u3164\uFFA0]/u;
const nonAscii = /\P{ASCII}/u;
const placeholders = new Set(['undefined', 'null', 'NaN', '[object Object]']);

const maxInputLength = 100_000;
const maxMailboxLength = 1000;
// More than any test needs; the setting mailproof.send.maxRecipients is far below.
const maxRecipients = 1000;
const tooLong: ParsedRecipients = {
  kind: 'invalid',
  errors: [sentence('A message can have {0} recipients at most.', maxRecipients)],
};
