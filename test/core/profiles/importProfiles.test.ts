import { describe, expect, test } from 'vitest';
import { readEnv } from '../../../src/core/profiles/envFile.ts';
import type { ImportedProfile } from '../../../src/core/profiles/foundAccount.ts';
import { importProfiles } from '../../../src/core/profiles/importProfiles.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import {
  profilesEnv,
  profilesJson,
  profileText,
  type ProfileTextKind,
} from '../../../src/core/profiles/profileTexts.ts';
import { sentence } from '../../../src/core/sentence.ts';

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

describe('what people write otherwise', () => {
  const quotes = ['"', "'", '`'];
  for (const quote of quotes) {
    finds(`a URL between ${quote}`, `${quote}smtps://u:x@a.test${quote},`, {
      host: 'a.test',
      password: 'x',
      port: 465,
    });
  }
  finds('a URL between angle brackets', '<smtps://u:x@a.test>', { host: 'a.test', port: 465 });
  finds('the EHLO name of nodemailer', 'smtp://a.test:587/?name=me.a.test', { ehloName: 'me.a.test', auth: 'none' });
  finds('a URL as option of nodemailer', '{"url":"smtps://u:x@a.test"}', { port: 465, user: 'u', password: 'x' });
  finds('a URL, and beside it who signs in', 'SMTP_URL=smtp://a.test:587\nSMTP_USER=u\nSMTP_PASS=x', {
    user: 'u',
    password: 'x',
  });
  finds('a password of two lines', 'SMTP_HOST=a.test\nSMTP_USER=u\r\nSMTP_PASS="one\r\ntwo" # c\nSMTP_PORT=2525', {
    password: 'one\ntwo',
    port: 2525,
  });
  finds('a password with a line break written out', 'SMTP_HOST=a.test\nSMTP_USER=u\nSMTP_PASS="a\\nb"', {
    password: 'a\nb',
  });
  finds('a quotation mark that nobody closes', 'SMTP_HOST=a.test\nSMTP_USER=u\nSMTP_PASS="x\nSMTP_PORT=2525', {
    password: '"x',
    port: 2525,
  });
  finds('an apostrophe at the beginning', "SMTP_HOST=a.test\nSMTP_USER=u\nSMTP_PASS='x\nSMTP_FROM='a@a.test'", {
    password: "'x",
    from: 'a@a.test',
  });
  for (const port of [465, 2465]) {
    finds(`SMTP_TLS on ${port}`, `SMTP_HOST=a.test\nSMTP_TLS=true\nSMTP_PORT=${port}`, { security: 'tls' });
    finds(`tls on ${port}`, `MAIL_HOST=a.test\nMAIL_ENCRYPTION=tls\nMAIL_PORT=${port}`, { security: 'tls' });
  }
  finds('SMTP_TLS on 587', 'SMTP_HOST=a.test\nSMTP_TLS=true\nSMTP_PORT=587', { security: 'starttls' });
  finds('encryption of Vaultwarden', 'SMTP_HOST=a.test\nSMTP_SECURITY=force_tls\nSMTP_PORT=4465', { security: 'tls' });
  finds('the domain of Rails', 'SMTP_ADDRESS=a.test\nSMTP_DOMAIN=shop.test\nSMTP_ENABLE_STARTTLS_AUTO=true', {
    ehloName: 'shop.test',
    security: 'starttls',
  });
  finds('Rails without a sign-in', 'SMTP_ADDRESS=a.test\nSMTP_USER_NAME=u\nSMTP_AUTHENTICATION=none', { auth: 'none' });
  finds('a domain that is none', 'SMTP_HOST=a.test\nSMTP_DOMAIN=my shop', { host: 'a.test' });
  finds('an address that is no host', 'SMTP_HOST=a.test\nEMAIL_ADDRESS=me@a.test\nEMAIL_PASSWORD=x', {
    user: 'me@a.test',
    password: 'x',
  });
  finds('a host with its port', 'GF_SMTP_HOST=a.test:2525', { host: 'a.test', port: 2525 });
  finds(
    'constants of wp-config.php',
    "<?php\ndefine('SMTP_HOST', 'a.test');\ndefine('SMTP_SECURE', 'tls');\ndefine('SMTP_PORT', '587');\ndefine('SMTP_AUTH', true);\ndefine('SMTP_USER', 'u');\ndefine('SMTP_PASS', 'x');\ndefine('SMTP_FROM', 'a@a.test');\ndefine('SMTP_NAME', 'Shop');",
    { security: 'starttls', from: 'Shop <a@a.test>', password: 'x' },
  );
  finds(
    'WP Mail SMTP without encryption',
    "define('WPMS_SMTP_HOST', 'a.test'); define('WPMS_SMTP_PORT', 25); define('WPMS_SSL', ''); define('WPMS_SMTP_AUTOTLS', false); define('WPMS_SMTP_AUTH', false);",
    { port: 25, security: 'none', auth: 'none' },
  );

  test('accounts with a prefix are accounts of their own', () => {
    const text =
      'SMTP_HOST=a.test\nSMTP_USER=u\nSTAGING_SMTP_HOST=b.test\nSTAGING_SMTP_PASSWORD=x\nSTAGING_SMTP_USER=s\nMAIL_PASSWORD=y';
    expect(read(text)).toMatchObject([
      { name: 'a.test', profile: { user: 'u' }, password: 'y' },
      { name: 'Staging', profile: { host: 'b.test', user: 's' }, password: 'x' },
    ]);
    expect(read('SUPPORT_EMAIL_ADDRESS=help@a.test\nAPP_MAIL_TO=a@a.test\nX_SMTP_URL=https://a.test')).toEqual([]);
  });

  finds('service of nodemailer', '{"service":"Gmail","auth":{"user":"me","pass":"x"}}', {
    host: 'smtp.gmail.com',
    port: 465,
    security: 'tls',
  });
  finds(
    'a comment in PHP',
    "<?php\n// define('WPMS_SMTP_HOST', 'old.test');\n/* define('WPMS_SMTP_PASS', 'old'); */\ndefine(\n  'WPMS_SMTP_HOST',\n  'new.test'\n);\ndefine('WPMS_SMTP_USER', 'u');\ndefine('WPMS_SMTP_PASS', 'it\\'s a\\\\b');",
    {
      host: 'new.test',
      password: "it's a\\b",
    },
  );
  finds(
    'PHP without sign-in',
    "define('WPMS_SMTP_HOST','a.test'); define('WPMS_SMTP_AUTH', false); define('WPMS_SMTP_USER','u');",
    {
      auth: 'none',
    },
  );
  finds('django-environ', 'EMAIL_URL=smtp+tls://u:x@a.test:587', {
    host: 'a.test',
    security: 'starttls',
    password: 'x',
  });
  finds('another URL in front of the DSN', 'EMAIL_URL=https://a.test/\nMAILER_DSN=smtp://u:x@b.test:587', {
    host: 'b.test',
  });
  finds('Flask', 'MAIL_SERVER=a.test\nMAIL_PORT=2465\nMAIL_USE_SSL=1\nMAIL_DEFAULT_SENDER=a@a.test', {
    security: 'tls',
    from: 'a@a.test',
  });
  finds('a host with ssl://', 'SMTP_HOST=ssl://a.test\nSMTP_PORT=2465', { host: 'a.test', security: 'tls' });
  finds('a URL as host', 'SMTP_HOST=smtp://me:hunter2@a.test:587', { host: 'a.test', password: 'hunter2' });
  finds('quotes of all kinds', 'SMTP_HOST=a.test\nSMTP_USER=`u`\nSMTP_PASS="pa\\$word"', {
    user: 'u',
    password: 'pa$word',
  });
  finds('null of Laravel', 'MAIL_HOST=a.test\nMAIL_USERNAME=(null)\nMAIL_PASSWORD=NULL', { auth: 'none' });
  finds('a sender that is no address', 'SMTP_HOST=a.test\nSMTP_SENDER=Shop', { host: 'a.test' });
  finds('a percent sign that encodes nothing', 'smtp://me:50%^é@a.test:587', { password: '50%^é' });
  finds('two families of names for one server', 'SMTP_HOST=a.test\nEMAIL_USER=u\nEMAIL_PASS=x', {
    user: 'u',
    password: 'x',
  });

  test('of two servers, none gets the password of the other', () => {
    const found = read('SMTP_HOST=other.test\nMAIL_HOST=prod.test\nMAIL_USERNAME=prod\nMAIL_PASSWORD=prodsecret');
    expect(found).toMatchObject([
      { profile: { host: 'other.test', auth: 'none' }, password: undefined },
      { profile: { host: 'prod.test', user: 'prod' }, password: 'prodsecret' },
    ]);
    expect(read('SMTP_HOST=a.test\nSMTP_USER=u\nSMTP_PASSWORD=\nMAIL_PASSWORD=x')).toMatchObject([
      { password: undefined },
    ]);
  });

  test('no secret is in what is said of it', () => {
    const texts = ['SMTP_HOST=me:hunter2@a.test', 'SMTP_HOST=http://me:hunter2@a.test', 'smtp://me:hunter2#x@a.test'];
    for (const text of texts) {
      for (const found of read(text)) expect(JSON.stringify({ ...found, password: '' })).not.toContain('hunter2');
    }
    expect(read('smtp://me:123#x@a.test')).toMatchObject([{ kind: 'invalid' }]);
  });

  test('no variable of this computer is asked for in settings of the user', () => {
    const variable = String.raw`\${env:HOME}`.slice(1);
    expect(read(`{"mailproof.profiles":{"A":{"host":"a.test","user":"${variable}"}}}`)).toMatchObject([
      { kind: 'invalid' },
    ]);
    expect(JSON.stringify(read(`SMTP_HOST=a.test\nSMTP_USER=${variable}`))).not.toContain('{env:');
  });

  test('a name that settings refuse is made one that they take', () => {
    const named = JSON.stringify({
      ['a\nb']: { host: 'a.test' },
      '': { host: 'a.test' },
      ['x'.repeat(200)]: { host: 'a.test' },
    });
    expect(read(named).map(({ name }) => name)).toEqual(['a b', 'SMTP', 'x'.repeat(100)]);
  });

  test('values as deep as the parser takes them are read all the same', () => {
    for (let depth = 500; depth <= 9000; depth += 500) {
      const deep = `${'['.repeat(depth)}1${']'.repeat(depth)}`;
      for (const text of [
        `{"A":{"host":"a.test","x":${deep}}}`,
        `{"mjml.nodemailer":{"host":"a.test","auth":${deep}}}`,
      ])
        expect(() => read(text)).not.toThrow();
    }
  });

  test('a service that nobody knows is no host', () => {
    expect(read('{"service":"Acme Mail"}')).toMatchObject([
      { kind: 'invalid', reason: expect.objectContaining({ values: ['Acme Mail'] }) },
    ]);
  });

  test.each([
    ['blanks', `SMTP_HOST=x${' '.repeat(400_000)}y`],
    ['references', `SMTP_HOST=${'${a:-'.repeat(80_000)}`],
    [
      'references of references',
      Array.from({ length: 20 }, (_, n) => `A${n + 1}=${`\${A${n}}`.repeat(10)}`).join('\n'),
    ],
    ['accounts', Array.from({ length: 30_000 }, (_, n) => `P${n}_SMTP_HOST=a.test`).join('\n')],
    ['quotation marks', 'A="\n'.repeat(250_000)],
    ['apostrophes', "A='x\n".repeat(200_000)],
    ['PHP', `define('WPMS_SMTP_HOST', '${'\\'.repeat(300_000)}`],
  ])('a hostile file is read all the same: %s', (_what, text) => {
    expect(() => read(`${text}\nMAIL_HOST=a.test`)).not.toThrow();
  });
});

const plain: Profile = {
  host: 'smtp.example.com',
  port: 587,
  security: 'starttls',
  auth: 'none',
  to: [],
  environment: 'test',
};

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
    { host: 'xn--bcher-kva.example', port: 25, security: 'starttls', auth: 'none', to: [], environment: 'test' },
    { host: 'smtp.example.com', port: 465, security: 'starttls', auth: 'none', to: [], environment: 'test' },
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

  test('a URL has the name of a host as the network knows it', () => {
    const profile: Profile = {
      host: 'bücher.example',
      port: 587,
      security: 'starttls',
      auth: 'none',
      to: [],
      environment: 'test',
    };
    expect(profileText({ name: 'N', profile }, 'url')).toContain('xn--bcher-kva.example');
  });

  const whole: Profile = {
    host: 'smtp.example.com',
    port: 587,
    security: 'starttls',
    auth: 'password',
    user: 'u',
    from: '"Lan, \'x\' $HOME" <lan@example.com>',
    replyTo: 'r@example.com',
    to: ['a@example.com', '"Nguyen, Lan" <b@example.com>'],
    imap: { host: 'imap.example.com', port: 143, security: 'starttls' },
    pop3: { host: '::1', port: 1110, security: 'none' },
    connectTimeoutSeconds: 3,
    replyTimeoutSeconds: 120,
    environment: 'production',
    ehloName: 'client.example.com',
    certificatePin: Array.from({ length: 32 }, () => 'AB').join(':'),
  };
  const oauth: Profile = {
    ...plain,
    port: 465,
    security: 'tls',
    auth: 'oauth2',
    oauth: 'google',
    user: 'me@gmail.com',
  };
  const odd: readonly Profile[] = [
    { ...plain, port: 465, security: 'none' },
    { ...plain, port: 587, security: 'tls' },
    { ...plain, port: 2465, security: 'starttls' },
  ];
  for (const kind of ['url', 'env', 'json'] satisfies readonly ProfileTextKind[]) {
    for (const profile of [whole, oauth, ...odd]) {
      const name = `Tên "x" & 'y'; #1`;
      test(`${kind} keeps all of ${profile.environment}, ${profile.auth}, ${profile.security} ${profile.port}`, () => {
        expect(read(profileText({ name, profile }, kind))).toEqual([
          { kind: 'valid', name, profile, password: undefined },
        ]);
      });
    }
  }

  const many = [
    { name: 'Staging', profile: plain },
    { name: 'Staging', profile: { ...plain, port: 2525 } },
    { name: 'Đơn hàng', profile: whole },
    { name: '邮件', profile: oauth },
    { name: 'Mail', profile: plain },
    { name: 'Our e-mail (SMTP)', profile: whole },
    { name: '2nd', profile: plain },
  ];
  test('several in one .env file, and in one of JSON', () => {
    const all = many.map(({ name, profile }) => ({ kind: 'valid', name, profile, password: undefined }));
    expect(read(profilesEnv(many))).toEqual(all);
    const named = many.slice(1);
    expect(read(profilesJson(named))).toEqual(expect.arrayContaining(all.slice(1)));
  });

  test('programs read the first of them, and no name stands twice', () => {
    const names = profilesEnv(many)
      .split('\n')
      .flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(names[0]).toBe('SMTP_HOST');
    expect(new Set(names).size).toBe(names.length);
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
      { kind: 'invalid', name: 'smtp.example.com', reason: sentence('"port" is a whole number from 1 to 65535.') },
    ]);
    expect(read('smtp://a b@c')).toEqual([]);
  });

  test('nothing of this computer is read into a value', () => {
    process.env['MAILPROOF_CANARY'] = 'CANARY';
    expect(JSON.stringify(read('SMTP_HOST=smtp.example.com\nSMTP_USER=${MAILPROOF_CANARY}x'))).not.toContain('CANARY');
    delete process.env['MAILPROOF_CANARY'];
  });
});

describe('settings of VS Code', () => {
  const named = (text: string): readonly string[] => read(text).map(({ name }) => name);

  test('of a workspace with several folders are in its file', () => {
    const settings = { 'mailproof.workspaceProfiles': { Staging: { host: 'mail.shop.test' } } };
    expect(named(JSON.stringify({ folders: [{ path: 'web' }], settings }))).toEqual(['Staging']);
  });

  test('can hold accounts of ours and one of the MJML extension', () => {
    const settings = {
      'mailproof.profiles': { Staging: { host: 'mail.shop.test' } },
      'mjml.nodemailer': { host: 'mail.other.test' },
    };
    expect(named(JSON.stringify(settings))).toEqual(['Staging', 'MJML']);
  });

  test('of the MJML extension name who writes, and to whom', () => {
    const settings = {
      'mjml.nodemailer': { host: 'a.test' },
      'mjml.mailSender': 'lan@a.test',
      'mjml.mailFromName': 'Nguyễn Lan',
      'mjml.mailRecipients': 'a@a.test, b@a.test',
    };
    const expected = { from: 'Nguyễn Lan <lan@a.test>', to: ['a@a.test', 'b@a.test'] };
    expect(read(JSON.stringify(settings))).toMatchObject([{ profile: expected }]);
    expect(read('{"mjml.nodemailer":{},"mjml.mailSender":"lan@a.test"}')).toEqual([]);
  });

  test('of a sign-in with OAuth give no password', () => {
    const auth = { type: 'OAuth2', user: 'me@a.test', clientSecret: 'c', refreshToken: 'r', pass: 'x' };
    for (const [host, oauth] of [
      ['smtp.gmail.com', 'google'],
      ['smtp.office365.com', 'microsoft'],
    ]) {
      const found = read(JSON.stringify({ 'mjml.nodemailer': { host, auth } }));
      expect(found).toMatchObject([{ kind: 'valid', profile: { auth: 'oauth2', oauth }, password: undefined }]);
    }
    const elsewhere = read(JSON.stringify({ 'mjml.nodemailer': { host: 'a.test', auth } }));
    expect(elsewhere).toMatchObject([{ kind: 'invalid' }]);
    expect(JSON.stringify(elsewhere)).not.toMatch(/"[crx]"/);
  });

  test('may begin with a comment, or be one of them alone', () => {
    const setting = '"mailproof.workspaceProfiles": { "Staging": { "host": "a.test" } }';
    for (const text of [`// mine\n/* all */ { ${setting} }`, setting, `${setting},`])
      expect(named(text)).toEqual(['Staging']);
  });

  test('a password of digits is none the less one', () => {
    const settings = { 'mjml.nodemailer': { host: 'mail.shop.test', auth: { user: 'lan', pass: 123456 } } };
    expect(read(JSON.stringify(settings))).toMatchObject([{ kind: 'valid', password: '123456' }]);
  });
});

test('a host in letters of its own language is one in a URL, too', () => {
  expect(read('smtp://bücher.example:587')).toMatchObject([{ kind: 'valid', profile: { host: 'bücher.example' } }]);
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
