const host = 'smtp.example.com';
const control = [...Array.from({ length: 32 }, (_, code) => code), 127].map((code) => String.fromCodePoint(code));

function file(profile: unknown, name = 'P'): string {
  return JSON.stringify({ [name]: profile });
}

function deep(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

/** Values of the settings as a stranger could commit them, by what is wrong with them. In none of them is a profile that works. */
export const hostileProfiles: Readonly<Record<string, string>> = {
  'null for a profile': file(null),
  'a number for a profile': file(7),
  'a text for a profile': file('smtp.example.com'),
  'a list for a profile': file([{ host }]),
  'true for a profile': file(true),
  'an empty profile': file({}),
  'an empty name': file({ host }, ''),
  'a name of blanks': file({ host }, '   '),
  'a name of 10,000 characters': file({ host }, 'x'.repeat(10_000)),
  'a name with a line break': file({ host }, 'a\nb'),
  'a name with an escape sequence': file({ host }, '\u001b[31mred'),
  'a name with a NUL': file({ host }, 'a\0b'),
  '__proto__ as a name': '{"__proto__":{"host":"smtp.example.com","polluted":1}}',
  '__proto__ as a field': '{"P":{"__proto__":{"host":"smtp.example.com","polluted":1}}}',
  'constructor.prototype as a field': '{"P":{"constructor":{"prototype":{"polluted":1}}}}',
  'a host that is a number': file({ host: 127 }),
  'a host that is a list': file({ host: [host] }),
  'a host that is an object': file({ host: { toString: host } }),
  'a host of a megabyte': file({ host: 'a.'.repeat(500_000) }),
  'a host with a line break': file({ host: `${host}\r\nRCPT TO:<x@y>` }),
  'a host with a NUL': file({ host: `${host}\0.evil.test` }),
  'a host with a path': file({ host: `${host}/../x` }),
  'a host with a user': file({ host: `me@${host}` }),
  'a host with a query': file({ host: `${host}?x=1` }),
  'a host that turns the text around': file({ host: `smtp\u202Emoc.elpmaxe` }),
  'a host with a blank that has no width': file({ host: `smtp\u200B.example.com` }),
  'a host of only dots': file({ host: '....' }),
  'a label of 64 characters': file({ host: `${'a'.repeat(64)}.example.com` }),
  'a port that is a text': file({ host, port: '465' }),
  'a port of a billion': file({ host, port: 1e9 }),
  'a port of half': file({ host, port: 25.5 }),
  'a negative port': file({ host, port: -25 }),
  'a port that is a list': file({ host, port: [465] }),
  'opportunistic encryption': file({ host, security: 'opportunistic' }),
  'encryption that is a switch': file({ host, security: false }),
  'a sign-in that nobody knows': file({ host, auth: 'ntlm' }),
  'a sign-in that is an object with a password': file({ host, auth: { user: 'u', pass: 'secret' } }),
  'a password in the settings': file({ host, user: 'u', password: 'secret' }),
  'a password under another name': file({ host, user: 'u', smtp_pwd: 'secret' }),
  'a user that is an object': file({ host, user: { name: 'u' } }),
  'a user with a line break': file({ host, user: 'u\r\nAUTH' }),
  'a user of a megabyte': file({ host, user: 'u'.repeat(1_000_000) }),
  'a sender with a header in it': file({ host, from: 'a@b.test\r\nBcc: c@d.test' }),
  'a sender that is no address': file({ host, from: 'nobody' }),
  'a sender with two addresses': file({ host, from: 'a@b.test <c@d.test> <e@f.test>' }),
  'a sender of a megabyte': file({ host, from: `"${'x'.repeat(1_000_000)}" <a@b.test>` }),
  'recipients that are numbers': file({ host, to: [1, 2, 3] }),
  'recipients in recipients': file({ host, to: [['a@b.test']] }),
  'ten thousand recipients': file({ host, to: Array.from({ length: 10_000 }, (_, index) => `a${index}@b.test`) }),
  'an environment that nobody knows': file({ host, environment: 'PRODUCTION' }),
  'an EHLO name with a command in it': file({ host, ehloName: 'x\r\nMAIL FROM:<a@b.test>' }),
  'a fingerprint of another kind': file({ host, certificatePin: 'AB:CD' }),
  'a mailbox that is a text': file({ host, imap: 'imap.example.com' }),
  'a mailbox with a password': file({ host, imap: { host, password: 'secret' } }),
  'a mailbox with a line break': file({ host, pop3: { host: `${host}\r\nUSER` } }),
  'a time to wait of years': file({ host, replyTimeoutSeconds: 1e8 }),
  'a thousand levels of lists as a host': `{"P":{"host":${deep(1000)}}}`,
  'a thousand levels of lists as a recipient': `{"P":{"host":"${host}","to":${deep(1000)}}}`,
  ...Object.fromEntries(
    control.map((character) => [
      `a user with the control character ${character.codePointAt(0)}`,
      file({ host, user: `u${character}v` }),
    ]),
  ),
};
