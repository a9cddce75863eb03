import { describe, expect, test } from 'vitest';
import { endingOf, runScenario } from '../../support/runScenario.ts';
import type { Script } from '../../support/fakeSmtpServer.ts';

type Verb = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot';

const replies: Readonly<Record<Verb, string>> = {
  greeting: '220-fake\r\n220 fake\r\n',
  EHLO: '250-fake\r\n250 AUTH PLAIN\r\n',
  AUTH: '235 2.7.0 ok\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '550-5.1.1 no\r\n550 5.1.1 no\r\n',
  DATA: '354 go\r\n',
  dot: '250-2.0.0 Ok:\r\n250 2.0.0 queued\r\n',
};

/** The connection ends after each byte of each reply. */
describe.concurrent('a connection that is cut', () => {
  for (const [verb, reply] of Object.entries(replies) as readonly (readonly [Verb, string])[]) {
    test(`in the reply to ${verb}: what is not complete is no answer`, async () => {
      for (let length = 0; length < reply.length; length++) {
        const script: Script = { EHLO: replies.EHLO.trimEnd(), [verb]: cutAfter(reply.slice(0, length)) };
        const { outcome, server } = await runScenario({ script, profile: { auth: 'password', user: 'u' } });
        const shown = { verb, length, ending: endingOf(outcome), messages: server.messages.length };
        if (verb === 'dot') expect(shown).toMatchObject({ ending: ['unknown', 'unconfirmed'], messages: 1 });
        else expect(shown).toMatchObject({ ending: ['not-sent', 'connection-lost', phases[verb]], messages: 0 });
      }
    });
  }
});

const phases = {
  greeting: 'greeting',
  EHLO: 'ehlo',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
} as const;

function cutAfter(text: string): NonNullable<Script['MAIL']> {
  return ({ socket }) => void socket.end(text);
}
