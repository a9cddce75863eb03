import mjml2html from 'mjml';
import { version } from 'mjml/package.json';
import { components, initializeType, type MjmlComponent } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { dependencies, rulesCollection } from 'mjml-validator';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { isOfBody, withPrintedMark } from './mjmlMarked.ts';
import { type ComponentOf, renderSections } from './mjmlSections.ts';
import type { SectionedMail } from './sectionJob.ts';
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
    render: (tree, { printsMarks } = { printsMarks: false }) =>
      renderBundled(tree, { ...ownFonts(rest), keepComments, validationLevel: 'skip' }, printsMarks),
    sections: {
      settings: JSON.stringify(options),
      render: async (mail, memory) => {
        const componentOf = await componentsFor(mail);
        return renderSections(mail, { ...ownFonts(rest), keepComments }, { memory, componentOf });
      },
    },
  };
}

/** MJML adds the fonts of each mail to the object that it is given. */
function ownFonts(options: MjmlOptions): MjmlOptions {
  return options.fonts === undefined ? options : { ...options, fonts: { ...options.fonts } };
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

/** Undefined where MJML itself is to render: who renders one small mail waits for that mail alone. */
async function quickFor(trees: readonly MjmlNode[]): Promise<FastMjml | undefined> {
  const isFirst = met.size === 0;
  const tags = new Set<string>();
  for (const tree of trees) tagsIn(tree, tags);
  for (const tag of tags) if (met.size < maxMet) met.add(tag);
  return isFirst && countElements(trees) < manyElements ? undefined : quickMjml(tags);
}

async function renderBundled(tree: MjmlNode, options: RenderOptions, printsMarks: boolean): Promise<string> {
  const quick = await quickFor([tree]);
  const componentOf = quick?.component ?? stockComponent;
  const presets = printsMarks ? [{ components: markedClasses(componentOf), dependencies: {} }] : [];
  if (quick === undefined) return renderStock(tree, { ...options, presets });
  try {
    return await quick.render(tree, { ...options, presets });
  } catch {
    // MJML says in its own words what is wrong, or has a way with it that the quick one leaves to it.
    return renderStock(tree, { ...options, presets });
  }
}

async function renderStock(tree: MjmlNode, options: RenderOptions): Promise<string> {
  const { html } = await mjml2html(tree, options);
  return html;
}

/** The sections for which it is known that the quick components do what MJML's do. */
const checkedSections = new WeakSet<object>();

async function componentsFor({ sections, markedSections = [] }: SectionedMail): Promise<ComponentOf> {
  const unknown = sections.filter((section) => !checkedSections.has(section));
  const quick = await quickFor(unknown.flatMap((section) => section.nodes));
  if (quick === undefined) return stockComponent;
  for (const section of unknown) checkedSections.add(section);
  // They have the elements of the others.
  for (const each of markedSections) if (each.isCopyWithMarks) checkedSections.add(each);
  return quick.component;
}

function stockComponent(tag: string): MjmlComponent | undefined {
  return Object.hasOwn(components, tag) ? components[tag] : undefined;
}

function markedClasses(componentOf: ComponentOf): readonly MjmlComponent[] {
  return Object.keys(components).flatMap((tag) => {
    const component = componentOf(tag);
    return component !== undefined && isOfBody(component) ? [withPrintedMark(component)] : [];
  });
}

/** They take about as long as the check. */
const manyElements = 400;

function countElements(trees: readonly MjmlNode[]): number {
  return trees.reduce((count, { children }) => count + 1 + countElements(children ?? []), 0);
}
