import { SHARE_ENV, Worker } from 'node:worker_threads';

/**
 * Ends this process when its parent is gone, or when it takes more memory than any mail needs. A template that loops keeps the
 * main thread from hearing that the channel was closed, and a parent that is killed hard cannot end its children: the watch
 * needs a thread of its own. V8's limit of the heap does not count buffers, which code of a project can make.
 */
export function watchFromAside(): void {
  new Worker(watch, {
    eval: true,
    workerData: { parent: process.ppid, maxBytes },
    execArgv: [],
    env: SHARE_ENV,
  }).unref();
}

/** Twice the limit of the heap, which grows past it for a moment while garbage is collected. */
const maxBytes = 1024 * 1024 * 1024;

// Signal 0 only asks whether the process is there. On Unix an orphan also gets another parent.
const watch = `
const { parent, maxBytes } = require('node:worker_threads').workerData;
setInterval(() => {
  if (process.memoryUsage.rss() > maxBytes) process.kill(process.pid, 'SIGKILL');
}, 100);
setInterval(() => {
  let isAlone = process.ppid !== parent;
  try {
    process.kill(parent, 0);
  } catch {
    isAlone = true;
  }
  if (isAlone) process.kill(process.pid, 'SIGKILL');
}, 1000);
`;
