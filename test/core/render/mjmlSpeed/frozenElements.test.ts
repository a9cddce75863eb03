import mjml2html from 'mjml';
import { components, type MjmlBodyClass, type MjmlContext, type MjmlElementData } from 'mjml-core';
import parseXml from 'mjml-parser-xml';
import { expect, test } from 'vitest';
import { fastMjml } from '../../../../src/core/render/mjmlSpeed/fastRender.ts';
import { sampleOf } from '../../../../src/core/render/mjmlSpeed/samples.ts';
import { Random } from '../../../support/random.ts';
import { outcome, withoutRandomIds } from '../../../support/stockHtml.ts';
import { randomMail } from './randomMail.ts';

const fast = fastMjml();
const bodyTags = Object.keys(components).filter((tag) => fast.component(tag) !== undefined);

/** MJML's own component, which cannot change what it was made of, and whose styles and children's context must stay the same. */
function frozen(Stock: MjmlBodyClass, differences: string[]): MjmlBodyClass {
  return class extends Stock {
    #styles: string | undefined;
    #childContext: string | undefined;

    constructor(data: MjmlElementData) {
      super(data);
      Object.freeze(this.attributes);
      Object.freeze(this.props);
      Object.freeze(this.context);
    }

    override getStyles(): Readonly<Record<string, unknown>> {
      const styles = super.getStyles();
      const text = JSON.stringify(styles);
      if ((this.#styles ??= text) !== text) differences.push(text);
      return styles;
    }

    override getChildContext(): MjmlContext {
      const context = super.getChildContext();
      const text = Object.values(context)
        .filter((value) => typeof value !== 'object')
        .join('\n');
      if ((this.#childContext ??= text) !== text) differences.push(text);
      return context;
    }
  };
}

/** What makes it right to ask an element for its styles and its children's context only once. */
async function expectUnchanging(text: string): Promise<void> {
  const differences: string[] = [];
  const parse = (): ReturnType<typeof parseXml> =>
    parseXml(text, { components, filePath: '', actualPath: '', ignoreIncludes: true, keepComments: true });
  // Those of the body are of that class.
  const stock = Object.entries(components).flatMap(([tag, Stock]) =>
    bodyTags.includes(tag) ? [frozen(Stock as MjmlBodyClass, differences)] : [],
  );
  const presets = [{ components: stock, dependencies: {} }];
  const html = await outcome(async () => (await mjml2html(parse(), { validationLevel: 'skip', presets })).html);
  const expected = await outcome(async () => (await mjml2html(parse(), { validationLevel: 'skip' })).html);
  expect(withoutRandomIds(html)).toBe(withoutRandomIds(expected));
  expect(differences).toEqual([]);
}

test('no element changes anything while it is rendered', () => expectUnchanging(sampleOf(bodyTags)));

test.each(Array.from({ length: 200 }, (_, seed) => seed))('no element of random mail %i changes anything', (seed) =>
  expectUnchanging(randomMail(new Random(seed))),
);
