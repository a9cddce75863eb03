import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';
import { createSelfSigned } from '../../support/certificates.ts';
import { startFakeSmtpServer, type FakeOptions, type Script } from '../../support/fakeSmtpServer.ts';

// Corporate machines have this set for everything; a password must still go to nobody but its server.
const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';
let before: string | undefined;
beforeEach(() => {
  before = process.env[variable];
  process.env[variable] = '0';
});
afterEach(() => {
  if (before === undefined) delete process.env[variable];
  else process.env[variable] = before;
});

const certificate = createSelfSigned(['localhost']);

function check(rule: string, security: 'tls' | 'starttls', script: Script, options: FakeOptions): void {
  test(rule, async () => {
    const server = await startFakeSmtpServer(script, options);
    const { outcome } = await sendMessage({
      profile: { host: 'localhost', port: server.port, security, auth: 'none', to: [], environment: 'test' },
      message: {
        raw: Buffer.from('Subject: test\r\n\r\nhello\r\n'),
        envelope: { from: 'from@example.com', to: ['to@example.com'] },
        messageId: '<1@example.com>',
      },
      signal: new AbortController().signal,
      log: silentLogger,
    });
    await server.close();
    expect(outcome).toMatchObject({ kind: 'not-sent', failure: { code: 'certificate' } });
  });
}

check('the environment cannot switch off certificate checks of TLS', 'tls', {}, { implicitTls: true, certificate });
check(
  'the environment cannot switch off certificate checks of STARTTLS',
  'starttls',
  { EHLO: '250-fake\r\n250-STARTTLS\r\n250 8BITMIME', STARTTLS: 'TLS' },
  { certificate },
);
