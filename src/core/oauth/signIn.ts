import { openServer, type ServerOptions } from './authorizationServer.ts';
import { defaultOAuthTimeouts } from './boundedFetch.ts';
import { beginCodeFlow, endCodeFlow } from './codeFlow.ts';
import { describeOAuthFailure } from './describeFailure.ts';
import { failed, type OAuthResult } from './failure.ts';
import { isLoopback } from './parseProviders.ts';
import { parsePastedRedirect } from './pastedRedirect.ts';
import type { OAuthProvider } from './provider.ts';
import { RedirectListener, type Redirect } from './redirectListener.ts';
import type { PageText } from './redirectPage.ts';
import { sentence, type Words } from '../sentence.ts';
import type { TokenSet } from './tokenSet.ts';

export interface BrowserSignIn extends ServerOptions {
  readonly scopes: readonly string[];
  /** Of `scopes`, those without which the token is of no use. */
  readonly needed: readonly string[];
  /** The address to sign in with; may be empty. */
  readonly loginHint: string;
  /** How a browser that may run on another computer reaches an address of this one. */
  readonly reach: (address: string) => Promise<string>;
  /** Puts words into the language of the person, for the last page in the browser. */
  readonly say: (words: Words) => string;
  /** The person can begin. */
  readonly onReady: (pending: PendingSignIn) => void;
}

export interface PendingSignIn {
  /** Where the browser has to go. */
  readonly url: string;
  /** False: the browser will end on a page that it cannot reach, whose address has to be pasted. */
  readonly comesBack: boolean;
  /** Takes the address that the browser ended on. False: it is not such an address, and nothing has happened. */
  readonly paste: (text: string) => boolean;
}

/**
 * Authorization code with PKCE and a redirect to this computer. However it ends, nothing listens any more and nothing is stored:
 * that is up to whoever gets the tokens.
 */
export async function signInWithBrowser(
  provider: OAuthProvider,
  options: BrowserSignIn,
): Promise<OAuthResult<TokenSet>> {
  const opened = await openServer(provider, options);
  if (opened.kind !== 'ok') return opened;
  let listener: RedirectListener;
  try {
    listener = await RedirectListener.listen(Number(new URL(provider.redirectUri).port));
  } catch (error) {
    return failed('local', error instanceof Error ? error.message : String(error));
  }
  try {
    const { redirectUri, comesBack } = await wayBack(provider.redirectUri, listener.port, options.reach);
    const begun = await beginCodeFlow(opened.value, { ...options, redirectUri });
    if (begun.kind !== 'ok') return begun;
    listener.expect({ redirectUri, state: begun.value.state });
    const redirect = await nextRedirect(listener, options, { url: begun.value.url, comesBack });
    if (redirect === 'cancelled') return { kind: 'cancelled' };
    if (redirect === 'time-out') return failed('time-out');
    const result = await endCodeFlow(opened.value, begun.value, {
      parameters: redirect.parameters,
      needed: options.needed,
      now: options.ports.now(),
    });
    await redirect.answer(pageOf(result, provider, options.say));
    return result;
  } finally {
    await listener.close();
  }
}

/**
 * The redirect address for exactly this listener. Behind a tunnel its port is another one, which providers accept of a loopback
 * address (RFC 8252, section 7.3); an address of any other kind they do not know, and so the browser's last page stays unreached.
 */
async function wayBack(
  wanted: string,
  port: number,
  reach: BrowserSignIn['reach'],
): Promise<{ readonly redirectUri: string; readonly comesBack: boolean }> {
  const own = withPort(wanted, port);
  const hasFixedPort = new URL(wanted).port !== '';
  const external = await reach(own);
  if (!URL.canParse(external)) return { redirectUri: own, comesBack: false };
  const { protocol, hostname, port: externalPort, pathname } = new URL(external);
  // A proxy with a path of its own is another address, and none that is registered.
  const isHere = protocol === 'http:' && isLoopback(hostname) && pathname === new URL(own).pathname;
  if (!isHere || (hasFixedPort && externalPort !== String(port))) return { redirectUri: own, comesBack: false };
  return { redirectUri: withPort(wanted, Number(externalPort || 80)), comesBack: true };
}

/** As it is registered, to the letter: some compare the path, and `http://localhost` has none. */
function withPort(redirectUri: string, port: number): string {
  const [, start, path] = /^(http:\/\/[^/:]+)(?::\d+)?(.*)$/.exec(redirectUri) ?? [];
  return `${start ?? 'http://127.0.0.1'}:${port}${path ?? ''}`;
}

async function nextRedirect(
  listener: RedirectListener,
  { signal, ports, onReady }: BrowserSignIn,
  pending: Pick<PendingSignIn, 'url' | 'comesBack'>,
): Promise<Redirect | 'cancelled' | 'time-out'> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    return await new Promise<Redirect | 'cancelled' | 'time-out'>((resolve) => {
      onAbort = () => resolve('cancelled');
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
      timer = setTimeout(() => resolve('time-out'), ports.timeouts?.signIn ?? defaultOAuthTimeouts.signIn);
      void listener.received.then(resolve);
      const paste = (text: string): boolean => {
        const parameters = parsePastedRedirect(text);
        if (parameters !== undefined) resolve({ parameters, answer: () => Promise.resolve() });
        return parameters !== undefined;
      };
      if (!signal.aborted) onReady({ ...pending, paste });
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function pageOf(result: OAuthResult<TokenSet>, provider: OAuthProvider, say: BrowserSignIn['say']): PageText {
  switch (result.kind) {
    case 'ok':
      return {
        title: say(
          result.value.account === ''
            ? sentence('You are signed in')
            : sentence('You are signed in as {0}', result.value.account),
        ),
        message: say(sentence('Mailproof has what it needs. You can close this page and go back to VS Code.')),
      };
    case 'cancelled':
      return {
        title: say(sentence('The sign-in was cancelled')),
        message: say(sentence('Nothing was stored. You can close this page.')),
      };
    case 'failed': {
      const { message, remedy } = describeOAuthFailure(result.failure, provider);
      return { title: say(sentence('You are not signed in')), message: `${say(message)} ${say(remedy)}` };
    }
  }
}
