import type { HandlebarsSource } from './handlebarsSource.ts';
import { findInnerSlot, findSlot, type LayoutSlot } from './layoutSlot.ts';
import { findLayout, type FoundLayout } from './layouts.ts';
import type { PartialOptions } from './partialFinder.ts';
import { gatherPartials, type PartialSet } from './partials.ts';
import type { ProjectFile } from './projectFile.ts';
import { bodyPartial, parseFilled, parseLayout } from './slotFilling.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';

export interface TemplateSources extends PartialSet {
  /** The file in which the template is shown; it is then what `template` holds, and the template is one of the partials. */
  readonly layout?: SourceText;
  readonly layoutFault?: Extract<FoundLayout, { kind: 'fault' }>;
}

/** All Handlebars files of one mail: the template, its layout, and the partials of both. */
export async function gatherSources(
  template: SourceText,
  files: SourceFiles,
  project: ProjectFile,
  root: string,
): Promise<TemplateSources> {
  const options = partialOptions(project, root);
  const own = await gatherPartials(template, files, options);
  const texts = [...own.partials.values()].map((partial) => partial.text);
  const found = await findLayout(template, texts, { root, layouts: project.layouts }, files);
  if (found.kind === 'none') return own;
  if (found.kind === 'fault') return { ...own, layoutFault: found };
  const slot = findSlot(found.source);
  const name = slot?.kind === 'partial' ? slot.name : bodyPartial;
  const layout = await gatherPartials(found.source, files, { ...options, provided: [name] });
  const around = slot?.kind === 'passed' ? filledPartials(layout, slot, files) : layout.partials;
  // A layout that calls the template like a partial: when there is such a partial, it is an ordinary one.
  if (around === undefined || around.has(name)) return own;
  const partials = new Map([...around, ...own.partials, [name, own.template]]);
  const missing = [...own.missing, ...layout.missing].filter((call) => !partials.has(call.name));
  return { template: parseLayout(found.source, files), partials, missing, layout: found.source };
}

/** The partials of a layout that has its slot in one of them; undefined when that one does not show it. */
function filledPartials(
  { partials }: PartialSet,
  { name, partial = '' }: LayoutSlot,
  files: SourceFiles,
): ReadonlyMap<string, HandlebarsSource> | undefined {
  const holder = partials.get(partial);
  const slot = holder === undefined ? undefined : findInnerSlot(holder.text, [name]);
  if (holder === undefined || slot === undefined) return undefined;
  return new Map([...partials, [partial, parseFilled(holder, { slot, by: 'template' }, files)]]);
}

export function partialOptions(project: ProjectFile, root: string): PartialOptions {
  return { root, folders: project.partials, named: project.namedPartials };
}
