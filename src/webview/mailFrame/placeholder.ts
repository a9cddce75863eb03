export interface MissingImage {
  /** `blocked`: on the network and not allowed. `missing`: there is nothing to load. */
  readonly kind: 'blocked' | 'missing';
  readonly address: string;
}

/**
 * Mail clients show the alternative text in a plain box where an image is blocked; so does this, because authors must see how
 * their mail looks then. An image without `src` gets no broken-image icon from the browser.
 */
export function showPlaceholder(image: Element, { kind, address }: MissingImage): void {
  const width = pixels(image, 'width');
  const height = pixels(image, 'height');
  if ((width ?? 9) <= 2 || (height ?? 9) <= 2) {
    // A tracking pixel or a spacer: invisible when it loads, invisible when it does not.
    image.setAttribute('src', emptyImage(width ?? 1, height ?? 1));
    return;
  }
  const isSmall = (width ?? 100) < 100 || (height ?? 40) < 40;
  image.setAttribute(placeholderAttribute, isSmall ? `${kind} small` : kind);
  if (!image.hasAttribute('title')) image.setAttribute('title', address);
  const alt = image.getAttribute('alt') ?? '';
  // Without text the browser would give the image no box at all.
  if (alt.trim() === '' || isSmall) image.setAttribute('src', emptyImage(width ?? 160, height ?? 48));
  else image.removeAttribute('src');
}

/**
 * An image that the reader has not allowed: a box of its size with the alternative text in the author's own font and colour, which
 * is how Gmail, Outlook.com and Yahoo show it.
 */
export function showAlternative(image: Element): void {
  const width = pixels(image, 'width');
  const height = pixels(image, 'height');
  if ((width ?? 9) <= 2 || (height ?? 9) <= 2) {
    image.setAttribute('src', emptyImage(width ?? 1, height ?? 1));
    return;
  }
  const hasText = (image.getAttribute('alt') ?? '').trim() !== '';
  if (hasText) image.removeAttribute('src');
  else image.setAttribute('src', emptyImage(width ?? 24, height ?? 24));
  image.setAttribute(placeholderAttribute, 'off');
}

/** Nothing to see for the moment it takes to load a file. */
export function keepPlace(image: Element): void {
  image.setAttribute('src', emptyImage(pixels(image, 'width') ?? 1, pixels(image, 'height') ?? 1));
}

export const placeholderAttribute = 'data-mailproof-image';

const picture =
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='16' height='16' fill='none' stroke='%23767676'%3E` +
  `%3Crect x='1.5' y='2.5' width='13' height='11' rx='1.5'/%3E%3Ccircle cx='5' cy='6' r='1'/%3E%3Cpath d='m2 12 4-4 3 3 2-2 3 3'/%3E%3C/svg%3E`;

const placeholder = `img[${placeholderAttribute}]:not([${placeholderAttribute}="off"])`;

/**
 * The text of an image without `src` gives the box its size, and the same text is drawn over it: the browser puts an empty frame for
 * an icon beside the one underneath.
 */
export const placeholderCss = `
${placeholder} { position: relative; box-sizing: border-box !important; min-height: 48px; overflow: hidden;
  padding: 15px 12px 12px 36px !important; outline: 1px dashed #a8a8a8 !important; outline-offset: -1px !important; }
${placeholder}, ${placeholder}::after { color: #595959 !important; text-align: left !important;
  background: #f6f6f6 url("${picture}") no-repeat 12px 16px !important; font: 13px/18px system-ui, sans-serif !important; }
${placeholder}::after { content: attr(alt); position: absolute; inset: 1px; padding: 14px 11px 11px 35px;
  background-position: 11px 15px !important; }
img[${placeholderAttribute}~="small"] { min-height: 0; padding: 0 !important; background-position: center !important;
  background-size: min(16px, 80%) !important; }
img[${placeholderAttribute}="off"] { outline: 1px solid #b8b8b8 !important; outline-offset: -1px !important; }
`;

function pixels(image: Element, name: 'width' | 'height'): number | undefined {
  const value = /^\s*(\d+)(px)?\s*$/.exec(image.getAttribute(name) ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}

function emptyImage(width: number, height: number): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'/%3E`;
}
