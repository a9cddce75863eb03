import type { Page } from 'playwright-core';
import { waitFor } from '../../../scripts/host/waiting.mjs';

/**
 * Before the window is reloaded: VS Code in a browser saves its state a while after a change, and not for certain while it is
 * reloaded.
 *
 * @param templates names of files, each of which a preview shows
 */
export async function untilPreviewsAreSaved(window: Page, templates: readonly string[]): Promise<void> {
  for (const template of templates) {
    await waitFor(`VS Code to save the preview of ${template}`, () => window.evaluate(isPreviewSaved, template), {
      timeoutMs: 100_000,
      intervalMs: 500,
    });
  }
}

/** Runs in the window: whether what VS Code would come back with has a preview of this template. */
async function isPreviewSaved(template: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name ?? ''));
    try {
      for (const store of database.objectStoreNames) {
        const values = await done<unknown[]>(database.transaction(store).objectStore(store).getAll());
        const isSaved = values.some(
          (value) =>
            typeof value === 'string' &&
            value.includes(`Preview: ${template}`) &&
            new RegExp(`template[\\\\"]+:[\\\\"]+[^"\\\\]*${template}`).test(value),
        );
        if (isSaved) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}
