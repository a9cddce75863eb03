import mjml2html from 'mjml';
import { version } from 'mjml/package.json';
import { components, initializeType } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { dependencies, rulesCollection } from 'mjml-validator';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { CheckedMjml } from './mjmlSpeed/checkedMjml.ts';
import { withQuickLines } from './mjmlSpeed/lineSearch.ts';
import { tagsIn, type FastMjml, type RenderOptions } from './mjmlSpeed/fastRender.ts';

/** The MJML that Mailproof brings: the only place that imports it. */
export function bundledMjml(options: MjmlOptions = {}): MjmlEngine {
  const { keepComments = true, ...rest } = options;
  return {
    version,
    source: 'bundled',
    components,
    dependencies,
    rules: rulesCollection,
    initializeType,
    parse: (text, path) =>
      withQuickLines(() =>
        parseXml(text, { components, filePath: '', actualPath: path, ignoreIncludes: true, keepComments }),
      ),
    render: (tree) =>
      renderBundled(tree, {
        ...rest,
        // MJML adds the fonts of each mail to the object that it is given.
        ...(rest.fonts === undefined ? {} : { fonts: { ...rest.fonts } }),
        keepComments,
        validationLevel: 'skip',
      }),
  };
}

/**
 * Prepares for rendering mails with the elements that mails had so far more quickly: what otherwise the second mail waits for.
 * For when nobody waits.
 */
export async function accelerateMjml(): Promise<void> {
  await quickMjml(met);
}

/** Elements of the mails so far: no more than MJML has, and what people write instead of them. */
const met = new Set<string>();
const maxMet = 200;

/** Its samples are rendered once in a process. */
let checked: CheckedMjml | undefined;

function quickMjml(tags: ReadonlySet<string>): Promise<FastMjml | undefined> {
  return (checked ??= new CheckedMjml()).forTags(tags);
}

async function renderBundled(tree: MjmlNode, options: RenderOptions): Promise<string> {
  const isFirst = met.size === 0;
  const tags = tagsIn(tree);
  for (const tag of tags) if (met.size < maxMet) met.add(tag);
  // Who renders one small mail waits for that mail alone.
  const quick = isFirst && countElements(tree) < manyElements ? undefined : await quickMjml(tags);
  if (quick === undefined) return renderStock(tree, options);
  try {
    return await quick.render(tree, options);
  } catch {
    // MJML says in its own words what is wrong, or has a way with it that the quick one leaves to it.
    return renderStock(tree, options);
  }
}

async function renderStock(tree: MjmlNode, options: RenderOptions): Promise<string> {
  const { html } = await mjml2html(tree, options);
  return html;
}

/** They take about as long as the check. */
const manyElements = 400;

function countElements(tree: MjmlNode): number {
  return (tree.children ?? []).reduce((count, child) => count + countElements(child), 1);
}
