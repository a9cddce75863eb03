import { scanTags } from '../template/tags.ts';

/** What must stand around a piece of MJML to make it a whole; all empty when it is one. */
export interface MjmlFrame {
  readonly before: string;
  readonly after: string;
  /** The frame in words: `<mj-body>, <mj-section> and <mj-column>`. */
  readonly inside: string;
}

const headElements = new Set([
  'mj-attributes',
  'mj-breakpoint',
  'mj-font',
  'mj-html-attributes',
  'mj-preview',
  'mj-style',
  'mj-title',
]);
const bodyElements = new Set(['mj-section', 'mj-wrapper', 'mj-hero', 'mj-raw', 'mj-include']);

/** Partials are edited more often than whole mails: they are shown in the frame they most likely have. Undefined without MJML. */
export function frameFor(text: string): MjmlFrame | undefined {
  const names = scanTags(text)
    .filter((tag) => tag.kind === 'open' && /^mj(ml$|-)/.test(tag.name))
    .map((tag) => tag.name);
  if (names.length === 0) return undefined;
  if (names.includes('mjml')) return { before: '', after: '', inside: '' };
  if (names.includes('mj-body') || names[0] === 'mj-head')
    return around([], names.includes('mj-body') ? '' : '<mj-body></mj-body>');
  const first = names.find((name) => name !== 'mj-raw' && name !== 'mj-include') ?? 'mj-raw';
  if (headElements.has(first)) return around(['mj-head'], '<mj-body></mj-body>');
  if (bodyElements.has(first)) return around(['mj-body'], '');
  if (first === 'mj-column' || first === 'mj-group') return around(['mj-body', 'mj-section'], '');
  return around(['mj-body', 'mj-section', 'mj-column'], '');
}

/** On the lines of the text itself, so that its line numbers stay. */
function around(names: readonly string[], rest: string): MjmlFrame {
  const tags = ['mjml', ...names].map((name) => `<${name}>`);
  return {
    before: tags.join(''),
    after: [...names.map((name) => `</${name}>`).reverse(), rest, '</mjml>'].join(''),
    inside: tags.length < 2 ? tags.join('') : `${tags.slice(0, -1).join(', ')} and ${tags.at(-1) ?? ''}`,
  };
}
