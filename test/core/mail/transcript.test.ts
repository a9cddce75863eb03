import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { SendResult } from '../../../src/core/mail/outcome.ts';
import { createRedactor } from '../../../src/core/mail/redact.ts';
import { parseTranscript, TranscriptRecorder } from '../../../src/core/mail/transcript.ts';
import { transcriptText } from '../../../src/core/mail/transcriptText.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { createAuthority } from '../../support/certificates.ts';
import { startFakeSmtpServer, type Script } from '../../support/fakeSmtpServer.ts';

const password = 'CANARY-pass-123/+';
const authority = createAuthority();

async function send(script: Script): Promise<SendResult> {
  const server = await startFakeSmtpServer(
    { EHLO: '250-smtp.example at your service\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN', STARTTLS: 'TLS', ...script },
    { certificate: authority.issue(['localhost']) },
  );
  const result = await sendMessage({
    profile: {
      host: 'localhost',
      port: server.port,
      security: 'starttls',
      auth: 'password',
      user: 'lan@gmail.com',
      to: [],
      environment: 'test',
    },
    password,
    message: {
      raw: Buffer.from('Subject: test\r\n\r\nhello\r\n'),
      envelope: { from: 'lan@gmail.com', to: ['to@example.com'] },
      messageId: '<1@example.com>',
    },
    log: silentLogger,
    ca: authority.cert,
  });
  await server.close();
  return result;
}

/** Without what differs from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/^ *\d+\.\d{3}/gm, '0.000')
    .replaceAll(/localhost:\d+/g, 'localhost:587')
    .replaceAll(/\d{4}-\d\d-\d\dT\S+Z/g, '(time)')
    .replaceAll(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, '(fingerprint)')
    .replaceAll(/EHLO \S+/g, 'EHLO (this computer)')
    .replaceAll(/valid until [\d-]+/g, 'valid until (day)')
    .replaceAll(/stands for .*/g, 'stands for (addresses).');
}

test('a failed sign-in at Gmail is told so that nobody needs to know SMTP', async () => {
  const { outcome, transcript } = await send({
    AUTH: '534-5.7.9 Application-specific password required. For more information, go to\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor 98e67ed59e1d1-gsmtp',
  });
  expect(steady(transcriptText(transcript, { say: inEnglish, outcome }))).toMatchInlineSnapshot(`
    "Not sent: it failed while signing in.
    Google wants an app password for lan@gmail.com instead of the password of the account.
    Create one at myaccount.google.com/apppasswords (needs 2-Step Verification) and store it as the password.
    What was answered: 534-5.7.9 Application-specific password required. For more information, go to 534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor [removed]
    Kind of failure: auth-failed

    Server: localhost:587
    Started: (time)
    C: is what Mailproof said, S: what the server answered; passwords and tokens are left out.

    == Connecting to the server
    0.000  * The name stands for (addresses).
    0.000  * Connected to 127.0.0.1.

    == Waiting for the greeting of the server
    0.000 S: 220 fake ESMTP

    == Saying hello, and asking what the server can do
    0.000 C: EHLO (this computer)
    0.000 S: 250-smtp.example at your service
    0.000 S: 250-STARTTLS
    0.000 S: 250 AUTH PLAIN LOGIN

    == Starting the encryption
    0.000 C: STARTTLS
    0.000 S: 220 go ahead
    0.000  * Encrypted with TLSv1.3, TLS_AES_256_GCM_SHA384.
    0.000  * Its certificate is for localhost, issued by Mailproof test authority, valid until (day).
    0.000  * SHA-256 fingerprint (fingerprint)

    == Saying hello, and asking what the server can do
    0.000 C: EHLO (this computer)
    0.000 S: 250-smtp.example at your service
    0.000 S: 250-STARTTLS
    0.000 S: 250 AUTH PLAIN LOGIN

    == Signing in
    0.000 C: AUTH PLAIN [credentials]
    0.000 S: 534-5.7.9 Application-specific password required. For more information, go to
    0.000 S: 534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor [removed]
    0.000  * Google wants an app password for lan@gmail.com instead of the password of the account.
    "
  `);
});

test('all of a send that went well is there, and no credential', async () => {
  const { outcome, transcript } = await send({});
  const text = steady(transcriptText(transcript, { say: inEnglish, outcome }));
  expect(text).toMatch(/^Sent: the server took the message for to@example\.com\.\n/);
  for (const line of [
    'C: AUTH PLAIN [credentials]',
    'C: MAIL FROM:<lan@gmail.com>',
    ' * The whole message was handed over',
  ])
    expect(text).toContain(line);
});

test('with pipelining, an answer stands below what was asked, and each phase once', async () => {
  const { transcript } = await send({
    EHLO: '250-smtp.example\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH PLAIN',
    RCPT: '550 5.1.1 no such user',
    DATA: '554 5.5.1 nobody to send to',
  });
  const text = steady(transcriptText(transcript, { say: inEnglish }));
  expect(text.slice(text.indexOf('== Naming the sender'))).toBe(`== Naming the sender
0.000 C: MAIL FROM:<lan@gmail.com>
0.000 S: 250 2.1.0 ok

== Naming the recipients
0.000 C: RCPT TO:<to@example.com>
0.000 S: 550 5.1.1 no such user

== Announcing the message
0.000 C: DATA
0.000 S: 554 5.5.1 nobody to send to
0.000  * localhost:587 knows none of the recipients.
`);
});

test('it survives being kept as JSON', async () => {
  const { transcript } = await send({});
  expect(parseTranscript(JSON.parse(JSON.stringify(transcript)))).toEqual(transcript);
  for (const other of [undefined, null, {}, { ...transcript, lines: [{}] }, { ...transcript, server: 1 }])
    expect(parseTranscript(other)).toBeUndefined();
});

test('a server that talks without end fills no memory, and the end of it is kept', () => {
  const recorder = new TranscriptRecorder({ server: 'x:1', redact: createRedactor({ secrets: [] }) });
  for (let index = 0; index < 2000; index++) recorder.server('ehlo', `250-${index}`);
  const { lines } = recorder.transcript;
  expect(lines.length).toBeLessThan(410);
  const shown = lines.map(({ text }) => inEnglish(text));
  expect(shown[0]).toBe('250-0');
  expect(shown.at(-1)).toBe('250-1999');
  const left = shown.filter((text) => text.includes('left out'));
  expect(left).toEqual([`${2000 - lines.length + 1} lines are left out here.`]);
});
