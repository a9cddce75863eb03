import { expect, test } from 'vitest';
import { runTokenCommand } from '../../../src/host/oauth/tokenCommand.ts';

const canary = 'ya29.CANARY-token_~+/==';

function check(name: string, script: string, expected: object, timeoutMs = 10_000): void {
  test(name, async () => {
    const command = [process.execPath, '-e', script, 'a b', '$(whoami)', '"; rm -rf'];
    const result = await runTokenCommand(command, { signal: new AbortController().signal, timeoutMs });
    expect(result).toMatchObject(expected);
    if (result.kind !== 'ok') expect(JSON.stringify(result)).not.toContain('CANARY');
  });
}

const refused = { kind: 'failed', failure: { code: 'command' } };
check('the token that a program prints', `console.log('${canary}')`, { kind: 'ok', value: canary });
check('arguments reach it as they are', `console.log(process.argv.slice(1).join('').replace(/[^a-z]/g, ''))`, {
  kind: 'ok',
  value: 'abwhoamirmrf',
});
check('a program that fails, and prints the token as it does', `console.error('${canary}'); process.exit(3)`, refused);
check('more than a token', `console.log('Token: ${canary}')`, refused);
check('nothing', '', refused);
check('too much', `process.stdout.write('${canary}'.repeat(10000))`, refused);
check('a program that never ends', 'setInterval(() => 0, 1000)', refused, 200);

test('a program that is not there', async () => {
  const result = await runTokenCommand(['mailproof-no-such-program'], { signal: new AbortController().signal });
  expect(result).toEqual({ kind: 'failed', failure: { code: 'command', detail: 'There is no such program.' } });
});

test('cancelling ends it', async () => {
  const controller = new AbortController();
  const running = runTokenCommand([process.execPath, '-e', 'setInterval(() => 0, 1000)'], {
    signal: controller.signal,
  });
  controller.abort();
  expect(await running).toEqual({ kind: 'cancelled' });
});
