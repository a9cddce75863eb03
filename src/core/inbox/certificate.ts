import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface CertificateContents {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: Keys;
  readonly signer: Keys;
  /** Host names and IPv4 addresses. */
  readonly names: readonly string[];
  readonly isAuthority?: boolean;
  readonly validity: { readonly from: Date; readonly to: Date };
}

/** For one run of a server: nobody else has its key, and nobody can trust it beforehand. */
export function createSelfSigned(names: readonly string[], validDays: number): Certificate {
  const keys = newKeys();
  const subject = names[0] ?? '';
  const validity = { from: new Date(Date.now() - dayMs), to: new Date(Date.now() + validDays * dayMs) };
  return {
    cert: certificate({ subject, issuer: subject, keys, signer: keys, names, validity }),
    key: privatePem(keys),
  };
}

/** X.509 version 3 (RFC 5280) with what Node, OpenSSL and Postfix look at. Node can read certificates and not make them. */
export function certificate(contents: CertificateContents): string {
  const { subject, issuer, keys, signer, names, isAuthority = false, validity } = contents;
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' });
  const usage = isAuthority ? Buffer.from([0x01, 0x06]) : Buffer.from([0x07, 0x80]);
  const alternatives = names.map((name) =>
    isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name, 'latin1')),
  );
  const extensions = [
    extension('2.5.29.19', isAuthority ? sequence(yes) : sequence(), yes),
    extension('2.5.29.15', der(0x03, usage), yes),
    extension('2.5.29.14', der(0x04, keyId(keys))),
    extension('2.5.29.35', sequence(der(0x80, keyId(signer)))),
    ...(alternatives.length === 0 ? [] : [extension('2.5.29.17', sequence(...alternatives))]),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName(issuer),
    sequence(time(validity.from), time(validity.to)),
    commonName(subject),
    publicKey,
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, signer.privateKey);
  return pem(sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature]))));
}

export function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function keyId({ publicKey }: Keys): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}

export function privatePem({ privateKey }: Keys): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function sequence(...items: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(name)))));
}

function extension(id: string, value: Uint8Array, critical: Uint8Array = Buffer.alloc(0)): Buffer {
  return sequence(objectId(id), critical, der(0x04, value));
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((value) => {
    const digits = [value % 0x80];
    for (let left = Math.floor(value / 0x80); left > 0; left = Math.floor(left / 0x80))
      digits.unshift((left % 0x80) + 0x80);
    return digits;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const yes = der(0x01, Buffer.from([0xff]));
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
export const dayMs = 86_400_000;
