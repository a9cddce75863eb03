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
