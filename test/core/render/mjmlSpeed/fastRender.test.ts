import fs from 'node:fs';
import mjml2html from 'mjml';
import { components } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { describe, expect, test } from 'vitest';

import { CheckedMjml } from '../../../../src/core/render/mjmlSpeed/checkedMjml.ts';
import { fastMjml, type FastMjml, type RenderOptions } from '../../../../src/core/render/mjmlSpeed/fastRender.ts';
import { hasSample, sampleOf } from '../../../../src/core/render/mjmlSpeed/samples.ts';
import { corporaFolder } from '../../../support/corpora.ts';
import { Random } from '../../../support/random.ts';
import { outcome, withoutRandomIds } from '../../../support/stockHtml.ts';
import { realTemplates } from '../../../support/templates.ts';
import { randomMail } from './randomMail.ts';

const fast = fastMjml();
const bodyTags = Object.keys(components).filter((tag) => fast.component(tag) !== undefined);
const everything = sampleOf(bodyTags);

function parse(text: string): MjmlNode {
  return parseXml(text, { components, filePath: '', actualPath: '/a.mjml', ignoreIncludes: true, keepComments: true });
}

async function stockHtml(text: string, options: RenderOptions): Promise<string | undefined> {
  return withoutRandomIds(await outcome(async () => (await mjml2html(parse(text), options)).html));
}

async function quickHtml(text: string, options: RenderOptions): Promise<string | undefined> {
  return withoutRandomIds(await outcome(() => fast.render(parse(text), options)));
}

/** The html is MJML's; where MJML stops, the quick one stops too. */
async function expectSame(text: string, given: RenderOptions = {}): Promise<void> {
  const options: RenderOptions = { validationLevel: 'skip', ...given };
  expect(await quickHtml(text, options)).toBe(await stockHtml(text, options));
}

function check(name: string, text: string, options?: RenderOptions): void {
  test(name, () => expectSame(text, options));
}

const inBody = (text: string, head = ''): string => `<mjml><mj-head>${head}</mj-head><mj-body>${text}</mj-body></mjml>`;
const inColumn = (text: string, head = ''): string =>
  inBody(`<mj-section><mj-column>${text}</mj-column></mj-section>`, head);

describe('what the quick MJML writes is what MJML writes', () => {
  check('of everything that MJML has', everything);
  check('of a body without anything', '<mjml><mj-body></mj-body></mjml>');
  check('of a mail without a body', '<mjml><mj-head></mj-head></mjml>');
  check('of two bodies', '<mjml><mj-body><mj-raw>1</mj-raw></mj-body><mj-body><mj-raw>2</mj-raw></mj-body></mjml>');
  check('of what stands outside', '<mjml><mj-raw position="file-start">1</mj-raw><mj-body></mj-body></mjml>');
  check('of an element that there is not', inColumn('<mj-unknown>1</mj-unknown><mj-text>2</mj-text>'));
  check('of an element named like a method of objects', inColumn('<constructor a="1" />'));
  check('of attributes named like methods of objects', inColumn('<mj-text toString="1">1</mj-text>'));
  check('of attributes that are no text', inColumn('<mj-text color="true" padding="false">1</mj-text>'));
  check('of a class that is no text', inColumn('<mj-text mj-class="true">1</mj-text>'));
  check(
    'of styles for a body that is read again',
    inBody('<mj-raw>1</mj-raw>', '<mj-style inline="inline">p { color: red }</mj-style>'),
  );
  check('of print styles', inColumn('<mj-text>1</mj-text>'), { printerSupport: true });
  check(
    'of attributes for the finished html',
    inColumn(
      '<mj-text css-class="a"><!--[if mso]>  <b>  1  </b>  <![endif]--></mj-text>',
      '<mj-html-attributes><mj-selector path=".a"><mj-html-attribute name="x">1</mj-html-attribute></mj-selector></mj-html-attributes>',
    ),
  );
  check(
    'of a text like the one that stands for the body',
    inBody('<mj-raw><!--mailproof-body--></mj-raw>', '<mj-raw><!--mailproof-body--></mj-raw>'),
  );

  const classes = '<mj-attributes><mj-class name="a" css-class="x"><mj-text color="#abc" /></mj-class>';
  check(
    'of classes that add up',
    inColumn('<mj-text mj-class="a b">1</mj-text>', `${classes}<mj-class name="b" css-class="y" /></mj-attributes>`),
  );
  check(
    'of a class without a name',
    inColumn('<mj-text>1</mj-text>', `${classes}<mj-class name="" color="red" /></mj-attributes>`),
  );
  check(
    'of what a class says of the elements inside',
    inBody(
      '<mj-section mj-class="a"><mj-column><mj-text>1</mj-text></mj-column></mj-section>',
      `${classes}</mj-attributes>`,
    ),
  );

  test.each(Array.from({ length: 400 }, (_, seed) => seed))('of random mail %i', (seed) =>
    expectSame(randomMail(new Random(seed))),
  );

  test.each(realTemplates(corporaFolder))('of %s', (file) => expectSame(fs.readFileSync(file, 'utf8')));
});

test('a class with a dot in its name is left to MJML', async () => {
  const text = inBody('<mj-section mj-class="a.b"><mj-column /></mj-section>');
  expect(await quickHtml(text, { validationLevel: 'skip' })).toBeUndefined();
});

test('every element of the body has a sample', () => {
  expect(bodyTags.filter((tag) => !hasSample(tag))).toEqual([]);
  expect(bodyTags).toContain('mj-body');
});

test('the quick MJML is used, because it writes everything as MJML does', async () => {
  expect(await new CheckedMjml().forTags(new Set(bodyTags))).toBeDefined();
});

test('the quick MJML is not used for elements that it writes in another way', async () => {
  const Text = fast.component('mj-text');
  if (Text === undefined) throw new Error('There is no mj-text');
  const presets = [
    {
      components: [
        class extends Text {
          override render = (): string => 'other';
        },
      ],
      dependencies: {},
    },
  ];
  const different: FastMjml = { ...fast, render: (tree, options) => fast.render(tree, { ...options, presets }) };
  const mjml = new CheckedMjml(different);
  expect(await mjml.forTags(new Set(['mj-body', 'mj-spacer']))).toBeDefined();
  expect(await mjml.forTags(new Set(['mj-body', 'mj-text']))).toBeUndefined();
  expect(await mjml.forTags(new Set(['mj-body', 'mj-spacer']))).toBeDefined();
});

test('what inherits from a quick component is used in its place', async () => {
  const Text = fast.component('mj-text');
  if (Text === undefined) throw new Error('There is no mj-text');
  class Marked extends Text {
    override htmlAttributes(attributes: object): string {
      return super.htmlAttributes({ ...attributes, 'data-mark': 1 });
    }
  }
  const presets = [{ components: [Marked], dependencies: {} }];
  const marked = await fast.render(parse(inColumn('<mj-text>1</mj-text>')), { validationLevel: 'skip', presets });
  expect(marked.replaceAll(' data-mark="1"', '')).toBe(
    await stockHtml(inColumn('<mj-text>1</mj-text>'), { validationLevel: 'skip' }),
  );
  expect(marked.split('data-mark')).toHaveLength(3);
});

test('a page of its own is given the finished body', async () => {
  const text = inColumn('<mj-text><!--[if mso]>  <b> <![endif]--></mj-text>');
  const skeleton = ({ content }: { readonly content: string }): string => content;
  const options = { validationLevel: 'skip', skeleton } as const;
  expect(await quickHtml(text, options)).toBe(await stockHtml(text, options));
});

test('a tree is rendered twice alike', async () => {
  const tree = parse(everything);
  const options = { validationLevel: 'skip' } as const;
  const first = await fast.render(tree, options);
  expect(withoutRandomIds(await fast.render(tree, options))).toBe(withoutRandomIds(first));
});
