/** What every page that shows a mail can say about it. */
export type FromMailFrame =
  /** A link in the mail was clicked. The host decides whether it may be opened and asks. */
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'showRemoteImages'; readonly allowed: boolean };

/** undefined: not one of these messages. */
export function parseFromMailFrame(value: object): FromMailFrame | undefined {
  if (!('type' in value)) return undefined;
  switch (value.type) {
    case 'openLink':
      return 'href' in value && typeof value.href === 'string' && value.href.length <= maxHrefLength
        ? { type: 'openLink', href: value.href }
        : undefined;
    case 'showRemoteImages':
      return 'allowed' in value && typeof value.allowed === 'boolean'
        ? { type: 'showRemoteImages', allowed: value.allowed }
        : undefined;
    default:
      return undefined;
  }
}

/** Longer than any link a mail client opens; a longer one is an attack or an accident. */
const maxHrefLength = 8192;
