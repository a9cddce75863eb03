// @ts-check
// Templates and project code that would never end, or never fit. Each must cost its own render and nothing else.

/**
 * @typedef {object} Runaway
 * @property {string} name
 * @property {() => Readonly<Record<string, string>>} files the project, by relative path; the first is the template
 * @property {boolean} [mayRunCode]
 * @property {boolean} [isAfterwards] the render itself is right, and what it leaves behind runs away
 */

const long = 'x'.repeat(1000);
const list = (/** @type {number} */ length) => JSON.stringify({ a: Array.from({ length }, () => 1) });
const nested = (/** @type {number} */ depth, /** @type {string} */ inner) =>
  '{{#each @root.a}}'.repeat(depth) + inner + '{{/each}}'.repeat(depth);
const page = (/** @type {string} */ body) => `<mjml><mj-body>${body}</mj-body></mjml>`;
const text = (/** @type {string} */ inner) =>
  `<mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section>`;
/** @returns {Record<string, string>} */
const helper = (/** @type {string} */ body) => ({
  't.mjml.hbs': page(text('{{stop 1}}')),
  'helpers.js': `module.exports = { stop() { ${body} } };`,
});

/** @type {readonly Runaway[]} */
export const templateRunaways = [
  { name: '10^12 turns of each', files: () => ({ 't.hbs': nested(4, '{{#if no}}x{{/if}}'), 't.json': list(1000) }) },
  { name: 'a partial that calls itself', files: () => ({ 't.hbs': '{{> p}}', 'p.hbs': 'x{{> p}}' }) },
  { name: 'a partial that calls itself twice', files: () => ({ 't.hbs': '{{> p}}', 'p.hbs': '{{> p}}{{> p}}' }) },
  { name: '200 MB of output', files: () => ({ 't.hbs': nested(2, long), 't.json': list(450) }) },
  {
    name: '200 MB of html from MJML',
    files: () => ({ 't.mjml.hbs': page(nested(1, text('{{> p}}'))), 'p.hbs': 'x'.repeat(100), 't.json': list(20_000) }),
  },
  {
    name: 'includes that double 20 times',
    files: () => ({
      't.mjml': page('<mj-include path="./i0.mjml" />'),
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, depth) => [
          `i${depth}.mjml`,
          depth === 19 ? text(long) : `<mj-include path="./i${depth + 1}.mjml" />`.repeat(2),
        ]),
      ),
    }),
  },
  {
    name: '100,000 elements inside of each other',
    files: () => ({ 't.mjml': page('<mj-wrapper>'.repeat(100_000)) }),
  },
  {
    name: '50,000 blocks inside of each other',
    files: () => ({ 't.hbs': '{{#if a}}'.repeat(50_000) + '{{/if}}'.repeat(50_000) }),
  },
  { name: 'a million mustaches that are not closed', files: () => ({ 't.mjml.hbs': page('{{'.repeat(900_000)) }) },
  { name: 'half a million tags that are not closed', files: () => ({ 't.mjml': page('<a '.repeat(500_000)) }) },
];

/** Code of the project: in a trusted workspace it runs in the render process, and may do what it likes there. */
/** @type {readonly Runaway[]} */
export const helperRunaways = [
  { name: 'a helper that loops', files: () => helper('for (;;);'), mayRunCode: true },
  {
    name: 'a helper that makes one huge text',
    files: () => helper("return 'x'.repeat(500_000_000).replaceAll('x', 'yy');"),
    mayRunCode: true,
  },
  {
    name: 'promises without end that a helper leaves behind',
    files: () => helper('(function again() { Promise.resolve().then(again); })();'),
    mayRunCode: true,
    isAfterwards: true,
  },
  {
    name: 'turns without end that a helper leaves behind',
    files: () => helper('(function again() { setImmediate(again); })();'),
    mayRunCode: true,
    isAfterwards: true,
  },
  {
    name: 'a loop that a helper leaves behind',
    files: () => helper('setImmediate(() => { for (;;); });'),
    mayRunCode: true,
    isAfterwards: true,
  },
  {
    name: 'a module that loops when it is loaded',
    files: () => ({ ...helper(''), 'helpers.js': 'module.exports = { stop: 1 }; for (;;); // registerHelper' }),
    mayRunCode: true,
  },
  {
    name: 'a helper that fills the heap',
    files: () => helper('const all = []; for (;;) all.push({ a: [] });'),
    mayRunCode: true,
  },
];

/**
 * What such code does, by the name that `hostileEntry.cjs` knows: run in the process of the real renderer while it has a job.
 */
export const codeRunaways = [
  'loop',
  'heap',
  'one huge allocation',
  'buffers',
  'a catastrophic pattern',
  'printing without end',
  'exit',
  'saying ready',
];
