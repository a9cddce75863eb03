import type { ProfileFields } from '../../protocol/profileEditor.ts';

/** Port and encryption as the form holds them. They belong together, so one moves the other until the user disagrees. */
export interface Connection {
  readonly port: string;
  readonly security: string;
  /** The one the form set because of the other: changing it by hand means "not so". */
  readonly moved?: 'port' | 'security';
  /** False once the user disagreed, until the two fit again. */
  readonly isLinked: boolean;
}

type Place = Pick<ProfileFields, 'host' | 'auth'>;

export function connectionOf(fields: Pick<ProfileFields, 'port' | 'security' | 'host' | 'auth'>): Connection {
  const { port, security } = fields;
  const usual = securityForPort(port, fields);
  return { port, security, isLinked: usual === undefined || usual === security };
}

export function changePort(connection: Connection, port: string, place: Place): Connection {
  const usual = securityForPort(port, place);
  const { security } = connection;
  if (usual === undefined || usual === security) return { port, security, isLinked: true };
  if (!connection.isLinked || connection.moved === 'port') return { port, security, isLinked: false };
  return { port, security: usual, moved: 'security', isLinked: true };
}

export function changeSecurity(connection: Connection, security: string, place: Place): Connection {
  const { port } = connection;
  const usual = securityForPort(port, place);
  // A port of the user's own says nothing about encryption, so it stays.
  if (usual === security || (usual === undefined && port.trim() !== '')) return { port, security, isLinked: true };
  if (!connection.isLinked || connection.moved === 'security') return { port, security, isLinked: false };
  return { port: portForSecurity(security, port, place), security, moved: 'port', isLinked: true };
}

/** undefined: the port says nothing about encryption. */
export function securityForPort(port: string, place: Place): 'tls' | 'starttls' | 'none' | undefined {
  switch (port.trim()) {
    case '465':
    // What relays have beside 465 and 587, where providers of networks close those.
    case '2465':
      return 'tls';
    case '587':
    case '2587':
      return 'starttls';
    case '1025':
      return 'none';
    case '25':
    case '2525':
      // Relays on these ports speak both. A sign-in decides: unencrypted, neither password nor token would be sent.
      return place.auth !== 'none' && !isLoopback(place.host) ? 'starttls' : 'none';
    default:
      return undefined;
  }
}

function portForSecurity(security: string, before: string, place: Place): string {
  const isRelays = before.trim() === '2465' || before.trim() === '2587';
  if (security === 'tls') return isRelays ? '2465' : '465';
  if (security === 'starttls') return isRelays ? '2587' : '587';
  return isLoopback(place.host) ? '1025' : '25';
}

export type ConnectionRemark =
  | { readonly kind: 'fine' }
  /** The two do not fit; `security` or `port` is what would. */
  | { readonly kind: 'unusual'; readonly port: string; readonly wanted: 'tls' | 'starttls' | 'none' }
  | { readonly kind: 'passwordUnencrypted' }
  | { readonly kind: 'unencrypted' };

export function connectionRemark(fields: Pick<ProfileFields, 'port' | 'security' | 'host' | 'auth'>): ConnectionRemark {
  const { port, security, host, auth } = fields;
  const isOpen = security === 'none' && !isLoopback(host) && host.trim() !== '';
  if (isOpen && auth !== 'none') return { kind: 'passwordUnencrypted' };
  const wanted = unusualFor(port.trim(), security);
  if (wanted !== undefined) return { kind: 'unusual', port: port.trim(), wanted };
  return isOpen ? { kind: 'unencrypted' } : { kind: 'fine' };
}

/** Pairs that hardly any server offers; what would be usual for the port. */
function unusualFor(port: string, security: string): 'tls' | 'starttls' | 'none' | undefined {
  if ((port === '465' || port === '2465') && security !== 'tls') return 'tls';
  if ((port === '587' || port === '2587') && security !== 'starttls') return 'starttls';
  if ((port === '25' || port === '2525') && security === 'tls') return 'starttls';
  // STARTTLS is Proton Mail Bridge's.
  if (port === '1025' && security === 'tls') return 'none';
  return undefined;
}

/** The names by which a computer means itself; anything else may be another one. */
export function isLoopback(host: string): boolean {
  const name = host.trim().toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
