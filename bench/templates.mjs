// @ts-check
// Writes mails of any length for measuring and fuzzing, the same in every run.
import { sectionKinds } from './sections.mjs';

/**
 * @typedef {object} MailOptions
 * @property {number} lines about so many, of the template itself
 * @property {boolean} isHandlebars with values, loops, conditions and partials, as well as MJML
 * @property {boolean} hasInlineStyles with a style sheet that MJML writes into the elements
 *
 * @typedef {object} Mail
 * @property {string} template name of its file
 * @property {Readonly<Record<string, string>>} files the template's too, by name
 * @property {string | undefined} dataFile name of the one that is used
 */

/**
 * @param {MailOptions} options
 * @returns {Mail}
 */
export function writeMail({ lines, isHandlebars, hasInlineStyles }) {
  const written = ['<mjml lang="en">', ...head({ isShort: lines < 100, hasInlineStyles, isHandlebars })];
  written.push('  <mj-body background-color="#f4f1ea" width="640px">');
  const words = wordsInTurn();
  const kinds = Object.values(sectionKinds);
  for (let number = 0; written.length < lines - 8 || number === 0; number++) {
    // The second round begins with another kind, so that neighbours differ.
    const kind = kinds[(number * 5 + Math.floor(number / kinds.length) + 1) % kinds.length];
    if (kind === undefined) break;
    written.push(...kind({ words, number, isHandlebars }).flatMap((line) => formatted(`    ${line}`)), '');
  }
  written.push('  </mj-body>', '</mjml>', '');
  const text = written.join('\n');
  if (!isHandlebars) return { template: 'mail.mjml', files: { 'mail.mjml': text }, dataFile: undefined };
  const template = 'mail.mjml.hbs';
  const dataFile = 'mail.data/default.json';
  return {
    template,
    dataFile,
    files: { [template]: text, ...partials, [dataFile]: JSON.stringify(data, undefined, 2) },
  };
}

/**
 * As an editor formats it: the attributes of a long tag have a line each.
 * @param {string} line
 */
function formatted(line) {
  const [, indent, name, attributes = '', end] = /^( *)<(mj-[\w-]+)((?: [\w-]+="[^"]*")+) ?(\/?>)$/.exec(line) ?? [];
  if (line.length <= 80 || indent === undefined) return [line];
  const lines = [...attributes.matchAll(/[\w-]+="[^"]*"/g)].map(([attribute]) => `${indent}  ${attribute}`);
  return [`${indent}<${name}`, ...lines, `${indent}${end}`];
}

/** @param {{ isShort: boolean, hasInlineStyles: boolean, isHandlebars: boolean }} options */
function head({ isShort, hasInlineStyles, isHandlebars }) {
  const title = isHandlebars ? 'Order {{order.number}}' : 'News of the week';
  const styles = [
    '.gutter { mso-line-height-rule: exactly; }',
    '.link { color: #2f5d4c; text-decoration: underline; }',
  ];
  const whole = [
    `<mj-title>${title}</mj-title>`,
    `<mj-preview>${isHandlebars ? 'Hello {{customer.firstName}}, it is on its way' : 'What happened, and what will'}</mj-preview>`,
    '<mj-font name="Inter" href="https://example.com/fonts/inter.css" />',
    '<mj-breakpoint width="520px" />',
    '<mj-attributes>',
    '  <mj-all font-family="Inter, Helvetica, sans-serif" />',
    '  <mj-text font-size="16px" line-height="24px" color="#20262e" />',
    '  <mj-button background-color="#2f5d4c" border-radius="8px" font-weight="600" />',
    '  <mj-class name="display" font-size="32px" line-height="40px" />',
    '  <mj-class name="heading" font-size="22px" line-height="28px" font-weight="700" />',
    '  <mj-class name="small" font-size="14px" line-height="20px" color="#5b6470" />',
    '</mj-attributes>',
    '<mj-style>',
    ...styles.map((style) => `  ${style}`),
    '  @media (max-width: 520px) { .gutter { padding: 16px !important; } }',
    '</mj-style>',
  ];
  const short = [
    `<mj-title>${title}</mj-title>`,
    '<mj-attributes><mj-text font-size="16px" line-height="24px" /></mj-attributes>',
  ];
  const inline = [
    '<mj-style inline="inline">',
    '  .article p { margin: 0 0 12px; }',
    '  .heading { color: #2f5d4c; font-size: 22px; }',
    '  a.link { font-weight: 600; }',
    '  .action td { letter-spacing: 0.2px; }',
    '</mj-style>',
  ];
  return [
    '  <mj-head>',
    ...[...(isShort ? short : whole), ...(hasInlineStyles ? inline : [])].map((line) => `    ${line}`),
    '  </mj-head>',
  ];
}

const partials = {
  'partials/button.hbs': '<mj-button href="{{href}}" align="right" css-class="action">{{label}}</mj-button>\n',
  'partials/panel.hbs':
    '<mj-text css-class="panel {{tone}}">\n  <div class="note">For {{customer.firstName}}</div>\n  {{> @partial-block}}\n</mj-text>\n',
};

const data = {
  customer: { firstName: 'Zoë', isMember: true },
  order: {
    number: 'A-1024',
    currency: 'EUR',
    noteHtml: 'Leave it <b>with a neighbour</b>.',
    lines: [
      { name: 'Notebook & pen', price: '12.50', note: 'ruled' },
      { name: 'Ink "blue"', price: '8.00' },
      { name: 'Postcards', price: '4.20', note: '<10 left' },
    ],
  },
  links: { shop: 'https://example.com/shop?from=mail&to=you' },
};

const vocabulary =
  'harbour letter morning paper river stone window garden bridge lantern market orchard ribbon season thread valley winter amber café copper linen velvet quiet gentle narrow bright early golden hidden little open plain silver'.split(
    ' ',
  );

/** Hardly ever the same sentence twice, so that no two sections of a mail are the same text. */
function wordsInTurn() {
  let turn = 0;
  return (/** @type {number} */ count) =>
    Array.from({ length: count }, () => {
      const mixed = Math.imul(++turn, 0x9e3779b1) >>> 0;
      return vocabulary[((mixed ^ (mixed >>> 15)) >>> 3) % vocabulary.length];
    }).join(' ');
}
