import { describe, expect, test } from 'vitest';
import { htmlToText } from '../../../src/core/render/text.ts';
import { check, mail, renderFiles } from './checkRender.ts';

// Guards against quadratic time, which needs minutes for these; not measurements.
describe('a hostile text takes no time', () => {
  function checkTime(rule: string, text: string, name = 'a.html', data = '{}'): void {
    test(rule, async () => {
      const started = performance.now();
      await renderFiles({ [name]: text, [name.replace(/\..*/, '.json')]: data });
      expect(performance.now() - started).toBeLessThan(3000);
    });
  }
  checkTime('subject comments without an end', '<!-- subject:'.repeat(100_000));
  checkTime('titles without an end', '<title>'.repeat(100_000));
  checkTime('titles without an end of the tag', '<title '.repeat(100_000));
  checkTime('a value of many lines', mail(`<mj-text a="${'\n'.repeat(300_000)}">x</mj-text>`), 'a.mjml');

  test('a long gap in the text part', () => {
    const started = performance.now();
    expect(htmlToText(`<p>${'&nbsp;'.repeat(100_000)}x</p>`)).toBe('x');
    expect(htmlToText(`<pre>a${'\t'.repeat(200_000)}x</pre>`)).toMatch(/^a\t+x$/);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test('a message is no longer than 500 characters, and its last one is whole', async () => {
  const name = (length: number): string => `${'a'.repeat(length)}${'\u{1F600}'.repeat(400)}`;
  for (const length of [0, 1]) {
    const { problems } = await renderFiles({ 'a.hbs': `{{[${name(length)}]}}`, 'a.json': '{}' });
    const message = problems[0]?.message ?? '';
    expect(message.length).toBeGreaterThan(490);
    expect(message.length).toBeLessThanOrEqual(500);
    expect(message).toMatch(/\u{1F600}…$/u);
  }
});

describe('an empty template', () => {
  const problem = (file: string): string =>
    `${file} 1:1-1:1 warning empty-template: There is nothing to show: the template is empty`;
  check('of Handlebars is said to be empty', { 'a.hbs': '' }, { html: [''], problems: [problem('a.hbs')] });
  check('of blanks too', { 'a.hbs': ' \n\t' }, { html: [' \n\t'], problems: [problem('a.hbs')] });
  check('of html too', { 'a.html': '' }, { html: [''], problems: [problem('a.html')] });
});
