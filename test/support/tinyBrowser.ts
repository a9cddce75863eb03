import http from 'node:http';

/** A browser without a screen: follows redirects, keeps cookies, and sends forms. */
export class TinyBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #unreachable: string | undefined;

  /** `unreachable`: the start of addresses that lead nowhere; there the browser shows an error, and the address. */
  constructor({ unreachable }: { readonly unreachable?: string } = {}) {
    this.#unreachable = unreachable;
  }

  /** Goes there and on, as long as it is led on by the same origin. */
  async open(address: string): Promise<Page> {
    return this.#go(address, { method: 'GET' });
  }

  /** Sends the first form of a page, with its hidden fields. */
  async submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = /<form[^>]*\baction="([^"]+)"/i.exec(page.text)?.[1] ?? page.address;
    const hidden = [...page.text.matchAll(/<input[^>]*>/gi)].flatMap(([input]) => {
      const name = /\bname="([^"]+)"/.exec(input)?.[1];
      const value = /\bvalue="([^"]*)"/.exec(input)?.[1] ?? '';
      return name === undefined ? [] : [[name, value] as const];
    });
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.#go(new URL(action, page.address).href, { method: 'POST', body: body.toString() });
  }

  async #go(address: string, first: Sent): Promise<Page> {
    let next = address;
    let sent = first;
    for (let hop = 0; hop < 15; hop++) {
      if (this.#unreachable !== undefined && next.startsWith(this.#unreachable))
        return { address: next, status: 0, text: '', headers: {} };
      const { location, page } = await this.#ask(next, sent);
      if (location === undefined) return page;
      next = new URL(location, next).href;
      sent = { method: 'GET' };
    }
    throw new Error(`Led around in circles by ${address}`);
  }

  /** Not `fetch`, which says of itself that it is a script and no navigation. */
  #ask(
    address: string,
    { method, body }: Sent,
  ): Promise<{ readonly location: string | undefined; readonly page: Page }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { cookie, ...type, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    return new Promise((resolve, reject) => {
      const request = http.request(address, { method, headers, agent: false }, (response) => {
        for (const line of response.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          this.#cookies.set(name, value);
        }
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ location: headers.location, page: { address, status, text, headers } });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

export interface Page {
  readonly address: string;
  readonly status: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}
