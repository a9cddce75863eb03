import mjml2html from 'mjml';
import type { MjmlNode } from 'mjml-parser-xml';
import { expect, test } from 'vitest';
import { accelerateMjml, bundledMjml } from '../../../../src/core/render/bundledMjml.ts';

const engine = bundledMjml();

function treeOf(body: string): MjmlNode {
  return engine.parse(`<mjml><mj-body>${body}</mj-body></mjml>`, '/a.mjml');
}

test('the first mail and those after it are alike', async () => {
  const tree = treeOf('<mj-section><mj-column><mj-text>1</mj-text></mj-column></mj-section>');
  const first = await engine.render(tree);
  await accelerateMjml();
  expect(await engine.render(tree)).toBe(first);
  expect((await mjml2html(tree, { validationLevel: 'skip' })).html).toBe(first);
});

test('MJML says in its own words why it stops', async () => {
  const tree = treeOf('<mj-section mj-class="true" />');
  const message = await mjml2html(tree, { validationLevel: 'skip' }).catch(String);
  expect(message).toContain('split is not a function');
  expect(await engine.render(tree).catch(String)).toBe(message);
});

test('what the quick MJML leaves to MJML is rendered by MJML', async () => {
  const tree = treeOf('<mj-section mj-class="a.b"><mj-column /></mj-section>');
  expect(await engine.render(tree)).toBe((await mjml2html(tree, { validationLevel: 'skip' })).html);
});

test('a font of one mail is not known in the next', async () => {
  const withFonts = bundledMjml({ fonts: {} });
  const text = '<mj-section><mj-column><mj-text font-family="Inter">1</mj-text></mj-column></mj-section>';
  const head = '<mj-head><mj-font name="Inter" href="https://example.com/inter" /></mj-head>';
  const own = await withFonts.render(withFonts.parse(`<mjml>${head}<mj-body>${text}</mj-body></mjml>`, '/a.mjml'));
  expect(own).toContain('https://example.com/inter');
  expect(await withFonts.render(treeOf(text))).not.toContain('https://example.com/inter');
});
