import { expect, test } from 'vitest';
import { parseFields } from '../../../src/core/profiles/parseFields.ts';
import type { ProfileFieldTexts } from '../../../src/core/profiles/profile.ts';

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
  ehloName: '',
  certificatePin: '',
};

function check(name: string, changes: Partial<ProfileFieldTexts>, errors: Readonly<Record<string, RegExp>>): void {
  test(name, () => {
    const parsed = parseFields({ ...good, ...changes });
    expect(parsed.kind === 'invalid' ? parsed.errors : {}).toEqual(
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
check('OAuth', { auth: 'oauth2' }, { auth: /OAuth yet/ });
check('no user is needed to send without signing in', { auth: 'none', user: '' }, {});
check('a reply address with a line break', { replyTo: 'a@b.test\nBcc: x@y.test' }, { replyTo: /control character/ });
