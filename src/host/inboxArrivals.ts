import type { MessageStore } from '../core/inbox/messageStore.ts';
import type { StoredMessage } from '../core/inbox/messageWriter.ts';
import type { MessageOrigin } from '../core/inbox/sidecar.ts';

/** What this window sends to its inbox, until it has arrived: by the `X-Mailproof-Id` of each message. */
export class InboxArrivals {
  readonly #store: MessageStore;
  readonly #expected = new Map<string, MessageOrigin>();

  constructor(store: MessageStore) {
    this.#store = store;
  }

  /** To be called before the message is sent. */
  expect(mailproofId: string, origin: MessageOrigin): void {
    this.#expected.set(mailproofId, origin);
    const oldest = this.#expected.keys().next();
    if (this.#expected.size > maxExpected && oldest.done !== true) this.#expected.delete(oldest.value);
  }

  /** The message that was sent with this id. It has been acknowledged, and shows within a moment. */
  async arrivalOf(mailproofId: string): Promise<StoredMessage | undefined> {
    const found = this.#find(mailproofId);
    if (found !== undefined) return found;
    return new Promise((resolve) => {
      const end = (message: StoredMessage | undefined): void => {
        clearTimeout(timer);
        stop();
        resolve(message);
      };
      const stop = this.#store.onDidChange(() => {
        const message = this.#find(mailproofId);
        if (message !== undefined) end(message);
      });
      const timer = setTimeout(() => end(undefined), arrivalMs);
    });
  }

  /** Notes where those that are there by now come from. */
  async note(): Promise<void> {
    for (const [mailproofId, origin] of this.#expected) {
      const message = this.#find(mailproofId);
      if (message === undefined) continue;
      this.#expected.delete(mailproofId);
      await this.#store.setOrigin(message.id, origin);
    }
  }

  #find(mailproofId: string): StoredMessage | undefined {
    return this.#store.list().find((message) => message.mailproofId === mailproofId);
  }
}

const arrivalMs = 3000;
const maxExpected = 100;
