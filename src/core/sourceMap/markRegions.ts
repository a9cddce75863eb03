import type { MarkRegion } from './markPoints.ts';

interface Around {
  readonly name: string;
  readonly region: MarkRegion;
  readonly parent?: Around | undefined;
}

/** The region of what stands directly in an element. */
export function regionInside(name: string, around: Around): MarkRegion {
  // `<head>` may lack its end.
  if (name === 'body') return 'content';
  // What it shows is in the head, but it is a text of the mail.
  if (name === 'mj-preview') return 'content';
  if (around.region === 'none' || hidden.has(name)) return 'none';
  if (headElements.has(name)) return 'head';
  if (around.region === 'head') return contentElements.has(name) ? 'none' : 'head';
  if (bareElements.has(name) && around.region !== 'structure') return 'structure';
  if (name === htmlTable) return around.region === 'content' ? 'content' : 'structure';
  if (cellElements.has(name) && isInHtmlTable(around)) return 'content';
  if (around.region === 'content' || contentElements.has(name)) return 'content';
  if (around.region === 'structure' || name.startsWith('mj') || name.includes('-')) return 'structure';
  return 'content';
}

function isInHtmlTable(around: Around): boolean {
  if (!bareElements.has(around.name) && around.name !== htmlTable) return false;
  let outer: Around | undefined = around;
  while (outer !== undefined && bareElements.has(outer.name)) outer = outer.parent;
  return outer?.region === 'content' || outer?.region === 'caller' || outer?.name === htmlTable;
}

/** Not html's own head. MJML's is marked: the marks are taken off before it is rendered, and say where a mistake is. */
export function isMarkedTag(name: string): boolean {
  return !unmarked.has(name) && /^[a-z][a-z0-9:._-]*$/.test(name);
}

export function isVoid(name: string): boolean {
  return voidElements.has(name);
}

/** Elements of MJML whose content is html. */
const contentElements = new Set([
  'mj-text',
  'mj-button',
  'mj-raw',
  'mj-navbar-link',
  'mj-social-element',
  'mj-accordion-title',
  'mj-accordion-text',
]);

/**
 * Html in which a comment changes what is shown: of `<pre>` the first newline is dropped, and characters directly in a table are
 * put in front of it one run at a time (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable).
 */
const bareElements = new Set(['pre', 'listing', 'table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup']);
/** MJML puts its content into a table. */
const htmlTable = 'mj-table';
const cellElements = new Set(['td', 'th', 'caption']);

/** Elements of MJML whose elements say something about the mail without being shown. */
const headElements = new Set(['mj-head', 'mj-attributes', 'mj-html-attributes', 'mj-selector']);

/** Nothing inside of them is html that is shown. */
const hidden = new Set([
  'mj-style',
  'mj-title',
  'mj-carousel-image',
  'mj-include',
  'head',
  'style',
  'script',
  'title',
  'textarea',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'xmp',
  'plaintext',
]);

const unmarked = new Set(['html', 'head', 'meta', 'link', 'title', 'style', 'script', 'base']);

const voidElements = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);
