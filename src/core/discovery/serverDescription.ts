import { problemOfHost } from '../profiles/serverFields.ts';
import { decodeXml, parseXml, type XmlElement } from './xmlElements.ts';
import type { FoundAccount, FoundServer } from './foundAccount.ts';

/**
 * Reads the file with which providers describe their mail servers to mail programs, `config-v1.1.xml`
 * (draft-ietf-mailmaint-autoconfig; https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat). The best way to send
 * first. Empty: it is no such file, or names no server that could be used.
 */
export function readServerDescription(bytes: Uint8Array, address: string): readonly FoundAccount[] {
  const root = parseXml(decodeXml(bytes));
  if (root?.name !== 'clientConfig') return [];
  const provider = root.children.find(({ name }) => name === 'emailProvider');
  if (provider === undefined) return [];
  const servers = provider.children.slice(0, maxServers);
  const incoming = (protocol: 'imap' | 'pop3'): FoundServer | undefined =>
    best(servers.filter((server) => server.name === 'incomingServer' && server.attributes.get('type') === protocol))[0];
  const imap = incoming('imap');
  const pop3 = incoming('pop3');
  const outgoing = servers.filter(
    (server) => server.name === 'outgoingServer' && server.attributes.get('type') === 'smtp',
  );
  return best(outgoing).map((server) => ({
    smtp: { host: server.host, port: server.port, security: server.security },
    user: userOf(server.element, address),
    auth: authOf(server.element),
    ...(imap === undefined ? {} : { imap: { host: imap.host, port: imap.port, security: imap.security } }),
    ...(pop3 === undefined ? {} : { pop3: { host: pop3.host, port: pop3.port, security: pop3.security } }),
  }));
}

/** TLS before STARTTLS (RFC 8314, section 3), otherwise in the order of the file, which is the provider's own. */
function best(elements: readonly XmlElement[]): readonly (FoundServer & { readonly element: XmlElement })[] {
  const servers = elements.flatMap((element) => {
    const server = serverOf(element);
    return server === undefined ? [] : [{ ...server, element }];
  });
  return [
    ...servers.filter(({ security }) => security === 'tls'),
    ...servers.filter(({ security }) => security !== 'tls'),
  ];
}

function serverOf(element: XmlElement): FoundServer | undefined {
  const host = textOf(element, 'hostname').toLowerCase();
  const port = Number(textOf(element, 'port'));
  if (problemOfHost(host) !== undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const socket = textOf(element, 'socketType').toUpperCase();
  // "plain" is tried with STARTTLS: a file of the network must not be what takes the encryption away.
  return { host, port, security: socket === 'SSL' || socket === 'TLS' ? 'tls' : 'starttls' };
}

/** Several ways in one file: a password where there is one, because everybody has one. */
function authOf(element: XmlElement): FoundAccount['auth'] {
  const ways = element.children.filter(({ name }) => name === 'authentication').map(({ text }) => text.toLowerCase());
  if (ways.some((way) => way.startsWith('password') || way === 'plain' || way === 'secure')) return 'password';
  if (ways.includes('oauth2')) return 'oauth2';
  return ways.includes('none') || ways.includes('client-ip-address') ? 'none' : 'password';
}

function userOf(element: XmlElement, address: string): string {
  const at = address.lastIndexOf('@');
  const written = textOf(element, 'username');
  const user = (written === '' ? '%EMAILADDRESS%' : written)
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', () => address.slice(0, at))
    .replaceAll('%EMAILDOMAIN%', () => address.slice(at + 1));
  // A form of the provider that asks for more than the address (%REALNAME%, a number of a customer).
  return user.includes('%') || /\p{Cc}/u.test(user) ? '' : user.slice(0, 320);
}

function textOf(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? '';
}

const maxServers = 50;
