import { describe, expect, test } from 'vitest';
import { defaultTimeouts } from '../../../src/core/mail/smtpSession.ts';
import { transcriptText } from '../../../src/core/mail/transcriptText.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { endingOf, runScenario, scenarioPassword, type Ending, type Scenario } from '../../support/runScenario.ts';
import { smtpCatalogue, type CatalogueEntry } from '../../support/smtpCatalogue.ts';

const all = Object.entries(smtpCatalogue).flatMap(([subject, entries]) =>
  entries.map((entry) => [`${subject}: ${entry.name}`, entry] as const),
);

/** One bad day of a server and what becomes of the message; on none of them does a secret show anywhere, or is it sent twice. */
describe.concurrent('what becomes of a message', () => {
  for (const [name, { ending, ...scenario }] of all) test(name, () => check(scenario, ending));
});

async function check(scenario: Scenario, ending: Ending): Promise<void> {
  const { outcome, transcript, log, server, millisecondsToCancel } = await runScenario(scenario);
  expect(endingOf(outcome)).toEqual(ending);
  const text = transcriptText(transcript, { say: inEnglish, outcome });
  const shown = JSON.stringify([outcome, transcript]) + log + text;
  for (const secret of secretsOf(scenarioPassword)) expect(shown).not.toContain(secret);
  expect(server.messages.length).toBeLessThanOrEqual(1);
  if (millisecondsToCancel !== undefined) expect(millisecondsToCancel).toBeLessThan(1000);
  if (!('failure' in outcome)) return;
  const { message, remedy, detail, actions } = outcome.failure;
  expect(inEnglish(message)).toMatch(/^\S.*\.$/);
  expect(inEnglish(message)).not.toMatch(/\{\d\}|undefined/);
  expect(remedy === undefined ? '.' : inEnglish(remedy)).toMatch(/\.$/);
  expect(detail.length).toBeLessThanOrEqual(500);
  expect(text.split('\n').slice(0, 4).join('\n')).toContain(inEnglish(message));
  for (const action of actions) if (action.kind === 'open-page') expect(action.url).toMatch(/^https:\/\//);
  if (outcome.kind === 'unknown') expect(actions).toEqual([]);
}

function secretsOf(password: string): readonly string[] {
  return [password, 'CANARY', 'pass-123', ...[0, 1, 2].map((shift) => encodedAt(password, shift))];
}

/** What does not change, whatever stands around it. */
function encodedAt(text: string, shift: number): string {
  return Buffer.from('x'.repeat(shift) + text)
    .toString('base64')
    .slice(shift + 1, shift + 13);
}

test('the catalogue is as large as is promised, and says of each failure what it is', () => {
  const entries: readonly CatalogueEntry[] = all.map(([, entry]) => entry);
  expect(entries.length).toBeGreaterThanOrEqual(200);
  const codes = entries.flatMap(({ ending }) => (typeof ending === 'string' ? [] : [ending[1]]));
  expect(codes).not.toContain('other');
  expect(entries.filter(({ ending }) => ending[0] === 'unknown').length).toBeGreaterThanOrEqual(8);
  expect(new Set(all.map(([name]) => name)).size).toBe(all.length);
});

test('by default a send ends within three minutes, and a wrong password is waited for', () => {
  expect(defaultTimeouts.overall).toBeLessThanOrEqual(180_000);
  expect(defaultTimeouts.auth).toBeGreaterThanOrEqual(30_000);
});
