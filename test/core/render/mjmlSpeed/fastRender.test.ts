import mjml2html from 'mjml';
import { components } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { describe, expect, test } from 'vitest';
import { fastMjml, type RenderOptions } from '../../../../src/core/render/mjmlSpeed/fastRender.ts';
import { randomMail } from './randomMail.ts';

const fast = fastMjml();

function parse(text: string): MjmlNode {
  return parseXml(text, { components, filePath: '', actualPath: '/a.mjml', ignoreIncludes: true, keepComments: true });
}

/** What comes of it, or that nothing does. */
async function outcome(render: () => Promise<string>): Promise<string> {
  try {
    // The ids of menus and carousels are random.
    return (await render()).replace(/[0-9a-f]{16}/g, 'id');
  } catch {
    return 'stopped';
  }
}

async function both(text: string, options: RenderOptions = {}): Promise<{ readonly stock: string; readonly quick: string }> {
  const all = { ...options, validationLevel: 'skip' } as const;
  return {
    stock: await outcome(async () => (await mjml2html(parse(text), all)).html),
    quick: await outcome(() => fast.render(parse(text), all)),
  };
}

function check(name: string, text: string, options?: RenderOptions): void {
  test(name, async () => {
    const { stock, quick } = await both(text, options);
    expect(quick).toBe(stock);
  });
}

describe('the quick MJML writes what MJML writes', () => {
  test.each(Array.from({ length: Number(process.env['MAILS'] ?? 300) }, (_, seed) => seed))('of random mail %i', async (seed) => {
    const { stock, quick } = await both(randomMail(seed));
    expect(quick).toBe(stock);
  });
});
