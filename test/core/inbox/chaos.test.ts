import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Chaos, chaosPhases, parseChaosRules, type ChaosRule } from '../../../src/core/inbox/chaos.ts';
import { InboxServer } from '../../../src/core/inbox/inboxServer.ts';
import { MessageStore } from '../../../src/core/inbox/messageStore.ts';
import { silentLogger } from '../../../src/core/log.ts';

let folder = '';
let store: MessageStore;
let inbox: InboxServer;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-chaos-'));
  store = await MessageStore.open(folder, silentLogger);
  inbox = await InboxServer.start({ port: 0, store, log: silentLogger });
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const commands: readonly string[] = [
  'EHLO x',
  'AUTH PLAIN AHUAcA==',
  'MAIL FROM:<a@b.test>',
  'RCPT TO:<c@d.test>',
  'DATA',
  'Subject: x\r\n\r\nx\r\n.',
  'QUIT',
];

/** The code of each answer, the greeting first, until the server hangs up. */
async function codes(said: readonly string[] = commands): Promise<readonly number[]> {
  const socket = net.connect(inbox.port, '127.0.0.1');
  const heard: number[] = [];
  let next = 0;
  let buffer = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    buffer += data.toString();
    const last = /(?:^|\n)(\d{3})(?: .*)?\r\n$/.exec(buffer);
    if (last === null) return;
    buffer = '';
    heard.push(Number(last[1]));
    const command = said[next++];
    if (command === undefined) socket.end();
    else socket.write(`${command}\r\n`);
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}

test('without rules everything is accepted', async () => {
  expect(await codes()).toEqual([220, 250, 235, 250, 250, 354, 250, 221]);
});

const refusals: readonly (readonly [ChaosRule, readonly number[]])[] = [
  [{ kind: 'refuse', phase: 'connect', code: 554, percent: 100 }, [554]],
  [{ kind: 'refuse', phase: 'ehlo', code: 502, percent: 100 }, [220, 502, 503, 503, 503, 503]],
  [{ kind: 'refuse', phase: 'auth', code: 535, percent: 100 }, [220, 250, 535, 250, 250, 354, 250, 221]],
  [{ kind: 'refuse', phase: 'mail', code: 451, percent: 100 }, [220, 250, 235, 451, 503, 503]],
  [{ kind: 'refuse', phase: 'rcpt', code: 550, percent: 100 }, [220, 250, 235, 250, 550, 503]],
  [{ kind: 'refuse', phase: 'data', code: 421, percent: 100 }, [220, 250, 235, 250, 250, 421]],
  [{ kind: 'refuse', phase: 'message', code: 554, percent: 100 }, [220, 250, 235, 250, 250, 354, 554, 221]],
];

for (const [rule, expected] of refusals) {
  test(`a refusal in ${rule.kind === 'refuse' ? rule.phase : ''} is heard there`, async () => {
    inbox.setChaos([rule]);
    const heard = await codes();
    expect(heard.slice(0, expected.length)).toEqual(expected);
    const isAccepted = expected.includes(354) && !expected.includes(554);
    expect(store.list()).toHaveLength(isAccepted ? 1 : 0);
  });
}

const answersBefore = { connect: 0, ehlo: 1, starttls: 7, auth: 2, mail: 3, rcpt: 4, data: 5, content: 6, message: 6 };
for (const phase of chaosPhases.filter((each) => each !== 'starttls')) {
  test(`a hang-up in ${phase} comes without a word`, async () => {
    inbox.setChaos([{ kind: 'disconnect', phase, percent: 100 }]);
    expect(await codes()).toHaveLength(answersBefore[phase]);
    await inbox.close();
    // At the end of the message everything has been taken: an application that sends again sends twice.
    expect(store.list()).toHaveLength(phase === 'message' ? 1 : 0);
  });
}

test('a delay is waited for, and what comes after it is as usual', async () => {
  inbox.setChaos([
    { kind: 'delay', phase: 'rcpt', delayMs: 150, percent: 100 },
    { kind: 'delay', phase: 'message', delayMs: 150, percent: 100 },
  ]);
  const started = performance.now();
  expect(await codes()).toEqual([220, 250, 235, 250, 250, 354, 250, 221]);
  expect(performance.now() - started).toBeGreaterThan(300);
});

test('whoever is greylisted is accepted when it comes back', async () => {
  inbox.setChaos([{ kind: 'greylist', afterMs: 300 }]);
  const rcptAnswer = async (): Promise<number | undefined> => (await codes())[4];
  expect([await rcptAnswer(), await rcptAnswer()]).toEqual([451, 451]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await rcptAnswer()).toBe(250);
});

test('turned off, it is over for connections that are open', async () => {
  inbox.setChaos([{ kind: 'refuse', phase: 'mail', code: 451, percent: 100 }]);
  const socket = net.connect(inbox.port, '127.0.0.1');
  const answer = (): Promise<string> =>
    new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
  await answer();
  const ask = async (command: string): Promise<string> => {
    socket.write(`${command}\r\n`);
    return (await answer()).slice(0, 3);
  };
  expect([await ask('EHLO x'), await ask('MAIL FROM:<a@b.test>')]).toEqual(['250', '451']);
  inbox.setChaos([]);
  expect(await ask('MAIL FROM:<a@b.test>')).toBe('250');
  socket.destroy();
});

test('half of the time is half of the time', () => {
  const thrown = [0.1, 0.6, 0.49, 0.5];
  const chaos = new Chaos({ random: () => thrown.shift() ?? 1 });
  chaos.rules = [{ kind: 'refuse', phase: 'mail', code: 451, percent: 50 }];
  const outcomes = Array.from({ length: 4 }, () => chaos.effectAt('mail').outcome.kind);
  expect(outcomes).toEqual(['refuse', 'proceed', 'refuse', 'proceed']);
});

const rules: readonly (readonly [unknown, unknown])[] = [
  [[], []],
  [[{ kind: 'refuse', phase: 'rcpt', code: 451 }], [{ kind: 'refuse', phase: 'rcpt', code: 451, percent: 100 }]],
  [[{ kind: 'greylist', afterMs: 0 }], [{ kind: 'greylist', afterMs: 0 }]],
  [[{ kind: 'refuse', phase: 'rcpt', code: 250 }], undefined],
  [[{ kind: 'refuse', phase: 'content', code: 451 }], undefined],
  [[{ kind: 'refuse', phase: 'rcpt', code: 450.5 }], undefined],
  [[{ kind: 'delay', phase: 'rcpt', delayMs: 1e9 }], undefined],
  [[{ kind: 'disconnect', phase: 'never' }], undefined],
  [[{ kind: 'disconnect', phase: 'data', percent: 0 }], undefined],
  [[null], undefined],
  ['refuse', undefined],
  [Array.from({ length: 21 }, () => ({ kind: 'greylist', afterMs: 1 })), undefined],
];
for (const [value, expected] of rules) {
  test(`${JSON.stringify(value)?.slice(0, 80)} is ${expected === undefined ? 'no list of rules' : 'a list of rules'}`, () => {
    expect(parseChaosRules(value)).toEqual(expected);
  });
}
