import { domainToASCII } from 'node:url';
import { isAddressLiteral } from '../mail/address.ts';
import type { Security } from './profile.ts';
import { sentence, type Sentence } from '../sentence.ts';

/** undefined: it can be used. A host is a name or an address literal and nothing else, because people paste URLs. */
export function problemOfHost(host: unknown): Sentence | undefined {
  if (typeof host !== 'string' || host === '')
    return sentence('Enter the name of the mail server, for example smtp.example.com.');
  if (host.length > 255) return sentence('The host is too long.');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host))
    return sentence('Enter the host without "://", for example smtp.example.com.');
  if (isAddressLiteral(host)) return undefined;
  if (/^[^:]+:\d+$/.test(host)) return sentence('Enter the port in its own field.');
  if (host.includes('@')) return sentence('This is an email address: enter the name of the mail server.');
  const ascii = /^[\p{L}\p{M}\p{N}._-]+$/u.test(host) ? domainToASCII(host) : '';
  const isName = ascii.split('.').every((label, index, labels) => {
    const isRootDot = label === '' && index > 0 && index === labels.length - 1;
    return isRootDot || /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label);
  });
  return isName ? undefined : sentence('This is not a host name.');
}

/** The host as DNS and certificates know it. */
export function asciiHost(host: string): string {
  return (domainToASCII(host) || host).toLowerCase();
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

export function isSecurity(value: unknown): value is Security {
  return value === 'tls' || value === 'starttls' || value === 'none';
}
