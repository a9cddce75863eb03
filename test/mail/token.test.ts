import { expect, test } from 'vitest';
import { accessTokens } from './settings.ts';
import { bob, send } from './sending.ts';

/** Postfix asks Dovecot, and Dovecot asks whose token it is. */
const profile = { auth: 'oauth2', oauth: 'company' } as const;

test.each(['submission', 'submissions'] as const)(
  'Postfix takes mail from who shows an access token (%s)',
  async (port) => {
    const outcome = await send({ port, profile, password: accessTokens.alice });
    expect(outcome).toMatchObject({ kind: 'sent', accepted: [bob] });
  },
);

test('a token that is not valid is refused, and not repeated', async () => {
  const outcome = await send({ profile, password: 'stolen-access-token' });
  expect(outcome).toMatchObject({
    kind: 'not-sent',
    failure: { code: 'token-refused', actions: [{ kind: 'sign-in' }, { kind: 'edit-profile' }] },
  });
  expect(JSON.stringify(outcome)).not.toContain('stolen-access-token');
});
