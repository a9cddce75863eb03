import mjml2html from 'mjml';
import { version } from 'mjml/package.json';
import { components, initializeType } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { dependencies, rulesCollection } from 'mjml-validator';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { checkedMjml } from './mjmlSpeed/checkedMjml.ts';
import { withQuickLines } from './mjmlSpeed/lineSearch.ts';
import type { RenderOptions } from './mjmlSpeed/fastRender.ts';

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

async function renderBundled(tree: MjmlNode, options: RenderOptions): Promise<string> {
  const quick = isWorthChecking(tree) ? await checkedMjml() : undefined;
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

/** Takes longer in a first mail than the check, which is the time of about as many elements. */
const manyElements = 400;
let hasRendered = false;

/** Who renders one small mail waits for that mail alone. */
function isWorthChecking(tree: MjmlNode): boolean {
  const isFirst = !hasRendered;
  hasRendered = true;
  return !isFirst || countElements(tree) > manyElements;
}

function countElements(tree: MjmlNode): number {
  return (tree.children ?? []).reduce((count, child) => count + countElements(child), 1);
}
