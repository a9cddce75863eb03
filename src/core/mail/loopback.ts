import net from 'node:net';

/** A host of a profile that is this machine for certain: an address literal, or the name `localhost`. */
export function isLoopbackHost(host: string): boolean {
  return host.toLowerCase() === 'localhost' || isLoopbackAddress(host);
}

export function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return (net.isIPv4(plain) && plain.startsWith('127.')) || plain === '::1';
}
