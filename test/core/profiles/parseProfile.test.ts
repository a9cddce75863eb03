import { expect, test } from 'vitest';
import { parseProfile, parseProfiles } from '../../../src/core/profiles/parseProfile.ts';
import { inEnglish, sentence } from '../../../src/core/sentence.ts';

const minimal = { host: 'smtp.example.com', security: 'tls' };

function accepts(name: string, value: unknown, expected: object): void {
  test(name, () => {
    expect(parseProfile(value)).toEqual({ kind: 'valid', profile: expected });
  });
}

function refuses(name: string, value: unknown, reason: RegExp): void {
  test(`refuses ${name}`, () => {
    const parsed = parseProfile(value);
    expect(parsed.kind === 'invalid' ? inEnglish(parsed.reason) : parsed).toEqual(expect.stringMatching(reason));
  });
}

const defaults = { host: 'smtp.example.com', auth: 'none', to: [], environment: 'test' };
accepts('TLS is on port 465', minimal, { ...defaults, port: 465, security: 'tls' });
accepts(
  'STARTTLS is on port 587',
  { ...minimal, security: 'starttls' },
  { ...defaults, port: 587, security: 'starttls' },
);
accepts('no encryption is on port 25', { ...minimal, security: 'none' }, { ...defaults, port: 25, security: 'none' });
accepts('encryption is the default', { host: 'smtp.example.com' }, { ...defaults, port: 587, security: 'starttls' });
accepts('port 465 alone is TLS', { host: 'smtp.example.com', port: 465 }, { ...defaults, port: 465, security: 'tls' });
accepts(
  'port 25 alone is not less than encrypted',
  { host: 'smtp.example.com', port: 25 },
  { ...defaults, port: 25, security: 'starttls' },
);
accepts(
  'a user signs in with a password',
  { ...minimal, user: ' u ' },
  { ...defaults, port: 465, security: 'tls', auth: 'password', user: 'u' },
);
accepts(
  'a user without signing in is left out',
  { ...minimal, user: 'u', auth: 'none' },
  { ...defaults, port: 465, security: 'tls' },
);
accepts(
  'everything at once, unknown fields included',
  {
    ...minimal,
    port: 2525,
    from: 'Lan <lan@example.com>',
    replyTo: 'r@example.com',
    to: ['a@b.test', 'C <c@d.test>'],
    environment: 'production',
    imap: { host: 'imap.example.com' },
    pop3: { host: '[::1]', port: 1110, security: 'starttls', more: 1 },
    connectTimeoutSeconds: 5,
    replyTimeoutSeconds: 60,
    $comment: 1,
  },
  {
    host: 'smtp.example.com',
    port: 2525,
    security: 'tls',
    auth: 'none',
    from: 'Lan <lan@example.com>',
    replyTo: 'r@example.com',
    to: ['a@b.test', 'C <c@d.test>'],
    environment: 'production',
    imap: { host: 'imap.example.com', port: 993, security: 'tls' },
    pop3: { host: '::1', port: 1110, security: 'starttls' },
    connectTimeoutSeconds: 5,
    replyTimeoutSeconds: 60,
  },
);
accepts(
  'one recipient as a text',
  { ...minimal, to: 'a@b.test' },
  { ...defaults, port: 465, security: 'tls', to: ['a@b.test'] },
);
accepts('address literals', { ...minimal, host: '[::1]' }, { ...defaults, host: '::1', port: 465, security: 'tls' });
accepts(
  'hosts beyond ASCII',
  { ...minimal, host: 'thư.example' },
  { ...defaults, host: 'thư.example', port: 465, security: 'tls' },
);

const secretNames =
  'password pass Password PASS passwd api_key accessToken pwd PWD smtp_pwd smtpPass app-password passphrase clientSecret ' +
  'refresh_token credentials userPassword';
for (const key of secretNames.split(' ')) {
  refuses(`the secret "${key}"`, { ...minimal, [key]: 'x' }, /^Remove the password from settings/);
}
refuses('a secret of the mailbox', { ...minimal, imap: { host: 'x.test', password: 'x' } }, /^Remove the password/);
refuses('OAuth without a provider', { ...minimal, user: 'u', auth: 'oauth2' }, /"oauth" is missing/);
refuses('OAuth without a user', { ...minimal, auth: 'oauth2', oauth: 'google' }, /"user" is missing/);
refuses('signing in without a user', { ...minimal, auth: 'password' }, /"user" is missing/);
refuses('a URL as host', { ...minimal, host: 'smtps://smtp.example.com' }, /without ":\/\/"/);
refuses('a host with a port', { ...minimal, host: 'smtp.example.com:465' }, /port in its own field/);
refuses('an address as host', { ...minimal, host: 'me@example.com' }, /email address/);
refuses('a host with a line break', { ...minimal, host: 'a\r\nb' }, /not a host name/);
refuses('a host with a path', { ...minimal, host: 'a.test/b' }, /not a host name/);
refuses('a host of only dots', { ...minimal, host: '..' }, /not a host name/);
refuses('no host', { security: 'tls' }, /Enter the name/);
for (const port of [0, 65_536, -1, 1.5, Number.NaN, '465', null, true, {}]) {
  if (port !== null) refuses(`the port ${JSON.stringify(port)}`, { ...minimal, port }, /whole number/);
}
refuses('opportunistic encryption', { ...minimal, security: 'auto' }, /"security" is/);
refuses('a sender that is no address', { ...minimal, from: 'nobody' }, /"from": "nobody" is not an email address/);
refuses('a recipient with a line break', { ...minimal, to: ['a@b.test\r\nBcc: c@d.test'] }, /control character/);
refuses('recipients that are no texts', { ...minimal, to: [1] }, /not a text/);
refuses('too many recipients', { ...minimal, to: Array.from({ length: 101 }, () => 'a@b.test') }, /more than 100/);
refuses('an unknown environment', { ...minimal, environment: 'staging' }, /"environment" is/);
refuses('a user with a control character', { ...minimal, user: 'u\0' }, /control character/);
refuses('a mailbox that is no object', { ...minimal, imap: 'imap.example.com' }, /^"imap": It is an object/);
refuses('a mailbox without a host', { ...minimal, pop3: {} }, /^"pop3": Enter the name/);
refuses('a mailbox whose host is a URL', { ...minimal, imap: { host: 'imaps://x.test' } }, /^"imap": .*without/);
refuses('a mailbox with a port that is a text', { ...minimal, imap: { host: 'x.test', port: '993' } }, /whole number/);
refuses(
  'a mailbox with another encryption',
  { ...minimal, imap: { host: 'x.test', security: 'auto' } },
  /"security" is/,
);
for (const seconds of [0, -1, 1.5, 601, '5', Number.NaN, {}])
  refuses(`to wait ${JSON.stringify(seconds)} s`, { ...minimal, replyTimeoutSeconds: seconds }, /1 to 600/);
for (const [server, expected] of [
  [
    { host: 'h.test', port: 143 },
    { port: 143, security: 'starttls' },
  ],
  [
    { host: 'h.test', security: 'starttls' },
    { port: 143, security: 'starttls' },
  ],
  [
    { host: 'h.test', port: 1993 },
    { port: 1993, security: 'tls' },
  ],
  [
    { host: 'h.test', port: 143, security: 'none' },
    { port: 143, security: 'none' },
  ],
] as const) {
  accepts(
    `a mailbox of ${JSON.stringify(server)}, never less than encrypted by guess`,
    { ...minimal, imap: server },
    { ...defaults, port: 465, security: 'tls', imap: { host: 'h.test', ...expected } },
  );
}
for (const value of [null, undefined, 1, 'x', [], [minimal], true, () => 1]) {
  refuses(`${typeof value} ${JSON.stringify(value)}`, value, /A profile is an object/);
}

test('settings become entries, whatever stands there', () => {
  const value = JSON.parse(
    '{"a":{"host":"h.test"},"b":1,"":{"host":"h.test"},"__proto__":{"host":"h.test"},"constructor":{"host":"h.test"},"c\\nd":null}',
  );
  expect(parseProfiles(value, 'user').map(({ kind, name, scope }) => [kind, name, scope])).toEqual([
    ['valid', 'a', 'user'],
    ['invalid', 'b', 'user'],
    ['invalid', '', 'user'],
    ['invalid', '__proto__', 'user'],
    ['valid', 'constructor', 'user'],
    ['invalid', 'c·d', 'user'],
  ]);
});

test('a setting that is not there has no entries, and one that is no object says so', () => {
  for (const value of [undefined, null]) expect(parseProfiles(value, 'workspace')).toEqual([]);
  for (const value of ['smtp.example.com', 7, true, [], [{ host: 'a.test' }]]) {
    expect(parseProfiles(value, 'workspace')).toEqual([
      {
        kind: 'invalid',
        name: 'workspaceProfiles',
        scope: 'workspace',
        reason: sentence('The setting is an object, with a profile under each name.'),
      },
    ]);
  }
});

test('huge settings end', () => {
  const many = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, index) => [`p${index}`, { host: 'h'.repeat(1000) }]),
  );
  const started = performance.now();
  const entries = parseProfiles(many, 'user');
  expect(entries).toHaveLength(501);
  expect(entries.at(-1)).toMatchObject({
    kind: 'invalid',
    reason: sentence('Only the first {0} of {1} profiles are read.', 500, 50_000),
  });
  expect(parseProfile({ ...minimal, from: 'x'.repeat(5_000_000), user: '"'.repeat(5_000_000) }).kind).toBe('invalid');
  expect(performance.now() - started).toBeLessThan(1000);
});

test('fields of a prototype are not fields', () => {
  expect(parseProfile(Object.create({ host: 'h.test' })).kind).toBe('invalid');
});

test('what port and encryption are when only one of them is said', () => {
  const pairs = [{ port: 465 }, { port: 2465 }, { port: 587 }, { port: 25 }, { port: 1025 }].map((given) =>
    parseProfile({ host: 'a.test', ...given }),
  );
  expect(pairs.map((each) => (each.kind === 'valid' ? each.profile.security : each.kind))).toEqual([
    'tls',
    'tls',
    'starttls',
    'starttls',
    'starttls',
  ]);
});
