/**
 * A password that shows itself: whatever comes out of a program that was given it can be searched for it, in every notation in which it
 * could travel or be printed.
 */
export const canary = {
  user: 'canary@shop.example',
  /** Each notation writes it in another way: quotes, blanks, what is more than ASCII, and what URLs and HTML escape. */
  password: 'Kanari-"vö gel"&<7>/+\\%é',
} as const;

/** The notations by name. */
export function notationsOf(secret: string, user: string = canary.user): Readonly<Record<string, string>> {
  const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
    Buffer.from(text, encoding).toString('base64');
  return {
    plain: secret,
    JSON: JSON.stringify(secret).slice(1, -1),
    'JSON in JSON': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    'percent encoding': encodeURIComponent(secret),
    'percent encoding in lower case': encodeURIComponent(secret).toLowerCase(),
    'a form': new URLSearchParams({ p: secret }).toString().slice(2),
    'a URL': new URL(`smtp://u:${encodeURIComponent(secret)}@h/`).password,
    HTML: secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    hex: Buffer.from(secret).toString('hex'),
    'hex in upper case': Buffer.from(secret).toString('hex').toUpperCase(),
    base64: base64(secret),
    'base64 for URLs': Buffer.from(secret).toString('base64url'),
    'base64 of Latin-1': base64(secret, 'latin1'),
    'base64 one byte later': base64(`x${secret}`),
    'base64 two bytes later': base64(`xy${secret}`),
    'AUTH PLAIN': base64(`\0${user}\0${secret}`),
    'AUTH PLAIN with an identity': base64(`${user}\0${user}\0${secret}`),
    'AUTH XOAUTH2': base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`),
    'quoted-printable': quotedPrintable(secret),
  };
}

/** Under which names the secret, or a good part of it, stands in a text. Empty: nowhere. */
export function tracesOf(text: string, secret: string = canary.password): readonly string[] {
  return Object.entries(notationsOf(secret)).flatMap(([name, notation]) => {
    const parts = partsOf(notation, name);
    return parts.some((part) => text.includes(part)) ? [name] : [];
  });
}

/** The same in a file, whatever its texts are encoded in; read in pieces, because state and logs have no limit. */
export function tracesInBytes(bytes: Buffer, secret: string = canary.password): readonly string[] {
  const found = new Set<string>();
  for (let start = 0; start === 0 || start < bytes.length; start += pieceLength) {
    // What lies over the end of a piece is whole in this one.
    const piece = bytes.subarray(start, start + pieceLength + overlap);
    for (const [encoding, text] of Object.entries(textsOf(piece)))
      for (const trace of tracesOf(text, secret)) found.add(`${trace}, ${encoding}`);
  }
  return [...found];
}

function textsOf(bytes: Buffer): Readonly<Record<string, string>> {
  const swapped = (of: Buffer): string =>
    Buffer.from(of.subarray(0, of.length - (of.length % 2)))
      .swap16()
      .toString('utf16le');
  return {
    'UTF-8': bytes.toString(),
    'Latin-1': bytes.toString('latin1'),
    'UTF-16': bytes.toString('utf16le'),
    'UTF-16 one byte later': bytes.subarray(1).toString('utf16le'),
    'UTF-16 with the high byte first': swapped(bytes),
    'UTF-16 with the high byte first, one byte later': swapped(bytes.subarray(1)),
  };
}

/** A part that gives the secret away is a trace too; one that half of all texts have is none. */
function partsOf(notation: string, name: string): readonly string[] {
  const isBase64 = /^(?:base64|AUTH)/.test(name);
  // What stands around the secret in the same base64 is no secret: the user, a key word.
  const own = isBase64 ? notation.replace(/=+$/, '').slice(-partLength * 2) : notation;
  if (own.length <= partLength) return [own];
  return Array.from({ length: own.length - partLength + 1 }, (_, start) => own.slice(start, start + partLength));
}

function quotedPrintable(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte === 0x3d || byte < 0x20 || byte > 0x7e
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCodePoint(byte),
    )
    .join('');
}

const partLength = 12;
const pieceLength = 4 * 1024 * 1024;
/** No notation is as long, at two bytes a letter. */
const overlap = 1024;
