import { isSameOrganization } from '../mail/authenticationResults.ts';
import type { ReceivedHop } from '../mail/receivedPath.ts';
import { Findings } from '../mime/findings.ts';
import { partText } from '../mime/partContent.ts';
import type { MimePart } from '../mime/parts.ts';
import type { Fact, FactCode } from './facts.ts';
import type { AttachmentView, Mailbox } from './messageView.ts';

export interface FactInput {
  readonly bytes: Buffer;
  readonly parts: readonly MimePart[];
  readonly header: (name: string) => string | undefined;
  readonly from: readonly Mailbox[];
  readonly sender: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly attachments: readonly AttachmentView[];
  readonly path: readonly ReceivedHop[];
  readonly isLocal: boolean;
}

/** What might deceive comes first. */
export function messageFacts(input: FactInput): readonly Fact[] {
  const facts = [...deceptions(input), ...ofAttachments(input), ...ofParts(input), ...ofHeaders(input)];
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()].slice(0, maxFacts);
}

function deceptions({ from, sender, replyTo, isLocal }: FactInput): readonly Fact[] {
  const domain = domainOf(from[0]);
  const elsewhere = replyTo.find((mailbox) => domain !== '' && !isSame(domainOf(mailbox), domain));
  const other = from.find(
    ({ name, address }) => addressIn(name) !== undefined && addressIn(name) !== address.toLowerCase(),
  );
  const deceiving = [...from, ...replyTo].find(({ address }) => hasMixedLetters(address));
  const handedOver = sender.find(
    ({ address }) => !from.some((author) => author.address.toLowerCase() === address.toLowerCase()),
  );
  return [
    ...(isLocal ? [fact('localOnly')] : []),
    ...(other === undefined ? [] : [fact('seemsFrom', `${other.name} <${other.address}>`)]),
    ...(deceiving === undefined ? [] : [fact('foreignLetters', deceiving.address)]),
    ...(elsewhere === undefined ? [] : [fact('answerElsewhere', elsewhere.address)]),
    ...(from.length > 1 ? [fact('moreSenders', String(from.length))] : []),
    ...(handedOver === undefined ? [] : [fact('sentBy', handedOver.address)]),
  ];
}

function ofAttachments({ attachments }: FactInput): readonly Fact[] {
  return attachments.flatMap(({ name, type, isDangerous }) => {
    const isDisguised =
      isDangerous &&
      (/\.(?:pdf|docx?|xlsx?|jpe?g|png|gif|txt|zip)\s*\.\w+\s*$/i.test(name) ||
        /^(?:image|audio|video)\/(?!svg)|pdf$/.test(type));
    return [
      ...(/[\u202a-\u202e\u2066-\u2069]/.test(name) ? [fact('hiddenOrder', name)] : []),
      ...(isDisguised ? [fact('disguisedFile', name)] : isDangerous ? [fact('dangerousFile', name)] : []),
    ];
  });
}

function ofParts({ bytes, parts }: FactInput): readonly Fact[] {
  return parts.flatMap((part): readonly Fact[] => {
    switch (part.type) {
      case 'application/pkcs7-signature':
      case 'application/x-pkcs7-signature':
        return [fact('smimeSigned')];
      case 'application/pkcs7-mime':
      case 'application/x-pkcs7-mime':
        return [fact(part.parameters.get('smime-type') === 'signed-data' ? 'smimeSigned' : 'smimeEncrypted')];
      case 'application/pgp-signature':
        return [fact('pgpSigned')];
      case 'application/pgp-encrypted':
        return [fact('pgpEncrypted')];
      case 'application/ms-tnef':
      case 'application/vnd.ms-tnef':
        return [fact('winmail')];
      case 'text/calendar':
      case 'application/ics':
        return [fact('calendar', calendarTitle(start(bytes, part)))];
      case 'message/delivery-status':
        return [fact('report', deliveryStatus(start(bytes, part)))];
      case 'message/feedback-report':
        return [fact('report', fieldOf(start(bytes, part), 'Feedback-Type') ?? '?')];
      case 'message/disposition-notification':
        return [fact('readReceipt')];
      case 'text/plain':
        return pgpInText(start(bytes, part));
      default:
        return part.fileName?.toLowerCase() === 'winmail.dat' ? [fact('winmail')] : [];
    }
  });
}

function ofHeaders({ header, path, isLocal }: FactInput): readonly Fact[] {
  const plain = path.find(({ isEncrypted, by, from: client }) => isEncrypted === false && isElsewhere(client, by));
  const receipt = header('disposition-notification-to') ?? header('return-receipt-to');
  const isOneClick = /list-unsubscribe\s*=\s*one-click/i.test(header('list-unsubscribe-post') ?? '');
  const automatic = header('auto-submitted');
  return [
    ...(receipt === undefined ? [] : [fact('asksForReceipt', receipt)]),
    ...(header('list-unsubscribe') === undefined ? [] : [fact(isOneClick ? 'oneClickUnsubscribe' : 'unsubscribe')]),
    ...(automatic === undefined || /^no\b/i.test(automatic) ? [] : [fact('automatic')]),
    ...(plain?.by === undefined || isLocal ? [] : [fact('unencryptedHop', plain.by)]),
  ];
}

function fact(code: FactCode, ...values: readonly string[]): Fact {
  return { code, values: values.map((value) => (value.length > maxLength ? `${value.slice(0, maxLength)}…` : value)) };
}

/** Enough to name what is in it. */
function start(bytes: Buffer, part: MimePart): string {
  const end = Math.min(part.end, part.bodyStart + maxLooked);
  return partText(bytes, { ...part, end }, new Findings()).replaceAll(/\n[ \t]/g, '');
}

function calendarTitle(text: string): string {
  const value = (name: string): string =>
    new RegExp(`^${name}(?:;[^:\\n]*)?:(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const title = value('SUMMARY').replaceAll(/\\([,;\\])/g, '$1');
  const method = value('METHOD').toUpperCase();
  return [title === '' ? '?' : title, ...(method === '' ? [] : [`(${method})`])].join(' ');
}

/** RFC 3464: one block for the message, one for each recipient. */
function deliveryStatus(text: string): string {
  const recipient = fieldOf(text, 'Final-Recipient')?.replace(/^[^;]*;\s*/, '');
  const parts = [recipient ?? '?', fieldOf(text, 'Action') ?? '?', fieldOf(text, 'Status') ?? ''];
  return parts.filter((each) => each !== '').join(', ');
}

function fieldOf(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:(.*)$`, 'im').exec(text)?.[1]?.trim();
}

function pgpInText(text: string): readonly Fact[] {
  if (/^-----BEGIN PGP MESSAGE-----/m.test(text)) return [fact('pgpEncrypted')];
  return /^-----BEGIN PGP SIGNED MESSAGE-----/m.test(text) ? [fact('pgpSigned')] : [];
}

function domainOf(mailbox: Mailbox | undefined): string {
  const address = mailbox?.address ?? '';
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function isSame(one: string, other: string): boolean {
  return one === '' || isSameOrganization(one, other);
}

function addressIn(name: string): string | undefined {
  return /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/.exec(name)?.[0].toLowerCase();
}

/** Letters of two scripts in one name, or a name in punycode: `pаypal.com` with a Cyrillic letter. */
function hasMixedLetters(address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (/(?:^|\.)xn--/i.test(domain)) return true;
  return /\p{Script=Latin}/u.test(domain) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(domain);
}

/** Inside of one machine or one organization, nobody encrypts. */
function isElsewhere(client: string | undefined, by: string | undefined): boolean {
  return (
    client !== undefined &&
    by !== undefined &&
    client.includes('.') &&
    by.includes('.') &&
    !isSameOrganization(client, by)
  );
}

const maxFacts = 30;
const maxLength = 200;
const maxLooked = 64 * 1024;
