export interface ImageFolders {
  /** The folder that relative addresses start from, as a webview URI with a slash at the end. Absent: nothing local can be shown. */
  readonly baseUrl?: string | undefined;
  /** The folder that `..` and a leading slash may reach but not leave, a parent of `baseUrl`; without it, `baseUrl` itself. */
  readonly rootUrl?: string | undefined;
}

export type ImageAddress =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly url: string }
  /** Cannot be shown here: outside of the folder, `cid:` without its part, `file:`, or not an address at all. */
  | { readonly kind: 'unavailable' };

/** Where an image address in a mail leads. Local addresses come back as webview URIs, without query and fragment: files have none. */
export function imageAddress(raw: string, folders: ImageFolders): ImageAddress {
  const address = raw.trim();
  if (/^data:image\//i.test(address)) return { kind: 'embedded' };
  if (/^(https?:)?[/\\]{2}/i.test(address)) return remoteAddress(address);
  if (address === '' || /^[a-z][a-z\d+.-]*:/i.test(address)) return { kind: 'unavailable' };
  return localAddress(address, folders);
}

function remoteAddress(address: string): ImageAddress {
  const url = URL.canParse(address, 'https://mail.invalid/') ? new URL(address, 'https://mail.invalid/') : undefined;
  return url === undefined ? { kind: 'unavailable' } : { kind: 'remote', url: url.href };
}

function localAddress(address: string, { baseUrl, rootUrl = baseUrl }: ImageFolders): ImageAddress {
  if (baseUrl === undefined || rootUrl === undefined) return { kind: 'unavailable' };
  const isRooted = /^[/\\]/.test(address);
  const path = isRooted ? address.replace(/^[/\\]+/, '') : address;
  const root = parseUrl(rootUrl);
  const url = parseUrl(path, isRooted ? rootUrl : baseUrl);
  if (root === undefined || url === undefined) return { kind: 'unavailable' };
  url.search = '';
  url.hash = '';
  return url.href.startsWith(root.href) && !hidesSeparators(url.pathname)
    ? { kind: 'local', url: url.href }
    : { kind: 'unavailable' };
}

/** `%2f` and `%5c` are no separators to URL, but they are to whatever decodes the path before it opens the file. */
function hidesSeparators(path: string): boolean {
  return /%(2f|5c|00|25(2f|5c|2e))/i.test(path);
}

function parseUrl(address: string, base?: string): URL | undefined {
  return URL.canParse(address, base) ? new URL(address, base) : undefined;
}
