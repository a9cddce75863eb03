import { Worker } from 'node:worker_threads';

/**
 * Ends this process when its parent is gone. A template that loops keeps the main thread from hearing that the channel was
 * closed, and a parent that is killed hard cannot end its children: the watch needs a thread of its own.
 */
export function endWithParent(): void {
  new Worker(watch, { eval: true, workerData: process.ppid, execArgv: [] }).unref();
}

// Signal 0 only asks whether the process is there. On Unix an orphan also gets another parent.
const watch = `
const { workerData: parent } = require('node:worker_threads');
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
