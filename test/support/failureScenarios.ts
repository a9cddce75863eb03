import tls from 'node:tls';
import type { Profile } from '../../src/core/profiles/profile.ts';
import { canary, notationsOf } from './canary.ts';
import type { Authority } from './certificates.ts';
import { createSelfSigned } from './certificates.ts';
import type { FakeOptions, Script } from './fakeSmtpServer.ts';

/** A bad day of a mail server, up to the end of signing in. */
export interface FailureScenario {
  readonly name: string;
  readonly script: Script;
  readonly server?: FakeOptions;
  readonly profile: Partial<Profile>;
}

type Conversation = Parameters<Extract<Script['EHLO'], (...given: never[]) => unknown>>[0];

/**
 * More than a hundred bad days. On many of them the server says the password aloud, in one notation or another, because servers echo
 * what they were told; the password is that of the canary.
 */
export function failureScenarios(authority: Authority): readonly FailureScenario[] {
  const certificate = authority.issue(['localhost', '127.0.0.1']);
  const implicitTls = { server: { certificate, implicitTls: true }, profile: { security: 'tls' } } as const;
  const startTls = { server: { certificate }, profile: { security: 'starttls' } } as const;
  const open = { profile: { security: 'none' } } as const;
  return [
    ...Object.entries(greetings).map(([name, greeting]) => ({
      name: `greeting: ${name}`,
      script: { greeting },
      ...open,
    })),
    ...Object.entries(greetings).map(([name, greeting]) => ({
      name: `greeting inside TLS: ${name}`,
      script: { greeting },
      ...implicitTls,
    })),
    ...Object.entries(introductions).map(([name, EHLO]) => ({ name: `EHLO: ${name}`, script: { EHLO }, ...open })),
    ...Object.entries(introductions).map(([name, EHLO]) => ({
      name: `EHLO, and HELO refused: ${name}`,
      script: { EHLO, HELO: '502 5.5.1 no' },
      ...open,
    })),
    ...Object.entries(upgrades).map(([name, STARTTLS]) => ({
      name: `STARTTLS: ${name}`,
      script: { EHLO: withStartTls, STARTTLS },
      ...startTls,
    })),
    { name: 'STARTTLS not offered', script: {}, ...startTls },
    { name: 'TLS spoken to an open port', script: {}, server: { certificate }, profile: { security: 'tls' } },
    {
      name: 'an open conversation with a TLS port',
      script: {},
      server: implicitTls.server,
      profile: { security: 'none' },
    },
    { name: 'STARTTLS with a TLS port', script: {}, server: implicitTls.server, profile: { security: 'starttls' } },
    ...Object.entries({
      'of nobody': createSelfSigned(['localhost']),
      'for another name': authority.issue(['other.example']),
      expired: authority.issue(['localhost'], { from: new Date('2020-01-01'), to: new Date('2021-01-01') }),
      'of tomorrow': authority.issue(['localhost'], { from: new Date('2090-01-01'), to: new Date('2091-01-01') }),
    }).map(([name, shown]) => ({
      name: `a certificate ${name}`,
      script: {},
      server: { certificate: shown, implicitTls: true },
      profile: { security: 'tls' as const },
    })),
    {
      name: 'another certificate than the pinned one',
      script: {},
      server: implicitTls.server,
      profile: { security: 'tls', certificatePin: Array.from({ length: 32 }, () => 'AB').join(':') },
    },
    ...Object.entries(signIns).map(([name, AUTH]) => ({ name: `AUTH PLAIN: ${name}`, script: { AUTH }, ...open })),
    ...Object.entries(signIns).map(([name, AUTH]) => ({
      name: `AUTH PLAIN inside TLS: ${name}`,
      script: { AUTH },
      ...implicitTls,
    })),
    ...Object.entries(signIns).map(([name, answer]) => ({
      name: `AUTH LOGIN, at the password: ${name}`,
      script: { EHLO: offering('LOGIN'), AUTH: asksFor(2, answer) },
      ...open,
    })),
    ...Object.entries(signIns).map(([name, answer]) => ({
      name: `AUTH CRAM-MD5: ${name}`,
      script: { EHLO: offering('CRAM-MD5'), AUTH: asksFor(1, answer, '334 PDEuMkBzaG9wLmV4YW1wbGU+') },
      ...open,
    })),
    { name: 'a challenge that is no base64', script: { EHLO: offering('CRAM-MD5'), AUTH: '334 %%%' }, ...open },
    { name: 'no sign-in offered', script: { EHLO: '250 fake' }, ...open },
    { name: 'only sign-in that nobody can do', script: { EHLO: offering('GSSAPI NTLM') }, ...open },
    { name: 'sign-in offered before encryption only', script: { EHLO: withStartTls, STARTTLS: 'TLS' }, ...startTls },
  ];
}

const notations = Object.entries(notationsOf(canary.password));
const spoken = canary.password;
const withStartTls = '250-fake\r\n250-STARTTLS\r\n250 AUTH PLAIN';

const hangUp = (conversation: Conversation): void => void conversation.socket.end();
const reset = ({ socket }: Conversation): void => {
  // Node cannot reset what is encrypted.
  if (socket instanceof tls.TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
};
const withoutEnd =
  (text: string) =>
  (conversation: Conversation): void =>
    void conversation.socket.write(text);

const greetings = {
  'none at all': null,
  'refused for good': `554 5.7.1 ${spoken} is not wanted here`,
  'refused for now': `421 4.3.2 too busy for ${spoken}`,
  'hung up': hangUp,
  reset: reset,
  'of a web server': `HTTP/1.1 400 Bad Request\r\nX-Password: ${spoken}`,
  'of a POP3 server': `+OK ${spoken}`,
  'of SSH': `SSH-2.0-${spoken}`,
  'that begins and does not end': withoutEnd(`220 ${spoken}`),
  'of many lines that say it': `220-${spoken}\r\n220-${spoken}\r\n220 fake`,
} satisfies Record<string, Script['greeting']>;

const introductions = {
  silence: null,
  'refused for now': `421 4.7.0 ${spoken}`,
  'refused for good': `550 5.7.1 ${spoken}`,
  'not known': `502 5.5.1 ${spoken}`,
  'hung up': hangUp,
  'a line that is none': `250-fake\r\n${spoken}\r\n250 AUTH PLAIN`,
  'two codes at once': `250-fake\r\n550 ${spoken}`,
  'extensions that say it': `250-fake\r\n250-${spoken}\r\n250-X-${notationsOf(canary.password)['hex']}\r\n250 AUTH GSSAPI ${notationsOf(canary.password)['base64']}`,
  'no end': withoutEnd(`250-fake\r\n250-${spoken}`),
} satisfies Record<string, Script['EHLO']>;

const upgrades = {
  'refused for now': `454 4.7.0 ${spoken}`,
  'refused for good': `554 5.7.0 ${spoken}`,
  silence: '220 go ahead',
  'hung up': hangUp,
  'text instead of TLS': withoutEnd(`220 go ahead\r\n250-${spoken}\r\n250 AUTH PLAIN\r\n`),
} satisfies Record<string, Script['STARTTLS']>;

const signIns = {
  'wrong password': '535 5.7.8 wrong',
  silence: null,
  'hung up': hangUp,
  reset: reset,
  'a line that is none': withoutEnd(`${spoken}\r\n`),
  'half a reply': withoutEnd(`535 ${spoken}`),
  'a question more': `334 ${notationsOf(canary.password)['base64']}`,
  ...Object.fromEntries(notations.map(([name, text]) => [`refused, with it as ${name}`, `535 5.7.8 ${text} is wrong`])),
  ...Object.fromEntries(
    notations.map(([name, text]) => [
      `refused for now, over two lines, with it as ${name}`,
      `454-4.7.0 no: ${text.slice(0, text.length / 2)}\r\n454 4.7.0 ${text.slice(text.length / 2)}`,
    ]),
  ),
} satisfies Record<string, Script['AUTH']>;

function offering(mechanisms: string): string {
  return `250-fake\r\n250 AUTH ${mechanisms}`;
}

/** Asks that often, then answers. */
function asksFor(times: number, answer: Script['AUTH'], question = '334 VXNlcm5hbWU6'): Script['AUTH'] {
  return (conversation, line) => {
    let left = times;
    const next = (given: string): void => {
      if (left-- > 0) {
        conversation.expect(next);
        return conversation.send(question);
      }
      if (typeof answer === 'function') answer(conversation, given);
      else if (typeof answer === 'string') conversation.send(answer);
    };
    next(line);
  };
}
