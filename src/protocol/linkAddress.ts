/** What may be done with a link of a mail. The mail is foreign: only addresses of the web and of mail are ever opened. */
export type LinkAddress =
  /** `url` as it will be used: a host in look-alike letters reads as punycode. */
  | { readonly kind: 'openable'; readonly url: string }
  /** `scheme` with its colon. */
  | { readonly kind: 'refused'; readonly url: string; readonly scheme: string }
  | { readonly kind: 'incomplete'; readonly url: string };

export function linkAddress(href: string): LinkAddress {
  if (!URL.canParse(href)) return { kind: 'incomplete', url: href };
  const { href: url, protocol: scheme } = new URL(href);
  return openable.has(scheme) ? { kind: 'openable', url } : { kind: 'refused', url, scheme };
}

const openable: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
