import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import * as mailBundle from '../../src/mailBundle.ts';
import { startFakeSmtpServer, type FakeSmtpServer, type Script } from '../support/fakeSmtpServer.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-send-'));
const cwd = path.join(folder, 'project');
const password = 'CANARY-pass-123';

beforeAll(() => {
  write('package.json', '{}');
  write('mails/a.hbs', '<title>Hi {{n}}</title><p>Hello {{n}}, naïve.</p>');
  write('mails/a.data.json', '{"n":"One"}');
  write('mails/broken.hbs', '{{#if x}}');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  fs.writeFileSync(path.join(cwd, name), text);
}

interface Called {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function call(
  argv: readonly string[],
  options: {
    readonly environment?: Record<string, string>;
    readonly answer?: string;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Called> {
  let output = '';
  let errors = '';
  const code = await run(['send', ...argv], {
    cwd,
    environment: options.environment ?? {},
    readInput: () => Promise.resolve(Buffer.alloc(0)),
    ...(options.answer === undefined ? {} : { askSecret: () => Promise.resolve(options.answer) }),
    interruption: () => options.signal ?? new AbortController().signal,
    loadMail: () => mailBundle,
    writeOutput: (content) => {
      output += typeof content === 'string' ? content : Buffer.from(content).toString();
    },
    writeError: (text) => {
      errors += text;
    },
    render: async (request) => ({
      kind: 'rendered',
      result: await render(request, diskFileReader({ root: request.root })),
    }),
  });
  expect(output + errors).not.toContain('CANARY');
  return { code, output, errors };
}

async function withServer<T>(script: Script, work: (server: FakeSmtpServer) => Promise<T>): Promise<T> {
  const server = await startFakeSmtpServer(script);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** Sends `mails/a.hbs` to a server with this script, signed in, by a URL. */
async function send(script: Script, ...argv: readonly string[]): Promise<Called & { readonly server: FakeSmtpServer }> {
  return withServer(script, async (server) => {
    const url = `smtp://u%40example.com@127.0.0.1:${server.port}?ignoreTLS=true`;
    const called = await call(
      ['mails/a.hbs', '--to', 'b@example.com', '--from', 'A <a@example.com>', '--smtp', url, ...argv],
      {
        environment: { MAILPROOF_PASSWORD: password },
      },
    );
    return { ...called, server };
  });
}

const endings: readonly (readonly [string, Script, number, RegExp])[] = [
  ['sent', {}, 0, /^Sent: the server took the message for b@example\.com\.\nMessage-ID: <.*@example\.com>\n$/],
  [
    'rejected',
    { dot: '550 5.7.1 spam' },
    4,
    /refused while waiting for the confirmation\.\n.*takes the message for spam/,
  ],
  ['rejected for now', { RCPT: '451 4.7.1 Greylisted' }, 4, /refused for now while naming the recipients/],
  ['not sent', { AUTH: '535 5.7.8 no' }, 5, /it failed while signing in\.\n.*refused the user u@example\.com/],
  ['unknown', { dot: (c) => c.socket.destroy() }, 6, /not known whether the message was delivered/],
];
for (const [name, script, code, expected] of endings) {
  test(`the exit code says: ${name}`, async () => {
    const called = await send(script);
    expect([called.code, called.output + called.errors]).toEqual([code, expect.stringMatching(expected)]);
    // What went well is output, and what did not is not.
    expect(code === 0 ? called.errors : called.output).toBe('');
  });
}

test('the exit code says: to some of them', async () => {
  const script: Script = { RCPT: (c, line) => c.send(line.includes('bad') ? '550 5.1.1 no such user' : '250 ok') };
  const called = await send(script, '--to', 'bad@example.com');
  expect([called.code, called.errors]).toEqual([3, expect.stringContaining('bad@example.com: 550 5.1.1 no such user')]);
});

test('what is sent is what is rendered, with the data that are named', async () => {
  write('two.json', '{"n":"Two"}');
  const { server } = await send({}, '--data', 'two.json');
  const raw = server.messages[0] ?? '';
  expect(raw).toMatch(/\r\nFrom: A <a@example\.com>\r\nTo: b@example\.com\r\nSubject: Hi Two\r\n/);
  expect(raw).toContain(Buffer.from('<title>Hi Two</title><p>Hello Two, naïve.</p>').toString('base64'));
});

test('with --json, programs read what became of it', async () => {
  const { output } = await send({ AUTH: '535 5.7.8 no' }, '--json');
  expect(JSON.parse(output)).toMatchObject({
    outcome: 'not-sent',
    phase: 'auth',
    failure: { code: 'auth-failed', answer: '535 5.7.8 no' },
    transcript: {
      lines: expect.arrayContaining([expect.objectContaining({ from: 'client', text: 'AUTH PLAIN [credentials]' })]),
    },
  });
});

test('with --transcript, people read what was said', async () => {
  const { output } = await send({}, '--transcript');
  expect(output).toContain('== Signing in');
  expect(output).toContain('C: AUTH PLAIN [credentials]');
});

test('with --dry-run, nothing is connected and no password is wanted', async () => {
  const called = await call([
    'mails/a.hbs',
    '--to',
    'b@example.com',
    '--from',
    'a@example.com',
    '--smtp',
    'smtps://u@smtp.example.com',
    '--dry-run',
  ]);
  expect(called.code).toBe(0);
  expect(called.output).toMatch(
    /^Nothing was sent[^]*To: +b@example\.com\nSubject: +Hi One\nServer: +smtp\.example\.com:465, TLS, signed in as u\n/,
  );
});

test('a template with errors is not sent', async () => {
  await withServer({}, async (server) => {
    const called = await call([
      'mails/broken.hbs',
      '--to',
      'b@example.com',
      '--from',
      'a@example.com',
      '--smtp',
      `smtp://127.0.0.1:${server.port}?ignoreTLS=true`,
    ]);
    expect([called.code, server.received()]).toEqual([1, '']);
    expect(called.errors).toContain('Nothing was sent');
  });
});

test('the password is asked for on a terminal', async () => {
  await withServer({}, async (server) => {
    const called = await call(
      [
        'mails/a.hbs',
        '--to',
        'b@example.com',
        '--from',
        'a@example.com',
        '--smtp',
        `smtp://u@127.0.0.1:${server.port}?ignoreTLS=true`,
      ],
      { answer: password },
    );
    expect(called.code).toBe(0);
    expect(server.commands.some((line) => line.startsWith('AUTH PLAIN '))).toBe(true);
  });
});

test('a profile of the workspace is found, with comments in its settings', async () => {
  await withServer({}, async (server) => {
    writeSettings(`// ours
      { "mailproof.workspaceProfiles": {
        "Local": { "host": "127.0.0.1", "port": ${server.port}, "security": "none", "auth": "none", "from": "Shop <shop@example.com>" },
        "Live": { "host": "127.0.0.1", "port": ${server.port}, "security": "none", "auth": "none", "from": "shop@example.com", "environment": "production" },
      } }`);
    const argv = (name: string): readonly string[] => ['mails/a.hbs', '--to', 'b@example.com', '--profile', name];
    expect((await call(argv('Local'))).code).toBe(0);
    expect(server.messages[0]).toContain('From: Shop <shop@example.com>');
    const live = await call(argv('Live'));
    expect([live.code, live.errors]).toEqual([2, expect.stringContaining('production profile: add --yes')]);
    expect((await call([...argv('Live'), '--yes'])).code).toBe(0);
    expect(server.messages).toHaveLength(2);
    const other = await call(argv('Other'));
    expect(other.code).toBe(2);
    expect(other.errors).toMatch(/no profile "Other".*\.vscode.settings\.json.*There are: Local, Live/);
  });
});

function writeSettings(text: string): void {
  write('.vscode/settings.json', text);
}

const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'a password in the URL',
    ['--to', 'b@x.test', '--smtp', `smtps://u:${password}@smtp.example.com`],
    /leave the password out of the URL.*MAILPROOF_PASSWORD/,
  ],
  [
    'a password in a URL that cannot be read',
    ['--to', 'b@x.test', '--smtp', `smtps://u:${password}#x@smtp.example.com`],
    /--smtp/,
  ],
  ['something else than a URL', ['--to', 'b@x.test', '--smtp', `u:${password}@smtp.example.com`], /--smtp takes a URL/],
  ['no recipient', ['--smtp', 'smtp://127.0.0.1:1'], /--to/],
  ['an address that is none', ['--to', 'b@x.test\r\nBcc: e@x.test', '--smtp', 'smtp://127.0.0.1:1'], /./],
  ['no server', ['--to', 'b@x.test'], /--profile NAME or --smtp URL/],
  ['two servers', ['--to', 'b@x.test', '--smtp', 'smtp://127.0.0.1:1', '--profile', 'x'], /cannot be combined/],
  ['no password', ['--to', 'b@x.test', '--smtp', 'smtps://u@smtp.example.com'], /MAILPROOF_PASSWORD/],
  ['an option of render', ['--to', 'b@x.test', '--smtp', 'smtp://127.0.0.1:1', '--eml'], /--eml is no option of send/],
];
for (const [name, argv, expected] of refusals) {
  test(`refused before anything is done: ${name}`, async () => {
    const { code, errors } = await call(['mails/a.hbs', '--from', 'a@x.test', ...argv]);
    expect([code, errors]).toEqual([2, expect.stringMatching(expected)]);
  });
}

test('an interrupted send ends at once, and is not sent', async () => {
  const controller = new AbortController();
  await withServer({ EHLO: () => controller.abort() }, async (server) => {
    const called = await call(
      [
        'mails/a.hbs',
        '--to',
        'b@x.test',
        '--from',
        'a@x.test',
        '--smtp',
        `smtp://127.0.0.1:${server.port}?ignoreTLS=true`,
      ],
      { signal: controller.signal },
    );
    expect([called.code, called.errors]).toEqual([5, 'Not sent: it was cancelled.\n']);
  });
});
