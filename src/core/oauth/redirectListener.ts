import http from 'node:http';
import { redirectPage, type PageText } from './redirectPage.ts';

/** The answer of a provider that came back through the browser. */
export interface Redirect {
  readonly parameters: URLSearchParams;
  /** What the browser shows at the end. Once; without, the browser gets a page without a result when the listener closes. */
  readonly answer: (text: PageText) => Promise<void>;
}

export interface ExpectedRedirect {
  /** As the browser was told: its host and port may be those of a tunnel. */
  readonly redirectUri: string;
  readonly state: string;
}

/**
 * Waits on 127.0.0.1 for the browser to come back (RFC 8252, section 7.3). Any page in any browser of this computer, and any
 * program, can come here: one request is answered, the first that is the expected one; all others are refused and change nothing.
 */
export class RedirectListener {
  readonly port: number;
  readonly #server: http.Server;
  #expected: ExpectedRedirect | undefined;
  #isTaken = false;
  #resolve: (redirect: Redirect) => void = () => undefined;
  readonly received: Promise<Redirect>;

  private constructor(server: http.Server) {
    this.#server = server;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.received = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    server.on('request', (request, response) => this.#hear(request, response));
  }

  /** `port` 0: any free one. Rejects where it cannot listen. */
  static async listen(port: number): Promise<RedirectListener> {
    const server = http.createServer({ maxHeaderSize: 32 * 1024, requestTimeout: 10_000, headersTimeout: 10_000 });
    server.maxConnections = 16;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    server.removeAllListeners('error');
    server.on('error', () => undefined);
    return new RedirectListener(server);
  }

  expect(expected: ExpectedRedirect): void {
    this.#expected = expected;
  }

  /** Nothing listens any more when this has resolved. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #hear(request: http.IncomingMessage, response: http.ServerResponse): void {
    request.resume();
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      void respond(response, refusal, {
        title: 'This is not the answer that Mailproof waits for',
        message: 'Nothing was changed. Go back to VS Code to sign in.',
      });
      return;
    }
    this.#isTaken = true;
    const parameters = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    this.#resolve({ parameters, answer: (text) => respond(response, 200, text) });
  }

  /** The status to refuse with; undefined: it is the one. */
  #refusalOf({ method, url = '/', headers }: http.IncomingMessage): number | undefined {
    if (this.#isTaken) return 410;
    if (this.#expected === undefined) return 404;
    if (method !== 'GET') return 405;
    const expected = new URL(this.#expected.redirectUri);
    // A page whose own name was made to lead here (DNS rebinding) still says its own name.
    if (headers.host !== expected.host) return 421;
    if (!URL.canParse(url, expected.origin)) return 400;
    const { pathname, searchParams } = new URL(url, expected.origin);
    if (pathname !== expected.pathname) return 404;
    // A script, a form or a frame of another page; a provider sends the whole tab here (https://www.w3.org/TR/fetch-metadata/).
    if (!['null', undefined].includes(headers.origin) || !isNavigation(headers)) return 403;
    const states = searchParams.getAll('state');
    return states.length === 1 && states[0] === this.#expected.state ? undefined : 403;
  }
}

/** Browsers that do not say so are old; programs need not say so. */
function isNavigation(headers: http.IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  const destination = headers['sec-fetch-dest'];
  return (mode === undefined || mode === 'navigate') && (destination === undefined || destination === 'document');
}

async function respond(response: http.ServerResponse, status: number, text: PageText): Promise<void> {
  const { html, policy } = redirectPage(text);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    connection: 'close',
  });
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(html, () => resolve());
  });
}
