import { afterAll, expect, test } from 'vitest';
import type { Logger } from '../../../src/core/log.ts';
import type { ConnectionCheck } from '../../../src/core/mail/connectionTest.ts';
import { verifyConnection } from '../../../src/core/mail/verifyConnection.ts';
import { canary, notationsOf, tracesInBytes, tracesOf } from '../../support/canary.ts';
import { createAuthority } from '../../support/certificates.ts';
import { failureScenarios, type FailureScenario } from '../../support/failureScenarios.ts';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';

const authority = createAuthority();
const scenarios = failureScenarios(authority);
let received = 0;

for (const [name, notation] of Object.entries(notationsOf(canary.password))) {
  test(`the search finds the password as ${name}, whole and in part`, () => {
    expect(tracesOf(`535 ${notation} no`)).not.toEqual([]);
    expect(tracesOf(`535 ${notation.slice(-14)} no`)).not.toEqual([]);
  });
}

const utf16 = Buffer.from(`"${canary.password}"`, 'utf16le');
for (const [name, bytes] of Object.entries({
  'UTF-8': Buffer.from(canary.password),
  'Latin-1': Buffer.from(canary.password, 'latin1'),
  'UTF-16': utf16,
  'UTF-16 after an odd number of bytes': Buffer.concat([Buffer.from('x'), utf16]),
  'UTF-16 with the high byte first': Buffer.from(utf16).swap16(),
  'base64 in UTF-16': Buffer.from(Buffer.from(canary.password).toString('base64'), 'utf16le'),
  'where two pieces of a large file meet': Buffer.concat([Buffer.alloc(4 * 1024 * 1024 - 9), utf16, Buffer.alloc(99)]),
})) {
  test(`the search finds the password in a file: ${name}`, () => {
    expect(tracesInBytes(bytes)).not.toEqual([]);
  });
}

test('the search finds nothing in files without it', () => {
  expect(tracesInBytes(Buffer.alloc(0))).toEqual([]);
  expect(tracesInBytes(Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251)))).toEqual([]);
});

test('the search finds nothing where nothing is', () => {
  expect(tracesOf('535 5.7.8 Username and password not accepted [removed] canary@shop.example dmc=')).toEqual([]);
});

test('there are at least 60 bad days', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(60);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

for (const scenario of scenarios) {
  test.concurrent(`${scenario.name}: the password is in nothing that comes out`, async () => {
    expect(tracesOf(await outputOf(scenario))).toEqual([]);
  });
}

/** A redactor with nothing to hide would pass all of the above. */
afterAll(() => {
  expect(received).toBeGreaterThanOrEqual(30);
});

/** All that the connection test gives: its result, what was said, each state of its list, and the log in all its levels. */
async function outputOf({ script, server: options, profile }: FailureScenario): Promise<string> {
  const server = await startFakeSmtpServer(script, options);
  const output: string[] = [];
  const note = (...given: unknown[]): void => void output.push(given.map(String).join(' '));
  const log: Logger = { trace: note, debug: note, info: note, warn: note, error: note };
  const checks: (readonly ConnectionCheck[])[] = [];
  const result = await verifyConnection({
    profile: {
      host: 'localhost',
      port: server.port,
      security: 'none',
      auth: 'password',
      user: canary.user,
      to: [],
      environment: 'test',
      ...profile,
    },
    password: canary.password,
    log,
    ca: authority.cert,
    timeouts: { connect: 1500, greeting: 500, tls: 500, command: 500, auth: 500, overall: 4000 },
    onChecks: (list) => checks.push(list),
  });
  const heard = Buffer.from(server.received(), 'latin1').toString();
  const credentials = [canary.password, ...Object.values(notationsOf(canary.password))];
  if (credentials.some((credential) => heard.includes(credential))) received++;
  await server.close();
  return `${output.join('\n')}\n${inspected(result)}\n${inspected(checks)}`;
}

/** As texts, without the escapes of JSON, and with what JSON leaves out. */
function inspected(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return Reflect.ownKeys(value)
    .map((key) => `${String(key)}: ${inspected(Reflect.get(value, key))}`)
    .join('\n');
}
