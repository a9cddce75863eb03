// @ts-check
import { createServer } from 'node:net';
import { Problem } from './problem.mjs';

/**
 * A loopback port that nobody uses at the moment. Not one of those that a system gives to whoever connects somewhere (from 32768 on
 * Linux, 49152 elsewhere, RFC 6335): a browser could have it before the server does that it is meant for.
 */
export function freePort() {
  return portFrom(20_000 + Math.floor(Math.random() * 12_000));
}

/**
 * The given port, or the next free one after it.
 *
 * @param {number} first
 */
export async function portFrom(first) {
  for (let port = first; port < first + 50 && port < 65536; port++) {
    try {
      return await tryPort(port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new Problem(`No free port between ${first} and ${first + 49}: choose another with --port.`);
}

/**
 * @param {number} port
 * @returns {Promise<number>}
 */
function tryPort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}
