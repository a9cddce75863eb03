import { parseEnv } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  chooseInboxSettings,
  inboxSettingsTexts,
  type InboxAddress,
} from '../../../src/features/inbox/inboxSettingsText.ts';

const open: InboxAddress = { port: 2025, account: undefined, offersStartTls: false };

function textFor(name: string, address: Partial<InboxAddress> = {}): string {
  return inboxSettingsTexts({ ...open, ...address }).find((each) => each.name === name)?.text ?? '';
}

/** What stands in one line behind its name. */
function valueOf(text: string, name: string): string {
  return new RegExp(`^${name.replaceAll('.', '\\.')}=(.*)$`, 'm').exec(text)?.[1] ?? '';
}

const hard = [
  'plain',
  'two words',
  ' blank in front',
  'a#b',
  "it's",
  'say "yes"',
  'C:\\new\\table',
  '$HOME and ${PATH}',
  'a=b;c',
  '50%',
  'Nguyễn',
  "'`both`'",
];
const account = (text: string): InboxAddress['account'] => ({ user: text, password: `${text}2` });

test('without an account none is asked for', () => {
  for (const { text } of inboxSettingsTexts(open)) expect(text).not.toMatch(/undefined|USERNAME=[^n]|user_name|auth:/);
  expect(textFor('.env')).toBe('SMTP_HOST=127.0.0.1\nSMTP_PORT=2025\nSMTP_SECURE=false\n');
  expect(textFor('Symfony')).toBe('MAILER_DSN=smtp://127.0.0.1:2025\n');
  expect(textFor('PHP (PHPMailer)')).toContain('$mail->SMTPAuth = false;');
  expect(textFor('Laravel')).toContain('MAIL_USERNAME=null\n');
});

describe.each(hard)('an account named %j', (name) => {
  const given = { account: account(name) };

  test('is read from .env by Node', () => {
    const read = parseEnv(textFor('.env', given));
    expect([read['SMTP_USER'], read['SMTP_PASSWORD']]).toEqual([name, `${name}2`]);
  });

  test('is what nodemailer gets', () => {
    const made: unknown[] = [];
    runInNewContext(textFor('nodemailer', given), {
      nodemailer: { createTransport: (options: unknown) => made.push(options) },
    });
    expect(made).toEqual([
      { host: '127.0.0.1', port: 2025, secure: false, ignoreTLS: true, auth: { user: name, pass: `${name}2` } },
    ]);
  });

  test('is what PHPMailer, Rails and Django get: strings that they read alike', () => {
    const string = /'(?:[^'\\]|\\['\\])*'/g;
    for (const kind of ['PHP (PHPMailer)', 'Rails', 'Django']) {
      const strings = (textFor(kind, given).match(string) ?? []).map((text) =>
        text.slice(1, -1).replaceAll(/\\(['\\])/g, '$1'),
      );
      expect(strings.slice(-2), kind).toEqual([name, `${name}2`]);
    }
  });

  test('is read by Spring', () => {
    const text = textFor('Spring', given);
    expect([
      readProperty(valueOf(text, 'spring.mail.username')),
      readProperty(valueOf(text, 'spring.mail.password')),
    ]).toEqual([name, `${name}2`]);
  });

  test('is read by Laravel', () => {
    const text = textFor('Laravel', given);
    expect([readPhpDotEnv(valueOf(text, 'MAIL_USERNAME')), readPhpDotEnv(valueOf(text, 'MAIL_PASSWORD'))]).toEqual([
      name,
      `${name}2`,
    ]);
  });

  test('is in the address for Symfony, which needs no quotation marks', () => {
    const dsn = valueOf(textFor('Symfony', given), 'MAILER_DSN');
    expect(dsn).not.toMatch(/['"\\$#\s]/);
    const url = new URL(dsn);
    expect([decodeURIComponent(url.username), decodeURIComponent(url.password)]).toEqual([name, `${name}2`]);
  });
});

test('an empty password is empty', () => {
  const given = { account: { user: 'u', password: '' } };
  expect(parseEnv(textFor('.env', given))['SMTP_PASSWORD']).toBe('');
  expect(readPhpDotEnv(valueOf(textFor('Laravel', given), 'MAIL_PASSWORD'))).toBe('');
});

describe('an inbox that offers STARTTLS', () => {
  test('is not refused by those who would take it up and check the certificate', () => {
    const offered = { offersStartTls: true };
    expect(textFor('Symfony', offered)).toContain('?verify_peer=0');
    expect(textFor('Laravel', offered)).toContain('MAIL_URL=smtp://127.0.0.1:2025?verify_peer=0\n');
    expect(textFor('Rails', offered)).toContain('enable_starttls_auto: false');
  });

  test('and where it does not, nobody is told to trust everybody', () => {
    for (const { text } of inboxSettingsTexts(open)) expect(text).not.toMatch(/verify_peer|enable_starttls/);
  });

  test('others never ask for it', () => {
    expect(textFor('nodemailer')).toContain('ignoreTLS: true');
    expect(textFor('PHP (PHPMailer)')).toContain('SMTPAutoTLS = false');
    expect(textFor('Django')).toContain('EMAIL_USE_TLS = False');
  });
});

test('all of them are one text, each behind a comment of its own language', async () => {
  const all = await chooseInboxSettings(open, 'all');
  expect(all?.text).toContain('# .env\nSMTP_HOST');
  expect(all?.text).toContain('\n// nodemailer\nnodemailer.createTransport');
  expect(all?.text).toContain('\n; PHP (php.ini, Windows)\n[mail function]');
  expect(all?.text).toContain('\n// PHP (PHPMailer)\n$mail');
  expect((await chooseInboxSettings(open, 'laravel'))?.name).toBe('Laravel');
});

/** As java.util.Properties does it. */
function readProperty(text: string): string {
  return text
    .replace(/^[ \t\f]+/, '')
    .replaceAll(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, character: string | undefined) =>
      code === undefined ? (character ?? '') : String.fromCharCode(parseInt(code, 16)),
    );
}

/** As vlucas/phpdotenv does it. */
function readPhpDotEnv(text: string): string {
  if (text.startsWith("'")) return text.slice(1, text.indexOf("'", 1));
  if (!text.startsWith('"')) return text.split(/[ #]/)[0] ?? '';
  const [, inner = ''] = /^"((?:[^"\\$]|\\["\\$])*)"$/.exec(text) ?? [];
  return inner.replaceAll(/\\(["\\$])/g, '$1');
}
