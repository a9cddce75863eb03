// @ts-check
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Problem } from './problem.mjs';

/** @typedef {import('../../src/core/render/renderResult.ts').RenderResult} RenderResult */
/** @typedef {import('../../src/core/inbox/messageView.ts').MessageView} MessageView */

const silent = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * The main job with the extension's own bundles and no editor around them: the render process renders, nodemailer sends to
 * the local inbox over SMTP, the render process reads what was stored.
 *
 * @param {{ dist: string, template: string, report: (line: string) => void }} options
 */
export async function sendAndReadBack({ dist, template, report }) {
  const folder = await mkdtemp(join(tmpdir(), 'mailproof-headless-'));
  /** @type {typeof import('../../src/mailBundle.ts')} */
  const mail = createRequire(import.meta.url)(join(dist, 'mail.js'));
  const renderer = startRenderer(join(dist, 'renderer.js'));
  const inbox = await startInbox(join(dist, 'inboxServer.js'), folder);
  try {
    const request = { path: template, root: dirname(template), engine: 'auto', overrides: {} };
    /** @type {{ result: RenderResult }} */
    const { result } = await renderer.ask({ type: 'render', request });
    if (result.html === undefined) throw new Problem(`it was not rendered: ${JSON.stringify(result.problems)}`);
    report(`rendered it in a process of its own: ${(Buffer.byteLength(result.html) / 1024).toFixed(1)} KB of html`);

    const composed = await mail.composeMessage({
      from: { name: 'Mailproof', address: 'mailproof@mailproof.localhost' },
      to: [{ name: '', address: 'you@mailproof.localhost' }],
      subject: result.subject,
      html: result.html,
      text: result.text,
      images: [],
      messageId: `<${Date.now()}@mailproof.localhost>`,
      date: new Date(),
      mailproofId: 'headless',
    });
    if (composed.kind === 'invalid')
      throw new Problem(`the message is invalid: ${composed.field}: ${composed.reason.text}`);
    const { outcome } = await mail.sendMessage({
      profile: { host: '127.0.0.1', port: inbox.port, security: 'none', auth: 'none', to: [], environment: 'test' },
      message: composed.message,
      log: silent,
    });
    if (outcome.kind !== 'sent') throw new Problem(`it was not sent: ${JSON.stringify(outcome)}`);
    const stored = await inbox.arrival;
    const file = join(folder, 'messages', `${stored.id}.eml`);
    report(`sent it to the local inbox on 127.0.0.1:${inbox.port}, where it arrived as "${stored.subject}"`);

    /** @type {{ view: MessageView }} */
    const { view } = await renderer.ask({ type: 'parseMessage', file });
    if (view.html !== result.html) throw new Problem('what arrived is not what was rendered.');
    report('read it back: its html is byte for byte what was rendered');
  } finally {
    renderer.stop();
    await inbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} entry
 * @param {string} folder
 */
async function startInbox(entry, folder) {
  const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
  /** @type {(type: string) => Promise<any>} its next message of this type; the caller knows its shape */
  const next = (type) =>
    new Promise((resolve, reject) => {
      child.on('message', (/** @type {{ type: string }} */ message) => {
        if (message.type === type) resolve(message);
      });
      child.once('exit', (code) => reject(new Problem(`the inbox process ended with exit code ${code}`)));
    });
  const listening = next('listening');
  const stored = next('stored');
  child.send({ type: 'start', folder, port: 1025, offersStartTls: false, chaos: [] });
  const { port } = await listening;
  stored.catch(() => undefined);
  return {
    port,
    /** @type {Promise<import('../../src/core/inbox/messageWriter.ts').StoredMessage>} */
    arrival: stored.then(({ messages }) => messages[0]),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.send({ type: 'stop' });
      }),
  };
}

/** @param {string} entry */
function startRenderer(entry) {
  const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let nextId = 1;
  return {
    /**
     * @param {Record<string, unknown>} message
     * @returns {Promise<any>} the answer with the same id; the caller knows its shape
     */
    ask(message) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        child.on('message', (/** @type {{ type: string, id?: number, reason?: string }} */ answer) => {
          if (answer.id !== id) return;
          if (answer.type === 'failed') reject(new Problem(`the render process failed: ${answer.reason}`));
          else resolve(answer);
        });
        child.once('exit', (code) => reject(new Problem(`the render process ended with exit code ${code}`)));
        child.send({ ...message, id });
      });
    },
    stop: () => child.kill(),
  };
}
