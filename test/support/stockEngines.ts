import path from 'node:path';
import { Worker } from 'node:worker_threads';

export interface StockJob {
  readonly text: string;
  readonly partials: Readonly<Record<string, string>>;
  /** Absent: the text is MJML alone. */
  readonly data?: unknown;
}

/** npm's handlebars and mjml as they come, whatever Mailproof does to its own copy of them. */
export class StockEngines {
  readonly #worker = new Worker(path.join(import.meta.dirname, 'stockWorker.mjs'), {
    // What MJML says of each unknown tag is nothing to read here.
    stdout: true,
    stderr: true,
  });
  readonly #waiting = new Map<number, (html: string | undefined) => void>();
  #jobs = 0;

  constructor() {
    // Our own worker says nothing else.
    this.#worker.on('message', ({ id, html }: { readonly id: number; readonly html?: string }) => {
      this.#waiting.get(id)?.(html);
      this.#waiting.delete(id);
    });
  }

  /** Undefined when the build fails. */
  render(job: StockJob): Promise<string | undefined> {
    const id = this.#jobs++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, ...job });
    });
  }

  async dispose(): Promise<void> {
    await this.#worker.terminate();
  }
}
