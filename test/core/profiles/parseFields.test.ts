import { expect, test } from 'vitest';
import { parseFields } from '../../../src/core/profiles/parseFields.ts';
import type { ProfileFieldTexts } from '../../../src/core/profiles/profile.ts';
import { untouchedAdvanced } from '../../support/profileFields.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

const good: ProfileFieldTexts = {
  name: ' Staging ',
  host: ' smtp.example.com ',
  port: ' 465 ',
  security: 'tls',
  auth: 'password',
  user: 'me@example.com',
  from: '',
  replyTo: '',
  to: '',
  environment: 'test',
  ...untouchedAdvanced,
};

function check(name: string, changes: Partial<ProfileFieldTexts>, errors: Readonly<Record<string, RegExp>>): void {
  test(name, () => {
    const parsed = parseFields({ ...good, ...changes });
    const found = Object.entries(parsed.kind === 'invalid' ? parsed.errors : {});
    expect(Object.fromEntries(found.map(([field, error]) => [field, inEnglish(error)]))).toEqual(
      Object.fromEntries(Object.entries(errors).map(([field, reason]) => [field, expect.stringMatching(reason)])),
    );
  });
}

test('a filled form is a profile', () => {
  const parsed = parseFields({
    ...good,
    from: 'Lan <lan@example.com>',
    to: 'a@b.test; C <c@d.test>',
    environment: 'production',
  });
  expect(parsed).toEqual({
    kind: 'valid',
    name: 'Staging',
    profile: {
      host: 'smtp.example.com',
      port: 465,
      security: 'tls',
      auth: 'password',
      user: 'me@example.com',
      from: 'Lan <lan@example.com>',
      to: ['a@b.test', 'C <c@d.test>'],
      environment: 'production',
    },
  });
});

check(
  'an empty form says what is missing',
  { name: '', host: '', port: '', user: '' },
  { name: /name/, host: /mail server/, port: /1 to 65535/, user: /user/ },
);
check(
  'every wrong field is named at once',
  { port: '70000', host: 'http://x', from: 'x', to: 'y', security: '', auth: '', environment: '' },
  {
    port: /1 to 65535/,
    host: /without/,
    from: /not an email address/,
    to: /not an email address/,
    security: /encrypted/,
    auth: /sign in/,
    environment: /test or production/,
  },
);
for (const port of ['0', '-1', '1.5', '0x10', '1e3', '65536', '٤٦٥', ''])
  check(`the port "${port}"`, { port }, { port: /whole number/ });
check('OAuth without a provider', { auth: 'oauth2' }, { oauth: /Choose who/ });
check('OAuth without a user', { auth: 'oauth2', oauth: 'google', user: '' }, { user: /Enter the user/ });
check('no user is needed to send without signing in', { auth: 'none', user: '' }, {});
check('a reply address with a line break', { replyTo: 'a@b.test\nBcc: x@y.test' }, { replyTo: /control character/ });

test('the mailbox and the waiting times of the form are those of the profile', () => {
  const parsed = parseFields({
    ...good,
    imapHost: ' imap.example.com ',
    imapPort: '',
    imapSecurity: 'starttls',
    pop3Host: 'pop.example.com',
    connectTimeoutSeconds: ' 5 ',
    replyTimeoutSeconds: '600',
  });
  expect(parsed).toMatchObject({
    kind: 'valid',
    profile: {
      imap: { host: 'imap.example.com', port: 143, security: 'starttls' },
      pop3: { host: 'pop.example.com', port: 995, security: 'tls' },
      connectTimeoutSeconds: 5,
      replyTimeoutSeconds: 600,
    },
  });
});

test('without its host there is no mailbox, whatever else was left there', () => {
  const parsed = parseFields({ ...good, imapPort: 'x', imapSecurity: '?' });
  expect(parsed.kind === 'valid' && parsed.profile.imap).toBeUndefined();
});

check(
  'a mailbox with wrong fields',
  { imapHost: 'me@example.com', pop3Host: 'p.test', pop3Port: '0' },
  {
    imapHost: /email address/,
    pop3Port: /1 to 65535/,
  },
);
check(
  'waiting times that are none',
  { connectTimeoutSeconds: '0', replyTimeoutSeconds: '1e3' },
  {
    connectTimeoutSeconds: /1 to 600/,
    replyTimeoutSeconds: /1 to 600/,
  },
);
