import { components } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { expect, test } from 'vitest';
import { bundledMjml } from '../../../src/core/render/bundledMjml.ts';
import { withMarks } from '../../../src/core/render/mjmlTreeWithMarks.ts';
import { sampleOf } from '../../../src/core/render/mjmlSpeed/samples.ts';
import { takeMarksOut } from '../../../src/core/sourceMap/marks.ts';
import { Random } from '../../support/random.ts';
import { withoutRandomIds } from '../../support/stockHtml.ts';
import { renderFiles } from './checkRender.ts';
import { randomMail } from './mjmlSpeed/randomMail.ts';

const element = ' data-mailproof-at="1.2"';
const text = '<!--mailproof:1.3-->';

function parse(body: string): readonly MjmlNode[] {
  const tree = bundledMjml().parse(`<mjml><mj-body>${body}</mj-body></mjml>`, '/a.mjml');
  return tree.children?.[0]?.children ?? [];
}

/** Made of the tree without marks, it is the tree that the parser makes of the text with marks, or none. */
function check(rule: string, marked: string, isMade: boolean): void {
  test(rule, () => {
    const { plain, marks } = takeMarksOut(marked);
    const made = withMarks(parse(plain), plain, marks);
    expect(made === undefined).toBe(!isMade);
    if (made !== undefined) expect(made).toEqual(parse(marked));
  });
}

const column = (content: string): string => `<mj-section${element}>\n<mj-column>${content}</mj-column></mj-section>`;

check('a mark on an element', column(''), true);
check('marks in a content', column(`<mj-text${element}>\n ${text}a\n${text}b <b${element}>c</b>\n</mj-text>`), true);
check('a mark at the end of a content', column(`<mj-text>a ${text}</mj-text>`), false);
check('a mark right behind a content', column(`<mj-text>a${text}</mj-text>`), true);
check('a mark in an empty element, which components may look at', column(`<mj-text>${text}</mj-text>`), false);
check('a mark in white space before a content', column(`<mj-text>${text} a</mj-text>`), false);
check('a mark between elements, which becomes one', column(text), false);
check('a mark behind the last element', `${column('')}${text}`, false);
check('a mark in a value', column(`<mj-text css-class="${text}">a</mj-text>`), false);
check('a mark in a comment', column(`<!-- a ${text} -->`), false);
check('comments, and tags in them', `<!-- <mj-text> -->${column(`<!--a--><mj-image${element} alt="a>b" />`)}`, true);
check('elements that say the same', column(`<mj-text>a</mj-text><mj-text${element}>a</mj-text>`), true);
check('an element in capitals', '<MJ-SECTION></MJ-SECTION>', false);
check(
  'MJML in a content',
  column(`<mj-text><mj-text>${text}a</mj-text></mj-text><mj-text${element}>b</mj-text>`),
  true,
);

/** With marks wanted, the html without is what it is when nobody wants marks, though it is made together with that with marks. */
async function expectSameHtml(mail: string): Promise<void> {
  const files = { 'a.mjml': mail };
  const { html, problems, marked } = await renderFiles(files, { engine: 'mjml', wantsMarks: true });
  const plain = await renderFiles(files, { engine: 'mjml' });
  expect(withoutRandomIds(html ?? '')).toBe(withoutRandomIds(plain.html ?? ''));
  expect(problems).toEqual(plain.problems);
  if (html !== undefined) expect(takeMarksOut(marked?.html ?? '').plain).toBe(html);
}

test('no element of MJML looks at its marks', () => expectSameHtml(sampleOf(Object.keys(components))));

test.each(Array.from({ length: 200 }, (_, seed) => seed))('no element of random mail %i looks at its marks', (seed) =>
  expectSameHtml(randomMail(new Random(seed))),
);
