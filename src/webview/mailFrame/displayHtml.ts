import { imageAddress, type ImageAddress, type ImageFolders } from './imageAddress.ts';
import { colorSchemeInScheme, cssInScheme, mediaInScheme, rewriteCss, type ShownScheme } from './displayCss.ts';
import type { LocalImage } from './localImages.ts';
import { noteTextMarks } from './textMarks.ts';
import { turnElement, turnRoot } from './rightToLeft.ts';
import { keepPlace, placeholderCss, showAlternative, showPlaceholder } from './placeholder.ts';

export interface DisplayOptions extends ImageFolders {
  readonly remoteImages: boolean;
  /** What there is of a file in the folder. */
  readonly localImage: (fileUrl: string) => LocalImage;
  /** Addresses (as shown) that did not load: a placeholder stands in their place. */
  readonly failedUrls: ReadonlySet<string>;
  /** Light if absent. */
  readonly scheme?: ShownScheme;
  /** As a client shows the mail to somebody who has not allowed images. */
  readonly imagesOff?: boolean;
  /** As if the whole mail were written from right to left. */
  readonly rightToLeft?: boolean;
}

export interface DisplayMail {
  /** Parsed and inert: it has no window, so nothing in it loads or runs. */
  readonly document: Document;
  /** Different addresses of images on the network, shown or not. */
  readonly remoteImageCount: number;
}

/** What a mail, or a part of it, asks for: addresses as they would be shown. */
export interface Addresses {
  readonly remote: ReadonlySet<string>;
  /** Files and embedded images. */
  readonly local: ReadonlySet<string>;
}

/**
 * What the frame shows of a mail. This is for looking only and never sent. The frame cannot run scripts and inherits a policy that
 * lets nothing load; what is removed here is what gets around that (a `<link rel=preconnect>` opens a connection in spite of the
 * policy), what would only fill the console, and what takes the keyboard away from the editor.
 */
export function displayHtml(html: string, options: DisplayOptions): DisplayMail {
  const document = new DOMParser().parseFromString(html, 'text/html');
  removeElements(document);
  const addresses = displayTree([document.documentElement], options);
  finishDocument(document, options);
  return { document, remoteImageCount: addresses.remote.size };
}

/** The first half of showing a parsed document: what may not be there goes, and marks of texts become attributes. */
export function removeElements(mail: Document): void {
  for (const found of mail.querySelectorAll(removedElements)) found.remove();
  noteTextMarks(mail);
}

/** The second half, of each of some trees: attributes and addresses. */
export function displayTree(roots: Iterable<Node>, options: DisplayOptions): Addresses {
  const remote = new Set<string>();
  const local = new Set<string>();
  const known = new Map<string, ImageAddress>();
  const locate = (raw: string): ImageAddress => {
    const address = known.get(raw) ?? imageAddress(raw, options);
    known.set(raw, address);
    if (address.kind === 'remote') remote.add(address.url);
    if (address.kind === 'local') local.add(address.url);
    if (address.kind === 'embedded') local.add(raw);
    return address;
  };
  const show = (raw: string): string | undefined =>
    options.imagesOff === true ? undefined : shownUrl(raw, locate(raw), options);
  for (const root of roots) {
    if (!isElement(root)) continue;
    displayElement(root, { locate, show, options });
    for (const found of root.querySelectorAll('*')) displayElement(found, { locate, show, options });
  }
  return { remote, local };
}

interface Display {
  readonly locate: (raw: string) => ImageAddress;
  readonly show: (raw: string) => string | undefined;
  readonly options: DisplayOptions;
}

function displayElement(found: Element, { locate, show, options }: Display): void {
  // The names alone: a large mail has tens of thousands of attributes, and a browser makes a node for each that is looked at.
  const names = found.getAttributeNames();
  for (const name of names) if (isRemovedAttribute(found, name)) found.removeAttribute(name);
  if (found.localName === 'img') showImage(found, { locate, show, options });
  else if (names.some((name) => addressAttributes.has(name))) rewriteAddresses(found, show);
  const style = names.includes('style') ? found.getAttribute('style') : null;
  const scheme = options.scheme ?? 'light';
  if (style !== null && needsRewrite(style)) found.setAttribute('style', cssInScheme(rewriteCss(style, show), scheme));
  if (found.localName === 'style') found.textContent = cssInScheme(rewriteCss(found.textContent ?? '', show), scheme);
  const media = names.includes('media') ? found.getAttribute('media') : null;
  if (media !== null) found.setAttribute('media', mediaInScheme(media, scheme));
  if (options.rightToLeft === true) turnElement(found);
}

/** The last of it: what the whole document gets, once. */
export function finishDocument(mail: Document, { rightToLeft, scheme = 'light' }: DisplayOptions): void {
  if (rightToLeft === true) turnRoot(mail);
  const ownStyle = mail.createElement('style');
  ownStyle.textContent = frameCss + rootScheme(mail, scheme) + placeholderCss;
  mail.head.append(ownStyle);
}

const removedElements = [
  'script, link, base, meta[http-equiv], object, embed, applet, iframe, frame, frameset, portal, fencedframe, template',
  'audio, video, track',
].join(', ');

const removedAttributes: ReadonlySet<string> = new Set([
  // Requests of their own kind, which no policy for images covers.
  'ping',
  'attributionsrc',
  'browsingtopics',
  'manifest',
  // Forms and nested documents.
  'action',
  'formaction',
  'srcdoc',
  // The keyboard: focus must stay where the user types, and single keys belong to VS Code.
  'autofocus',
  'accesskey',
  'contenteditable',
  // Chromium would otherwise load what is out of sight later, and the page would change its height while it is scrolled.
  'loading',
]);

/** Attributes whose address is an image, on whatever element. */
const imageAttributes: readonly string[] = ['background', 'poster', 'src'];
const addressAttributes: ReadonlySet<string> = new Set([...imageAttributes, 'srcset', 'href', 'xlink:href']);

function isRemovedAttribute(owner: Element, name: string): boolean {
  if (name.startsWith('on') || removedAttributes.has(name)) return true;
  // Links are only ever reported to the extension, which asks before it opens one; those that are code are not even that.
  if (!isLinkAttribute(owner, name)) return false;
  return /^(javascript|vbscript):/i.test(withoutIgnored(owner.getAttribute(name) ?? ''));
}

function isLinkAttribute(owner: Element, name: string): boolean {
  return (
    name === 'href' ||
    name === 'xlink:href' ||
    (/^(animate|set)/i.test(owner.localName) && /^(to|from|values)$/.test(name))
  );
}

/** Browsers skip spaces and control characters inside a scheme. */
function withoutIgnored(address: string): string {
  return address.replace(/[^!-\uffff]/g, '');
}

function showImage(image: Element, { locate, show, options }: Display): void {
  const source = image.getAttribute('src') ?? '';
  if (options.imagesOff === true) {
    locate(source);
    image.removeAttribute('srcset');
    showAlternative(image);
    return;
  }
  const address = locate(source);
  const wanted = shownUrl(source, address, options);
  const url = wanted === undefined || options.failedUrls.has(wanted) ? undefined : wanted;
  const candidates = image.getAttribute('srcset');
  const shownCandidates = candidates === null ? '' : rewriteCandidates(candidates, show);
  if (shownCandidates === '') image.removeAttribute('srcset');
  else image.setAttribute('srcset', shownCandidates);
  if (url !== undefined) image.setAttribute('src', url);
  else if (address.kind === 'local' && options.localImage(address.url).kind === 'loading') keepPlace(image);
  else if (shownCandidates === '') {
    showPlaceholder(image, {
      kind: address.kind === 'remote' && wanted === undefined ? 'blocked' : 'missing',
      address: source,
    });
  } else image.removeAttribute('src');
}

function rewriteAddresses(owner: Element, show: (raw: string) => string | undefined): void {
  for (const name of imageAttributes) replaceAttribute(owner, name, show);
  const candidates = owner.getAttribute('srcset');
  if (candidates !== null) replaceAttribute(owner, 'srcset', (raw) => rewriteCandidates(raw, show) || undefined);
  if (owner.namespaceURI === svgNamespace && owner.localName !== 'a') {
    for (const name of ['href', 'xlink:href']) {
      // A fragment names a part of the same drawing.
      replaceAttribute(owner, name, (raw) => (raw.trim().startsWith('#') ? raw : show(raw)));
    }
  }
}

function replaceAttribute(owner: Element, name: string, show: (raw: string) => string | undefined): void {
  const raw = owner.getAttribute(name);
  if (raw === null) return;
  const url = show(raw);
  if (url === undefined) owner.removeAttribute(name);
  else owner.setAttribute(name, url);
}

/** `a.png 1x, b.png 2x`; a candidate that cannot be shown is left out. A `data:` address may hold commas, but no spaces. */
function rewriteCandidates(candidates: string, show: (raw: string) => string | undefined): string {
  const parts = candidates.match(/[^\s,]\S*[^\s,](?:\s+[\d.]+[wxh])*|[^\s,]/g) ?? [];
  return parts
    .map((part) => {
      const [raw = '', ...descriptors] = part.split(/\s+/);
      const url = show(raw);
      return url === undefined ? '' : [url, ...descriptors].join(' ');
    })
    .filter((part) => part !== '')
    .join(', ');
}

function shownUrl(raw: string, address: ImageAddress, options: DisplayOptions): string | undefined {
  switch (address.kind) {
    case 'embedded':
      return raw;
    case 'local': {
      const image = options.localImage(address.url);
      return image.kind === 'loaded' ? image.url : undefined;
    }
    case 'remote':
      return options.remoteImages ? address.url : undefined;
    case 'unavailable':
      return undefined;
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** Most style attributes load nothing and choose no scheme, and a large mail has thousands. */
function needsRewrite(css: string): boolean {
  return /url|image|@|\\|color-scheme/i.test(css);
}

/** Only a mail that says it has a dark version lies on a dark canvas in it. */
function rootScheme(mail: Document, scheme: ShownScheme): string {
  if (scheme === 'light') return ':root { color-scheme: only light !important; }';
  const declared = mail.querySelector('meta[name="color-scheme" i]')?.getAttribute('content') ?? 'only light';
  const shown = /^(?:(?:only|light|dark)\s*)+$/i.test(declared.trim())
    ? colorSchemeInScheme(declared, scheme)
    : 'light';
  return `:where(:root) { color-scheme: ${shown}; }`;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * A mail is read on white, whatever theme the editor has, and its own height decides the frame's. Only the width may need a scroll
 * bar: a mail that is wider than the chosen width must stay reachable.
 */
const frameCss = `
:root { forced-color-adjust: none !important;
  overflow-x: auto !important; overflow-y: hidden !important; }
`;
