import { isAddressLiteral } from '../mail/address.ts';
import { asciiHost, problemOfHost } from './serverFields.ts';

/** Of an address, in ASCII and lower case. undefined: not a whole address yet. */
export function emailDomain(address: string): string | undefined {
  const match = /^[^\s@]+@([^\s@]+\.[^\s@.]{2,})$/.exec(address.trim());
  const domain = match?.[1];
  if (domain === undefined || isAddressLiteral(domain) || problemOfHost(domain) !== undefined) return undefined;
  return normalHost(domain);
}

/** A host as the network knows it, of what people type. */
export function normalHost(host: string): string {
  return asciiHost(host.trim().replace(/\.$/, ''));
}
