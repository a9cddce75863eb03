// @ts-check
// A process of its own that sends mail: argv[2] is a JSON of `ClientsOptions`. Says on its channel what was acknowledged.
import net from 'node:net';

/**
 * @typedef {object} ClientsOptions
 * @property {number} port
 * @property {number} connections at once
 * @property {boolean} isKept many messages on a connection, or one each
 * @property {number} [perSecond] of all connections together; absent: as many as are taken
 * @property {number} [seconds]
 * @property {number} [count] of all connections together
 * @property {number} sizeBytes
 */

/** @type {ClientsOptions} */
const options = JSON.parse(process.argv[2] ?? '');
const line = `${'lorem ipsum dolor sit amet consectetur '.repeat(2).slice(0, 74)}\r\n`;
const body = line.repeat(Math.ceil(options.sizeBytes / line.length));
let started = 0;
let failed = 0;
/** @type {string[]} */
let acknowledged = [];
const began = performance.now();
const isOver = () =>
  (options.count !== undefined && started >= options.count) ||
  (options.seconds !== undefined && performance.now() - began > options.seconds * 1000);

/** When the next message may begin. */
function pauseMs() {
  return options.perSecond === undefined ? 0 : (started / options.perSecond) * 1000 - (performance.now() - began);
}

/** @returns {Promise<void>} */
const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function client() {
  while (!isOver()) {
    const socket = net.connect(options.port, '127.0.0.1').setNoDelay(true);
    const answers = answersOf(socket);
    try {
      await expectCode(answers, 220);
      await say(socket, answers, 'EHLO load', 250);
      do {
        const pause = pauseMs();
        started++;
        if (pause > 0) await wait(pause);
        await send(socket, answers);
      } while (options.isKept && !isOver());
      await say(socket, answers, 'QUIT', 221);
    } catch (error) {
      failed++;
      if (failed > 20) return;
      if (process.env['MAILPROOF_VERBOSE'] !== undefined) console.error(error);
    } finally {
      socket.destroy();
    }
  }
}

/** @param {net.Socket} socket @param {AsyncIterator<string>} answers */
async function send(socket, answers) {
  const id = `${process.pid}-${started}-${Math.random().toString(36).slice(2)}`;
  // In one piece, as PIPELINING allows.
  socket.write('MAIL FROM:<load@a.test>\r\nRCPT TO:<you@b.test>\r\nDATA\r\n');
  for (const code of [250, 250, 354]) await expectCode(answers, code);
  await say(socket, answers, `From: Load <load@a.test>\r\nSubject: ${id}\r\n\r\n${body}end ${id}\r\n.`, 250);
  acknowledged.push(id);
}

/** @param {net.Socket} socket @param {AsyncIterator<string>} answers @param {string} text @param {number} code */
async function say(socket, answers, text, code) {
  socket.write(`${text}\r\n`);
  await expectCode(answers, code);
}

/** @param {AsyncIterator<string>} answers @param {number} code */
async function expectCode(answers, code) {
  const { value, done } = await answers.next();
  if (done === true || !value.startsWith(String(code))) throw new Error(`${code} expected: ${value}`);
}

/** @param {net.Socket} socket @returns {AsyncGenerator<string>} last lines of answers */
async function* answersOf(socket) {
  let rest = '';
  for await (const data of socket) {
    rest += data;
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const answer = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (/^\d{3} /.test(answer)) yield answer;
    }
  }
}

const report = () => {
  process.send?.({ acknowledged, failed });
  acknowledged = [];
};
const timer = setInterval(report, 20);
await Promise.all(Array.from({ length: options.connections }, client));
clearInterval(timer);
report();
process.send?.({ isDone: true, ms: performance.now() - began, started, failed });
process.disconnect();
