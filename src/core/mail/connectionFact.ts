import type tls from 'node:tls';
import type { Capabilities } from './capabilities.ts';

/** Something that a session has learnt of its server, told as soon as it is known. Texts of the server are redacted. */
export type ConnectionFact =
  /** All addresses that are known by now. */
  | { readonly kind: 'resolved'; readonly addresses: readonly string[] }
  | { readonly kind: 'connected'; readonly address: string }
  | { readonly kind: 'greeted'; readonly text: string }
  | { readonly kind: 'encrypted'; readonly encryption: Encryption }
  /** `isHelo`: the server did not understand EHLO. */
  | { readonly kind: 'introduced'; readonly isHelo: boolean; readonly capabilities: Capabilities }
  | { readonly kind: 'signedIn'; readonly mechanism: string };

export interface Encryption {
  /** As OpenSSL calls it: `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  readonly certificate: CertificateFacts;
}

export interface CertificateFacts {
  /** The host names and addresses that it is for; for an old one without such names, its common name. */
  readonly names: readonly string[];
  /** The common name of who signed it, or its organisation. */
  readonly issuer: string;
  readonly validTo: Date;
  /** SHA-256 of its DER form: pairs of hexadecimal digits, upper case, with colons between. */
  readonly fingerprint: string;
}

/** undefined: the socket is closed already, or the other end has shown no certificate. */
export function encryptionOf(socket: tls.TLSSocket): Encryption | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { subject, subjectAltName, issuer, validTo, fingerprint256 } = certificate;
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    certificate: {
      names: namesOf(subjectAltName, subject),
      issuer: distinguishedPart(issuer, 'CN') ?? distinguishedPart(issuer, 'O') ?? '',
      validTo: new Date(validTo),
      fingerprint: fingerprint256,
    },
  };
}

/** Node writes them as one text: `DNS:a.example, IP Address:127.0.0.1`; what has a comma in it stands in quotes. */
function namesOf(alternatives: string | undefined, subject: string): readonly string[] {
  const names = (alternatives ?? '').match(/(?<=\b(?:DNS|IP Address):)[^\s,"]+/g) ?? [];
  if (names.length > 0) return names;
  const commonName = distinguishedPart(subject, 'CN');
  return commonName === undefined ? [] : [commonName];
}

function distinguishedPart(text: string | undefined, name: string): string | undefined {
  return text
    ?.split('\n')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
