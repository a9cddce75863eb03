/** What the world outside gives to this folder. */
export interface OAuthPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timeouts?: Partial<OAuthTimeouts>;
}

/** In milliseconds. */
export interface OAuthTimeouts {
  /** For one answer of a provider, its body included. */
  readonly request: number;
  /** For a person with a browser. */
  readonly signIn: number;
}

export const defaultOAuthTimeouts: OAuthTimeouts = { request: 20_000, signIn: 600_000 };

/** As the library asks; a body that is undefined is none. */
interface BoundedRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: URLSearchParams | undefined;
  readonly redirect: 'manual';
  readonly signal?: AbortSignal | undefined;
}

/** `fetch` that ends: after some time, and after an answer longer than any provider's. */
export function boundedFetch({
  fetch,
  timeouts,
}: OAuthPorts): (url: string, request: BoundedRequest) => Promise<Response> {
  return async (url, { method, headers, body, redirect, signal }) => {
    const limit = AbortSignal.timeout(timeouts?.request ?? defaultOAuthTimeouts.request);
    const response = await fetch(url, {
      method,
      headers,
      redirect,
      ...(body === undefined ? {} : { body }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const { status } = response;
    const text = await readBounded(response);
    return new Response(text === '' ? null : text, { status, headers: response.headers });
  };
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Error(`The answer is longer than ${maxAnswerBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Discovery documents have some kilobytes, tokens of large organisations as well. */
const maxAnswerBytes = 256 * 1024;
