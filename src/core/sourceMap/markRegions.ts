import type { MarkRegion } from './markPoints.ts';

interface Around {
  readonly name: string;
  readonly region: MarkRegion;
}

/** The region of what stands directly in an element. */
export function regionInside(name: string, around: Around): MarkRegion {
  // `<head>` may lack its end.
  if (name === 'body') return 'content';
  // What it shows is in the head, but it is a text of the mail.
  if (name === 'mj-preview') return 'content';
  if (around.region === 'none' || hidden.has(name)) return 'none';
  if (around.region === 'content' || contentElements.has(name)) return 'content';
  if (around.region === 'structure' || name.startsWith('mj') || name.includes('-')) return 'structure';
  return 'content';
}

/** Whether the tag says something about the mail's body, and not about other tags, styles or files. */
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
  'mj-table',
  'mj-raw',
  'mj-navbar-link',
  'mj-social-element',
  'mj-accordion-title',
  'mj-accordion-text',
]);

/** Nothing inside of them is html that is shown. */
const hidden = new Set([
  'mj-head',
  'mj-attributes',
  'mj-html-attributes',
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

const unmarked = new Set([
  'mjml',
  'mj-head',
  'mj-attributes',
  'mj-all',
  'mj-class',
  'mj-style',
  'mj-title',
  'mj-preview',
  'mj-font',
  'mj-breakpoint',
  'mj-html-attributes',
  'mj-selector',
  'mj-html-attribute',
  'mj-include',
  'html',
  'head',
  'meta',
  'link',
  'title',
  'style',
  'script',
  'base',
]);

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
