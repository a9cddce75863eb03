import { sentence } from '../sentence.ts';
import { endpoint, type FailureText } from './failureContext.ts';
import { proxyName, type Proxy } from './proxy.ts';
import type { ProxyRefusal } from './proxyTunnel.ts';

/** The proxy answered, and did not connect. */
export function describeProxyRefusal(
  refusal: ProxyRefusal,
  proxy: Proxy,
  context: Parameters<typeof endpoint>[0],
): FailureText {
  const name = proxyName(proxy);
  switch (refusal.kind) {
    case 'auth':
      return {
        code: 'proxy-auth',
        message: sentence('The proxy {0} wants a sign-in, which Mailproof does not do.', name),
        remedy: sentence('Ask whoever runs the proxy for one that needs no sign-in, or for an exception for mail.'),
        detail: '',
      };
    case 'refused':
      return {
        code: 'proxy-refused',
        message: sentence('The proxy {0} did not connect to {1}.', name, endpoint(context)),
        remedy: sentence('Many proxies allow web pages only: whoever runs it has to allow this host and port.'),
        detail: refusal.answer,
      };
    case 'closed':
      return {
        code: 'proxy-refused',
        message: sentence('The proxy {0} closed the connection instead of connecting to {1}.', name, endpoint(context)),
        remedy: sentence('Many proxies allow web pages only: whoever runs it has to allow this host and port.'),
        detail: '',
      };
    case 'malformed':
      return {
        code: 'proxy-failed',
        message: sentence('{0} is not a proxy of this kind.', name),
        remedy: checkSetting,
        detail: refusal.answer,
      };
  }
}

/** There was no talking to the proxy at all. */
export function describeProxyUnreachable(proxy: Proxy, detail: string): FailureText {
  return {
    code: 'proxy-unreachable',
    message: sentence('The proxy {0} cannot be reached.', proxyName(proxy)),
    remedy: checkSetting,
    detail,
  };
}

export function describeProxySilence(proxy: Proxy, detail: string): FailureText {
  return {
    code: 'proxy-failed',
    message: sentence('The proxy {0} did not answer.', proxyName(proxy)),
    remedy: checkSetting,
    detail,
  };
}

/** What stands in the setting is none; it is not quoted, because it may hold a password. */
export function describeProxySetting(why: 'form' | 'secret'): FailureText {
  return {
    code: 'proxy-setting',
    message:
      why === 'secret'
        ? sentence(
            'The proxy in the settings holds a user or a password, which belong into no setting; nothing was sent.',
          )
        : sentence('The proxy in the settings cannot be read; nothing was sent.'),
    remedy: sentence('Write it as http://proxy.example.com:3128 or socks5://127.0.0.1:1080.'),
    detail: '',
  };
}

const checkSetting = sentence('Check the setting "mailproof.send.proxy", and whether a VPN is needed.');
