import { randomUUID } from 'node:crypto';

/**
 * The id of the next message of each mail, which becomes its Message-ID and `X-Mailproof-Id`. It is decided before anybody sends, so
 * that an exported message is the one that is sent next, and it stays while it is not known whether the message arrived: whoever has
 * it already can tell that the second one is the same.
 */
export class MailIdentities {
  readonly #next = new Map<string, string>();

  next(template: string, dataSet: string | undefined): string {
    const key = keyOf(template, dataSet);
    const id = this.#next.get(key) ?? randomUUID();
    this.#next.set(key, id);
    return id;
  }

  /** For a message that goes out now: nobody else gets it. */
  take(template: string, dataSet: string | undefined): string {
    const id = this.next(template, dataSet);
    this.#next.delete(keyOf(template, dataSet));
    return id;
  }

  /** It is not known whether the message arrived. */
  giveBack(template: string, dataSet: string | undefined, id: string): void {
    this.#next.set(keyOf(template, dataSet), id);
  }
}

function keyOf(template: string, dataSet: string | undefined): string {
  return `${template}\n${dataSet ?? ''}`;
}
