import { watch } from 'node:fs';
import type * as vscode from 'vscode';
import { ownerFileName } from '../core/inbox/storeOwner.ts';
import type { Logger } from '../core/log.ts';
import { reasonOf } from '../core/reasonOf.ts';

/** Calls back a moment after another window of the workspace has begun or ended to receive. */
export function watchOwner(folder: string, { look, log }: { look: () => void; log: Logger }): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const lookOnce = (): void => {
    timer = undefined;
    look();
  };
  let close = (): void => undefined;
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === ownerFileName) timer ??= setTimeout(lookOnce, settleMs);
    });
    watcher.on('error', (error) => log.warn(`inbox: ${error.message}`));
    close = () => watcher.close();
  } catch (error) {
    log.warn(`inbox: windows do not hear of each other: ${reasonOf(error)}`);
  }
  return {
    dispose: () => {
      clearTimeout(timer);
      close();
    },
  };
}

/** The file is written in more than one step. */
const settleMs = 100;
