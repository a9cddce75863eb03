import { describe, expect, test } from 'vitest';
import { finishSection } from '../../../src/core/render/mjmlFinish.ts';
import { InlineStyles } from '../../../src/core/render/mjmlInlineStyles.ts';
import { withIdsOf } from '../../../src/core/render/mjmlRandomIds.ts';
import { cutSegments } from '../../../src/core/sourceMap/segments.ts';
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

  checkTime('blocks in blocks', '{{#if a}}'.repeat(5000) + '{{/if}}'.repeat(5000), 'a.hbs');

  function checkPart(rule: string, run: () => void | Promise<void>): void {
    test(rule, async () => {
      const started = performance.now();
      await run();
      expect(performance.now() - started).toBeLessThan(3000);
    });
  }
  checkPart('a long gap in the text part', () => {
    expect(htmlToText(`<p>${'&nbsp;'.repeat(100_000)}x</p>`)).toBe('x');
    expect(htmlToText(`<pre>a${'\t'.repeat(200_000)}x</pre>`)).toMatch(/^a\t+x$/);
  });
  checkPart('a line of many values', () => {
    expect(cutSegments(`${'{{a}}'.repeat(400_000)}\n`)).toHaveLength(1);
  });
  checkPart('conditional comments without an end', () => {
    expect(finishSection('<!--[if a]>'.repeat(300_000))).toBeUndefined();
    expect(finishSection('<!--[if '.repeat(300_000))).toBeUndefined();
  });
  checkPart('random ids', () => {
    const mail = (first: number): string =>
      Array.from({ length: 20_000 }, (_, at) => `mj-carousel-${(first + at).toString(16).padStart(16, '0')} `).join('');
    expect(withIdsOf(mail(0), mail(1e12))).toBe(mail(0));
  });
  const frame = { open: '<html><body><div>', close: '</div></body></html>' };
  checkPart('comments of inlined styles without an end', async () => {
    expect(await InlineStyles.of(`${'/* '.repeat(200_000)}+`, frame)).toBeUndefined();
  });
  checkPart('code without an end in a section with inlined styles', async () => {
    const styles = await InlineStyles.of('a{b:c}', frame);
    expect(styles).toBeDefined();
    expect(await styles?.inline('<% '.repeat(300_000))).toBeUndefined();
    expect(await styles?.inline('{{ '.repeat(300_000))).toBeUndefined();
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
