/** The version of an IP address; undefined: it is none. As `isIP` of `node:net`, without which a process knows no network. */
export function ipVersionOf(text: string): 4 | 6 | undefined {
  if (isIpv4(text)) return 4;
  const [address = '', zone, ...more] = text.split('%');
  const isZoneGood = zone === undefined || /^[\w.:-]+$/.test(zone);
  return more.length === 0 && isZoneGood && isIpv6(address) ? 6 : undefined;
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** RFC 4291, section 2.2: eight groups, one run of zeros left out, and the last two perhaps written as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1)?.at(-1) ?? '';
  const isMixed = last.includes('.');
  if (isMixed && !isIpv4(last)) return false;
  const all = groups.flat();
  if (!(isMixed ? all.slice(0, -1) : all).every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  const count = all.length + (isMixed ? 1 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
