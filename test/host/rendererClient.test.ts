import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/log.ts';
import type { RenderRequest } from '../../src/core/render/renderResult.ts';
import { RendererClient, type RenderOutcome } from '../../src/host/rendererClient.ts';

const entry = path.join(import.meta.dirname, '..', 'fixtures', 'renderer', 'standIn.cjs');
const deadlineMs = 400;
let client: RendererClient;

function start(): RendererClient {
  client = new RendererClient({ entry, log: silentLogger, deadlineMs });
  return client;
}

afterEach(() => client.dispose());

const request = (name: string): RenderRequest => ({ path: name, root: '/', engine: 'auto', overrides: {} });
const htmlOf = (outcome: RenderOutcome): string =>
  outcome.kind === 'rendered'
    ? (outcome.result.html ?? '')
    : outcome.kind === 'failed'
      ? `failed: ${outcome.reason}`
      : outcome.kind;

describe('the render process', () => {
  test('answers, and is kept warm', async () => {
    start();
    const first = await client.render('a', request('one'));
    const second = await client.render('a', request('two'));
    expect([htmlOf(first), htmlOf(second)]).toEqual(['one', 'two']);
    const pid = (outcome: RenderOutcome): string => (outcome.kind === 'rendered' ? outcome.result.text : '');
    expect(pid(first)).toBe(pid(second));
  });

  test('sends no piece of html that is here already, and all of them when it is a new one', async () => {
    start();
    const render = async (): Promise<string> => {
      const outcome = await client.render('a', request('pieces'));
      return outcome.kind === 'rendered' ? `${outcome.result.text}: ${htmlOf(outcome)}` : outcome.kind;
    };
    expect([await render(), await render()]).toEqual(['2 fresh: 212', '0 fresh: 212']);
    await client.render('a', request('die'));
    expect([await render(), await render()]).toEqual(['2 fresh: 212', '0 fresh: 212']);
  });

  test('gives a failure where it leaves out a piece that is not here', async () => {
    start();
    const outcome = await client.render('a', request('a piece that nobody has'));
    expect(htmlOf(outcome)).toBe('failed: the render process gave an unexpected answer');
  });

  test('is killed when a template loops, and the next render gets a new one', async () => {
    start();
    await client.render('a', request('warm'));
    const started = performance.now();
    const looped = await client.render('a', request('loop'));
    expect(htmlOf(looped)).toBe('failed: took longer than 0.4 s and was stopped');
    expect(performance.now() - started).toBeLessThan(deadlineMs * 5);
    expect(htmlOf(await client.render('a', request('next')))).toBe('next');
  });

  test('that takes long has its successor started before it is killed', async () => {
    const started: string[] = [];
    const log = { ...silentLogger, debug: (message: string) => void started.push(message) };
    client = new RendererClient({ entry, log, deadlineMs: 2000 });
    await client.render('a', request('warm'));
    await client.render('a', request('loop'));
    const pids = started.flatMap((message) => /process (\d+) started/.exec(message)?.[1] ?? []);
    expect(pids).toHaveLength(2);
    const next = await client.render('a', request('next'));
    expect(next.kind === 'rendered' && next.result.text).toBe(pids[1]);
  });

  test('that is busy with what a job left behind is replaced, and the next job is not lost', async () => {
    start();
    expect(htmlOf(await client.render('a', request('leave a loop')))).toBe('left');
    expect(htmlOf(await client.render('a', request('next')))).toBe('next');
  });

  test('is not taken for dead because the host itself was busy', async () => {
    start();
    const first = await client.render('a', request('one'));
    const second = client.render('a', request('two'));
    const until = performance.now() + 700;
    // The child answers meanwhile, and both its messages and its timers are late.
    await new Promise((resolve) => setImmediate(resolve));
    while (performance.now() < until);
    const pid = (outcome: RenderOutcome): string => (outcome.kind === 'rendered' ? outcome.result.text : '');
    expect(pid(await second)).toBe(pid(first));
  });

  test("has time of its own to load the project's code", async () => {
    start();
    await client.render('a', request('warm'));
    expect(htmlOf(await client.render('a', request('load slowly')))).toBe('loaded');
  });

  test('cannot talk itself out of its deadline', async () => {
    start();
    await client.render('a', request('warm'));
    expect(htmlOf(await client.render('a', request('say so again and again')))).toMatch(/^failed: took longer/);
  });

  test('that dies of its compiled code is started again without any', async () => {
    client = new RendererClient({ entry, log: silentLogger, cacheFolder: 'damaged', deadlineMs: 5000 });
    expect(htmlOf(await client.render('a', request('one')))).toBe('one');
  });

  test.each(['die', 'abort', 'heap'])('that meets "%s" fails that render only', async (fate) => {
    client = new RendererClient({ entry, log: silentLogger, deadlineMs: 20_000 });
    expect(htmlOf(await client.render('a', request(fate)))).toMatch(/^failed: the render process ended unexpectedly/);
    expect(htmlOf(await client.render('a', request('next')))).toBe('next');
  });

  test('that somebody kills is started again, and its render is not lost', async () => {
    start();
    const first = await client.render('a', request('warm'));
    const slow = client.render('a', request('slow'));
    process.kill(Number(first.kind === 'rendered' && first.result.text), 'SIGKILL');
    expect(htmlOf(await slow)).toBe('slow');
  });

  test('that a template kills is given a second try once, and not at each key', async () => {
    const warnings: string[] = [];
    const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    client = new RendererClient({ entry, log, deadlineMs: 20_000 });
    const deaths = async (): Promise<number> => {
      const before = warnings.length;
      await client.render('a', request('die'));
      return warnings.length - before;
    };
    expect([await deaths(), await deaths()]).toEqual([2, 1]);
    await client.render('a', request('mended'));
    expect(await deaths()).toBe(2);
  });

  test('that hangs up while it lives on fails that render only', async () => {
    start();
    expect(htmlOf(await client.render('a', request('hang up')))).toMatch(
      /^failed: the render process ended unexpectedly/,
    );
    expect(htmlOf(await client.render('a', request('next')))).toBe('next');
  });

  test('that hung up after its last answer does not keep the next render waiting', async () => {
    start();
    const both = [
      client.render('a', request('one')),
      client.render('b', request('hang up')),
      client.render('c', request('three')),
    ];
    expect((await Promise.all(both)).map((outcome) => outcome.kind)).toEqual(['rendered', 'failed', 'rendered']);
  });

  test('reports a bug in words', async () => {
    expect(htmlOf(await start().render('a', request('bug')))).toBe('failed: a bug');
  });

  test('may say what it likes: messages of unknown shape or of other jobs are dropped', async () => {
    expect(htmlOf(await start().render('a', request('garbage')))).toBe('after garbage');
  });

  test('gets nothing of the environment that could hold a secret', async () => {
    process.env['MAILPROOF_TEST_TOKEN'] = 'secret';
    const names = JSON.parse(htmlOf(await start().render('a', request('environment')))) as string[];
    delete process.env['MAILPROOF_TEST_TOKEN'];
    expect(names).toContain('ELECTRON_RUN_AS_NODE');
    expect(names.filter((name) => /token|secret|pass|home|user/i.test(name))).toEqual([]);
  });

  test('that cannot be started fails the render in words', async () => {
    client = new RendererClient({ entry: `${entry}.missing`, log: silentLogger, deadlineMs });
    expect(htmlOf(await client.render('a', request('one')))).toMatch(/^failed: the render process ended unexpectedly/);
  });
});

describe('the queue', () => {
  test('keeps the newest of one purpose and drops those in between', async () => {
    start();
    const outcomes = await Promise.all(
      ['slow', 'one', 'two', 'three'].map((name) => client.render('a', request(name))),
    );
    expect(outcomes.map(htmlOf)).toEqual(['slow', 'superseded', 'superseded', 'three']);
  });

  test('serves every purpose, in turn', async () => {
    start();
    const outcomes = await Promise.all([
      client.render('preview', request('slow')),
      client.render('preview', request('typed')),
      client.render('send', request('sent')),
      client.render('preview', request('typed on')),
    ]);
    expect(outcomes.map(htmlOf)).toEqual(['slow', 'superseded', 'sent', 'typed on']);
  });

  test('lets go of everybody who waits when it is disposed', async () => {
    start();
    const waiting = [client.render('a', request('loop')), client.render('b', request('one'))];
    client.dispose();
    expect((await Promise.all(waiting)).map(htmlOf)).toEqual(['superseded', 'superseded']);
    expect(htmlOf(await client.render('a', request('late')))).toBe('superseded');
  });
});
