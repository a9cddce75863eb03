import mjml2html from 'mjml';
import { expect, test } from 'vitest';
import { mail, renderFiles } from './checkRender.ts';

/** What is rendered section by section is what MJML makes of the whole. */
function check(rule: string, text: string): void {
  test(rule, async () => {
    const { html } = await renderFiles({ 'a.mjml': text }, { engine: 'mjml' });
    expect(html).toBe((await mjml2html(text, { keepComments: true, validationLevel: 'skip' })).html);
  });
}

check(
  'an empty inline style has all of the mail written anew',
  mail('<mj-text>a<br/></mj-text>').replace(
    '<mj-body>',
    '<mj-head><mj-style inline="inline"> </mj-style></mj-head><mj-body>',
  ),
);
check(
  'a class of the body with a > in it is known to inline styles',
  mail('<mj-text><p class="a">a</p></mj-text>').replace(
    '<mj-body>',
    '<mj-head><mj-style inline="inline">.b .a { color: red }</mj-style></mj-head><mj-body css-class="> b">',
  ),
);

test('the text that stands for the sections may be in what is included', async () => {
  const own = '[mailproof-sections-start][mailproof-sections-end]';
  const { html } = await renderFiles(
    {
      'a.mjml': `<mjml><mj-head><mj-include path="b.mjml"/></mj-head><mj-body></mj-body></mjml>`,
      'b.mjml': `<mjml><mj-head><mj-title>${own}</mj-title></mj-head></mjml>`,
    },
    { engine: 'mjml' },
  );
  expect(html).toContain(`<title>${own}</title>`);
});
