import { SHARE_ENV, Worker } from 'node:worker_threads';

/**
 * Ends this process when its parent is gone, or when it takes more memory than any mail needs. A template that loops keeps the
 * main thread from hearing that the channel was closed, and a parent that is killed hard cannot end its children: the watch
 * needs a thread of its own. V8's limit of the heap does not count buffers, which code of a project can make.
 *
 * Starting a thread takes as much computing as a small mail: to be called once there is something to watch, and not before.
 */
export function watchFromAside(): void {
  worker ??= new Worker(watch, {
    eval: true,
    workerData: { parent: process.ppid, maxBytes },
    execArgv: [],
    env: SHARE_ENV,
  });
  worker.unref();
}

let worker: Worker | undefined;

/** To be called over and over by what a template without end goes through; the watch begins when that goes on for long. */
export function watchWhatLasts(): () => void {
  const started = performance.now();
  let steps = 0;
  return () => {
    if (++steps % stepsAtOnce === 0 && performance.now() - started > lastingMs) watchFromAside();
  };
}

/** Asking for the time takes longer than a small helper does. */
const stepsAtOnce = 256;
/** By far longer than mails take, and much shorter than anybody minds a process without a parent. */
const lastingMs = 300;

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
