import { describe, expect, test } from 'vitest';
import { readEnv } from '../../../src/core/profiles/envFile.ts';
import { importProfiles, type ImportedProfile } from '../../../src/core/profiles/importProfiles.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { profileText, type ProfileTextKind } from '../../../src/core/profiles/profileTexts.ts';

const read = (text: string): readonly ImportedProfile[] => importProfiles(text);

function finds(name: string, text: string, expected: object): void {
  test(name, () => {
    expect(read(text)).toEqual([expect.objectContaining({ kind: 'valid' })]);
    const [found] = read(text);
    if (found?.kind !== 'valid') throw new Error('nothing found');
    expect({ ...found.profile, password: found.password }).toMatchObject(expected);
  });
}

describe('what other programs write', () => {
  const me = { host: 'smtp.example.com', user: 'me@example.com', password: 'p#1 x' };
  finds('a URL with TLS', 'smtps://me%40example.com:p%231%20x@smtp.example.com', { ...me, port: 465, security: 'tls' });
  finds('a URL with STARTTLS', 'smtp://me%40example.com:p%231%20x@smtp.example.com:2525', {
    ...me,
    port: 2525,
    security: 'starttls',
  });
  finds('a URL of a catcher', 'smtp://localhost:1025', {
    host: 'localhost',
    port: 1025,
    security: 'none',
    auth: 'none',
    password: undefined,
  });
  finds(
    'Node',
    'SMTP_HOST=smtp.example.com\nSMTP_PORT=465\nSMTP_SECURE=true\nSMTP_USER=me@example.com\nSMTP_PASS="p#1 x"',
    {
      ...me,
      port: 465,
      security: 'tls',
    },
  );
  finds(
    'Laravel',
    'APP_NAME="Shop"\r\nMAIL_MAILER=smtp\r\nMAIL_HOST=smtp.example.com\r\nMAIL_PORT=587\r\nMAIL_USERNAME=me@example.com\r\nMAIL_PASSWORD="p#1 x"\r\nMAIL_ENCRYPTION=tls\r\nMAIL_FROM_ADDRESS="hello@example.com"\r\nMAIL_FROM_NAME="${APP_NAME}"\r\n',
    { ...me, port: 587, security: 'starttls', from: 'Shop <hello@example.com>' },
  );
  finds('Laravel 11', 'MAIL_SCHEME=smtps\nMAIL_HOST=smtp.example.com\nMAIL_PORT=2465\nMAIL_USERNAME=null\n', {
    port: 2465,
    security: 'tls',
    auth: 'none',
  });
  finds(
    'Django',
    "EMAIL_HOST=smtp.example.com\nEMAIL_PORT=587\nEMAIL_HOST_USER=me@example.com\nEMAIL_HOST_PASSWORD='p#1 x'\nEMAIL_USE_TLS=True\nDEFAULT_FROM_EMAIL=shop@example.com",
    { ...me, port: 587, security: 'starttls', from: 'shop@example.com' },
  );
  finds('Django with SSL', 'EMAIL_HOST=smtp.example.com\nEMAIL_PORT=2465\nEMAIL_USE_SSL=True', {
    port: 2465,
    security: 'tls',
  });
  finds('Rails', 'SMTP_ADDRESS=smtp.example.com\nSMTP_PORT=587\nSMTP_USER_NAME=me@example.com\nSMTP_PASSWORD=x', {
    host: 'smtp.example.com',
    user: 'me@example.com',
    password: 'x',
  });
  finds(
    'WP Mail SMTP',
    "<?php\ndefine( 'WPMS_SMTP_HOST', 'smtp.example.com' );\ndefine('WPMS_SMTP_PORT', 587);\ndefine('WPMS_SSL', 'tls');\ndefine('WPMS_SMTP_USER', \"me@example.com\");\ndefine('WPMS_SMTP_PASS', 'p#1 x');\ndefine('WPMS_MAIL_FROM', 'a@example.com');\ndefine('WPMS_MAIL_FROM_NAME', 'Ấn phẩm');",
    { ...me, port: 587, security: 'starttls', from: 'Ấn phẩm <a@example.com>' },
  );
  finds('NextAuth', 'EMAIL_SERVER=smtp://me%40example.com:x@smtp.example.com:587\nEMAIL_FROM=a@example.com', {
    host: 'smtp.example.com',
    from: 'a@example.com',
    password: 'x',
  });
  finds('Symfony', 'MAILER_DSN=smtp://localhost:1025', { host: 'localhost', security: 'none' });
  finds(
    'the MJML extension',
    JSON.stringify({
      'editor.fontSize': 12,
      'mjml.mailSender': 'me@example.com',
      'mjml.nodemailer': { host: 'smtp.example.com', port: 465, secure: true, auth: { user: 'me', pass: 'x' } },
    }),
    { host: 'smtp.example.com', port: 465, security: 'tls', user: 'me', password: 'x', from: 'me@example.com' },
  );
  finds('options of nodemailer', '{"host":"smtp.example.com","port":587,"auth":{"user":"u","pass":"x"}}', {
    security: 'starttls',
    password: 'x',
  });
});

describe('what was handed on comes back, without the secret', () => {
  const profiles: readonly Profile[] = [
    {
      host: 'smtp.example.com',
      port: 465,
      security: 'tls',
      auth: 'password',
      user: 'a b+c%@example.com',
      to: [],
      environment: 'test',
    },
    {
      host: 'smtp.example.com',
      port: 2525,
      security: 'starttls',
      auth: 'password',
      user: "o'x",
      to: [],
      environment: 'test',
    },
    { host: '::1', port: 1025, security: 'none', auth: 'none', to: [], environment: 'test' },
    { host: 'smtp.example.com', port: 25, security: 'none', auth: 'none', to: [], environment: 'test' },
  ];
  for (const kind of ['url', 'env', 'json'] satisfies readonly ProfileTextKind[]) {
    for (const profile of profiles) {
      test(`${kind}, ${profile.security} ${profile.port}`, () => {
        const text = profileText({ name: 'N', profile }, kind);
        expect(read(text)).toEqual([{ kind: 'valid', name: expect.any(String), profile, password: undefined }]);
      });
    }
  }

  test('JSON and .env keep sender and recipients, and JSON keeps all', () => {
    const profile: Profile = {
      host: 'smtp.example.com',
      port: 587,
      security: 'starttls',
      auth: 'password',
      user: 'u',
      from: '"Lan, \'x\' $HOME" <lan@example.com>',
      replyTo: 'r@example.com',
      to: ['a@example.com', 'b@example.com'],
      environment: 'production',
      ehloName: 'client.example.com',
      certificatePin: Array.from({ length: 32 }, () => 'AB').join(':'),
    };
    expect(read(profileText({ name: 'Tên "x"', profile }, 'json'))).toEqual([
      { kind: 'valid', name: 'Tên "x"', profile, password: undefined },
    ]);
    const { environment: _e, ehloName: _n, certificatePin: _p, ...told } = profile;
    expect(read(profileText({ name: 'N', profile }, 'env'))).toMatchObject([{ profile: told }]);
  });
});

test('the settings of another workspace', () => {
  const text = '{ // c\n "mailproof.workspaceProfiles": { "A": { "host": "a.test" }, "B": { "host": 5 } }, }';
  expect(read(text)).toMatchObject([
    { kind: 'valid', name: 'A' },
    { kind: 'invalid', name: 'B' },
  ]);
});

describe('what is no account', () => {
  for (const [name, text] of Object.entries({
    nothing: '',
    prose: 'Send your mail to smtp.example.com please',
    'a list': '[1]',
    'broken JSON': '{"host":',
    'an .env without mail': 'DATABASE_URL=postgres://u:p@h/db\nPORT=3000',
    'deep JSON': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    'prototype keys': '{"__proto__":{"host":"x"},"constructor":1}',
  })) {
    test(`${name} gives none, and does not throw`, () => {
      expect(read(text).filter(({ kind }) => kind === 'valid' && name !== 'prototype keys')).toEqual([]);
    });
  }

  test('a wrong one is told with its reason', () => {
    expect(read('SMTP_HOST=smtp.example.com\nSMTP_PORT=99999')).toEqual([
      { kind: 'invalid', name: 'smtp.example.com', reason: expect.stringContaining('port') },
    ]);
    expect(read('smtp://a b@c')).toEqual([]);
  });

  test('nothing of this computer is read into a value', () => {
    process.env['MAILPROOF_CANARY'] = 'CANARY';
    expect(JSON.stringify(read('SMTP_HOST=smtp.example.com\nSMTP_USER=${MAILPROOF_CANARY}x'))).not.toContain('CANARY');
    delete process.env['MAILPROOF_CANARY'];
  });
});

test('an .env file as people write it', () => {
  expect([
    ...readEnv('# c\nexport A=1 # one\nB = "x # y"\nC=\'$A ${A}\'\nD="${A}${NO:-z}"\n=bad\nE\nF="a\\"b"\r\nG='),
  ]).toEqual([
    ['A', '1'],
    ['B', 'x # y'],
    ['C', '$A ${A}'],
    ['D', '1z'],
    ['F', 'a"b'],
    ['G', ''],
  ]);
});
