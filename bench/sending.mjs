// @ts-check
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { bundleScript } from '../scripts/bundleScript.mjs';
import { inMs, judged, median, timed, timesFaster } from './measure.mjs';

const entry = `export { sendMessage, sendMessages } from './src/core/mail/transport.ts';
export { silentLogger } from './src/core/log.ts';
export { createAuthority } from './test/support/certificates.ts';
export { startFakeSmtpServer } from './test/support/fakeSmtpServer.ts';`;
const count = 100;

/**
 * One message over TLS against plain nodemailer, and a hundred over one connection against one connection each. The server is on
 * this computer, follows a script and waits for nothing: what is left is the work of the sender, handshakes included.
 *
 * @param {{ folder: string, rounds: number, print: (row: import('./measure.mjs').Row) => void }} run
 */
export async function sending({ folder, rounds, print }) {
  const outfile = path.join(folder, 'sending.mjs');
  await bundleScript(entry, outfile, {
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const { sendMessage, sendMessages, silentLogger, createAuthority, startFakeSmtpServer } = await import(
    pathToFileURL(outfile).href
  );
  const nodemailer = createRequire(import.meta.url)('nodemailer');
  const authority = createAuthority();
  const server = await startFakeSmtpServer({}, { certificate: authority.issue(['localhost']), implicitTls: true });
  const envelope = { from: 'a@example.com', to: ['b@example.com'] };
  const raw = Buffer.from(`Subject: x\r\n\r\n${'a line of the message\r\n'.repeat(1000)}`);
  const request = {
    profile: {
      host: 'localhost',
      port: server.port,
      security: 'tls',
      auth: 'password',
      user: 'u',
      to: [],
      environment: 'test',
    },
    password: 'a password of the bench',
    ca: authority.cert,
    log: silentLogger,
  };
  const message = { raw, envelope, messageId: '<1@example.com>' };
  const ours = async () => {
    const { outcome } = await sendMessage({ ...request, message });
    if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  };
  const theirs = () =>
    nodemailer
      .createTransport({
        host: 'localhost',
        port: server.port,
        secure: true,
        auth: { user: 'u', pass: request.password },
        tls: { ca: authority.cert },
      })
      .sendMail({ envelope, raw });
  /** @type {{ ours: number[], theirs: number[], kept: number[], each: number[] }} */
  const times = { ours: [], theirs: [], kept: [], each: [] };
  for (let index = 0; index < 5; index++) {
    await ours();
    await theirs();
  }
  for (let round = 0; round < rounds * 5; round++) {
    times.ours.push(await timed(ours));
    times.theirs.push(await timed(theirs));
  }
  for (let round = 0; round < Math.max(1, Math.ceil(rounds / 3)); round++) {
    times.kept.push(
      await timed(async () => {
        let sent = 0;
        for await (const { outcome } of sendMessages(
          request,
          Array.from({ length: count }, () => message),
        ))
          if (outcome.kind === 'sent') sent++;
        if (sent !== count) throw new Error(`${sent} of ${count} were sent.`);
      }),
    );
    times.each.push(
      await timed(async () => {
        for (let index = 0; index < count; index++) await ours();
      }),
    );
  }
  await server.close();
  const ratio = median(times.ours) / median(times.theirs);
  print(
    judged({
      what: 'one message over TLS, signed in',
      against: 'plain nodemailer',
      value: `${ratio.toFixed(2)} times its time`,
      detail: `${inMs(median(times.ours))} against ${inMs(median(times.theirs))}, medians of ${times.ours.length}`,
      goal: 'at most 1.3',
      isGood: ratio <= 1.3,
    }),
  );
  print(
    timesFaster({
      what: `${count} messages over one connection`,
      against: 'one connection each',
      theirs: times.each,
      ours: times.kept,
      atLeast: 3,
    }),
  );
}
