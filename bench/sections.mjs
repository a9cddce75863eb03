// @ts-check
// The sections of generated mails: kinds that real newsletters and receipts have, none of them taken from one.

/**
 * @typedef {object} SectionWriter
 * @property {(count: number) => string} words so many, others each time
 * @property {number} number of the section in the mail
 * @property {boolean} isHandlebars
 */

/** @type {Readonly<Record<string, (writer: SectionWriter) => readonly string[]>>} */
export const sectionKinds = {
  hero: ({ words }) => [
    '<mj-hero mode="fluid-height" background-width="600px" background-height="320px" background-url="https://example.com/sea.jpg" background-color="#2a3448" padding="60px 0">',
    '  <mj-text mj-class="display" color="#ffffff" align="center">',
    `    ${words(5)}`,
    '  </mj-text>',
    '  <mj-button href="https://example.com/hero" background-color="#f2c14e" color="#20262e">',
    `    ${words(2)}`,
    '  </mj-button>',
    '</mj-hero>',
  ],
  article: ({ words, number, isHandlebars }) => [
    '<mj-section css-class="gutter" padding="24px 32px">',
    '  <mj-column>',
    '    <mj-text css-class="article">',
    `      <h2 class="heading">${words(4)}</h2>`,
    `      <p>${words(9)} <a class="link" href="https://example.com/article/${number}?from=mail&amp;n=1">${words(3)}</a>`,
    `        ${words(12)}, <em>${words(2)}</em> &amp; <strong>${words(2)}</strong>.</p>`,
    ...(isHandlebars ? [`      <p>Dear {{customer.firstName}}, ${words(8)} {{order.number}}.</p>`] : []),
    ...[7, 8, 6].flatMap((length) => [
      '      <p>',
      `        ${words(length)},`,
      `        ${words(length + 2)}.`,
      '      </p>',
    ]),
    '      <ul>',
    `        <li>${words(5)}</li>`,
    `        <li>${words(6)}</li>`,
    `        <li>${words(4)}</li>`,
    '      </ul>',
    '    </mj-text>',
    '  </mj-column>',
    '</mj-section>',
  ],
  columns: ({ words, number }) => [
    `<mj-section background-color="#${number % 2 === 0 ? 'ffffff' : 'f4f1ea'}" text-align="left">`,
    ...[1, 2, 3].flatMap((column) => [
      '  <mj-column padding="8px" vertical-align="top">',
      `    <mj-image src="https://example.com/images/${number}-${column}.png" alt="${words(2)}" width="160px" border-radius="6px" />`,
      '    <mj-text mj-class="small">',
      `      ${words(10)}`,
      '    </mj-text>',
      '  </mj-column>',
    ]),
    '</mj-section>',
  ],
  button: ({ words, number, isHandlebars }) => [
    '<mj-section padding="0 32px">',
    '  <mj-column width="66%">',
    `    <mj-text font-weight="700">${words(6)}</mj-text>`,
    '  </mj-column>',
    '  <mj-column width="34%">',
    isHandlebars
      ? `    {{> button href=links.shop label="${words(2)}"}}`
      : `    <mj-button href="https://example.com/shop/${number}" align="right" css-class="action">${words(2)}</mj-button>`,
    '  </mj-column>',
    '</mj-section>',
  ],
  table: ({ words, isHandlebars }) => [
    '<mj-section css-class="gutter">',
    '  <mj-column>',
    '    <mj-table cellpadding="4" font-size="15px">',
    `      <tr class="head"><th align="left">${words(1)}</th><th align="right">${words(1)}</th></tr>`,
    ...(isHandlebars
      ? [
          '      {{#each order.lines}}',
          '      <tr>',
          '        <td>{{name}}{{#if note}} <small>{{note}}</small>{{/if}}</td>',
          '        <td align="right">{{../order.currency}} {{price}}</td>',
          '      </tr>',
          '      {{/each}}',
        ]
      : [1, 2, 3].map((row) => `      <tr><td>${words(3)}</td><td align="right">EUR ${row * 12}.50</td></tr>`)),
    '    </mj-table>',
    '  </mj-column>',
    '</mj-section>',
  ],
  social: ({ words }) => [
    '<mj-section>',
    '  <mj-column>',
    '    <mj-social mode="horizontal" icon-size="24px" padding="12px 0">',
    '      <mj-social-element name="facebook" href="https://example.com/f">',
    `        ${words(1)}`,
    '      </mj-social-element>',
    '      <mj-social-element name="github" href="https://example.com/g" />',
    `      <mj-social-element src="https://example.com/own.png" href="https://example.com/own" alt="${words(1)}" />`,
    '    </mj-social>',
    '  </mj-column>',
    '</mj-section>',
  ],
  navbar: ({ words, number }) => [
    '<mj-section padding="0">',
    '  <mj-column>',
    '    <mj-navbar hamburger="hamburger" base-url="https://example.com">',
    `      <mj-navbar-link href="/a${number}" color="#20262e">${words(1)}</mj-navbar-link>`,
    `      <mj-navbar-link href="/b${number}" color="#20262e">${words(1)}</mj-navbar-link>`,
    '    </mj-navbar>',
    `    <mj-text align="center">${words(7)}</mj-text>`,
    '  </mj-column>',
    '</mj-section>',
  ],
  accordion: ({ words }) => [
    '<mj-section>',
    '  <mj-column>',
    '    <mj-accordion border="none" padding="4px">',
    '      <mj-accordion-element icon-width="20px">',
    `        <mj-accordion-title>${words(4)}</mj-accordion-title>`,
    `        <mj-accordion-text>${words(14)}</mj-accordion-text>`,
    '      </mj-accordion-element>',
    '    </mj-accordion>',
    '  </mj-column>',
    '</mj-section>',
  ],
  wrapper: ({ words, isHandlebars }) => [
    '<mj-wrapper background-color="#fffdf8" border="1px solid #d9cdb8" padding="16px 0" css-class="card">',
    '  <mj-section padding="8px 24px">',
    '    <mj-column>',
    `      <mj-text mj-class="heading">${words(3)}</mj-text>`,
    '      <mj-divider border-width="1px" border-color="#d9cdb8" />',
    '    </mj-column>',
    '  </mj-section>',
    ...(isHandlebars ? ['  {{#if customer.isMember}}'] : []),
    '  <mj-section padding="8px 24px">',
    '    <mj-column>',
    '      <mj-text>',
    ...[8, 9, 7, 6, 8].map((length) => `        ${words(length)}`),
    '      </mj-text>',
    '    </mj-column>',
    '  </mj-section>',
    ...(isHandlebars ? ['  {{/if}}'] : []),
    '</mj-wrapper>',
  ],
  group: ({ words, number }) => [
    '<mj-section>',
    '  <mj-group>',
    '    <mj-column width="25%">',
    `      <mj-image src="https://example.com/icons/${number}.png" alt="" width="48px" />`,
    '    </mj-column>',
    '    <mj-column width="75%" vertical-align="middle">',
    `      <mj-text css-class="link-list">${words(11)}</mj-text>`,
    '      <mj-spacer height="8px" />',
    '    </mj-column>',
    '  </mj-group>',
    '</mj-section>',
  ],
  note: ({ words, isHandlebars }) => [
    `<!-- ${words(4)} -->`,
    '<mj-section full-width="full-width" background-color="#e8eef4">',
    '  <mj-column>',
    ...(isHandlebars
      ? ['    {{#> panel tone="calm"}}', `      <p>${words(9)}`, '        {{{order.noteHtml}}}</p>', '    {{/panel}}']
      : ['    <mj-text>', `      <p class="note">${words(9)}`, `        ${words(8)}</p>`, '    </mj-text>']),
    '  </mj-column>',
    '</mj-section>',
  ],
};
