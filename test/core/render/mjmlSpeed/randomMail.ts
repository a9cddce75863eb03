import { components } from 'mjml-core';
import type { Random } from '../../../support/random.ts';

/** A mail of all elements that MJML has, wherever they may be or may not be, with attributes of all kinds, right and wrong. */
export function randomMail(random: Random): string {
  const pick = <Item>(items: readonly Item[]): Item => random.pick(items);
  const chance = (percent: number): boolean => random.below(100) < percent;
  const some = (most: number, make: () => string): string =>
    Array.from({ length: random.below(most + 1) }, make).join('\n');
  // Such a name stops MJML.
  const isOdd = chance(5);
  const attributes = (tag: string): string => {
    const allowed = Object.entries(components[tag]?.allowedAttributes ?? {});
    const own = some(5, () => {
      if (isOdd && chance(1)) return 'toString="1"';
      if (allowed.length === 0 || chance(10)) return `${pick(oddNames)}="${pick(oddValues)}"`;
      const [name, type] = pick(allowed);
      return `${name}="${chance(15) ? pick(oddValues) : valueOf(type)}"`;
    });
    return ` ${own}${chance(20) ? ` mj-class="${some(2, () => `${pick(classes)} `).trim()}"` : ''}`;
  };
  const valueOf = (type: string): string => {
    if (type.startsWith('enum')) return pick(type.slice(5, -1).split(','));
    if (type.startsWith('unit')) {
      const units = type.slice(type.indexOf('(') + 1, type.indexOf(')')).split(',');
      const one = (): string => `${random.below(120)}${pick(units).replace('auto', 'px')}`;
      return type.includes('{') && chance(50) ? `${one()} ${one()} ${one()}` : one();
    }
    return type === 'color' ? pick(['#abc', '#ABCDEF', 'red', 'rgb(1, 2, 3)', '#12']) : pick(texts);
  };
  const element = (tag: string, depth: number): string => {
    const inside = endings.has(tag)
      ? pick(texts)
      : depth > 6
        ? ''
        : some(4, () => element(pick(childrenOf(tag)), depth + 1));
    return chance(10) ? `<${tag}${attributes(tag)} />` : `<${tag}${attributes(tag)}>${inside}</${tag}>`;
  };
  const childrenOf = (tag: string): readonly string[] => (chance(5) ? bodyTags : (usual[tag] ?? bodyTags));
  const defaults = (): string =>
    chance(50) ? '' : `<${pick(['mj-all', ...bodyTags])}${attributes(pick(bodyTags))} />`;
  const head = [
    `<mj-attributes>${some(4, defaults)}${some(3, () => `<mj-class name="${pick(classes)}"${attributes('mj-text')}>${some(2, defaults)}</mj-class>`)}</mj-attributes>`,
    ...(chance(30)
      ? [`<mj-style inline="inline">.x { color: red } .y td { font-family: ${pick(fonts)}; margin: 0 }</mj-style>`]
      : []),
    ...(chance(30)
      ? [
          `<mj-html-attributes><mj-selector path=".x"><mj-html-attribute name="data-x">1</mj-html-attribute></mj-selector></mj-html-attributes>`,
        ]
      : []),
    ...(chance(50) ? [`<mj-font name="${pick(fonts)}" href="https://example.com/font" />`] : []),
    ...(chance(30)
      ? ['<mj-title>Title</mj-title><mj-preview>Preview</mj-preview><mj-breakpoint width="300px" />']
      : []),
  ];
  const root = chance(30) ? ' lang="en" dir="rtl" owa="desktop"' : '';
  return `<mjml${root}><mj-head>${head.join('')}</mj-head><mj-body${attributes('mj-body')}>${some(9, () => element(pick(childrenOf('mj-body')), 1))}</mj-body></mjml>`;
}

const bodyTags: readonly string[] = Object.keys(components).filter(
  (tag) => !/^mj-(head|attributes|class|all|breakpoint|font|html-|preview|style|title|selector|body)/.test(tag),
);
const endings: ReadonlySet<string> = new Set(bodyTags.filter((tag) => components[tag]?.endingTag === true));
const inColumn = [
  'mj-text',
  'mj-button',
  'mj-image',
  'mj-divider',
  'mj-spacer',
  'mj-table',
  'mj-social',
  'mj-navbar',
  'mj-carousel',
  'mj-accordion',
  'mj-raw',
];
const usual: Readonly<Record<string, readonly string[]>> = {
  'mj-body': ['mj-section', 'mj-section', 'mj-wrapper', 'mj-hero', 'mj-raw'],
  'mj-wrapper': ['mj-section', 'mj-hero', 'mj-raw'],
  'mj-section': ['mj-column', 'mj-column', 'mj-group', 'mj-raw'],
  'mj-group': ['mj-column', 'mj-raw'],
  'mj-column': inColumn,
  'mj-hero': inColumn,
  'mj-social': ['mj-social-element', 'mj-raw'],
  'mj-navbar': ['mj-navbar-link', 'mj-raw'],
  'mj-carousel': ['mj-carousel-image'],
  'mj-accordion': ['mj-accordion-element', 'mj-raw'],
  'mj-accordion-element': ['mj-accordion-title', 'mj-accordion-text', 'mj-raw'],
};
const classes = ['a', 'b', 'c', 'constructor', 'x y'];
const fonts = ['Open Sans', 'lato', 'Roboto', "Odd's - font", 'A (b)', 'Ubuntu|Arial'];
const oddNames = ['data-x', 'css-class', 'style', 'class', 'length', 'font-family', 'name', 'unknown'];
const oddValues = [
  '',
  ' ',
  'true',
  'false',
  '0',
  '10',
  '#fff',
  'auto',
  '1px 2px 3px 4px 5px',
  'x y',
  '-5px',
  '1.5%',
  'NaN',
  "it's",
  '&quot;',
  '{{a}}',
  '50%',
  '>',
];
const texts = [
  'Text',
  '',
  '<p class="x">A <b>b</b></p>',
  'a "b" c',
  '<span style="font-family: Lato">x</span>',
  '<!--[if mso | IE]>  <i>\n\n  x </i>\n  <![endif]-->',
  '<!--[if mso]> open',
  '<![endif]-->',
  '<!--[if ]><!--[if x] ><!--[if !mso]><!-->  a  <!--<![endif]-->',
  'Ubuntu, "Open Sans"',
  '{{name}} <%= x %>',
  '$& $1 $$',
];
