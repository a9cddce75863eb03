import type { HandlebarsSource } from '../template/handlebarsSource.ts';
import type { PartialSet } from '../template/partials.ts';
import type { SourceFiles } from '../template/sourceFiles.ts';
import { findTranslations } from '../template/translations.ts';
import type { HelperSet } from './helperSet.ts';
import { calledNames, type OwnHelpers } from './ownHelpers.ts';
import { vendureNumbers } from './standIns/numbers.ts';
import type { StandIn, StandInTable } from './standIns/standIn.ts';
import { findStandIn, standInNames } from './standIns/standIns.ts';
import { translationHelpers, translationNames } from './standIns/translation.ts';

export interface HelperContext {
  readonly own: OwnHelpers;
  /** Absolute path: translations are looked for from its folder upwards. */
  readonly template: string;
  readonly root: string;
  readonly data: unknown;
  readonly files: SourceFiles;
}

/** The helpers that one Handlebars run calls: the project's own, otherwise Mailproof's stand-ins. */
export async function gatherHelpers({ template, partials }: PartialSet, context: HelperContext): Promise<HelperSet> {
  const { helpers, environments, isVendure, reason, advice } = context.own;
  const { certain, possible } = calledNames([template, ...partials.values()]);
  const names = [...new Set([...certain, ...possible])].filter((name) => helpers.get(name)?.isIncomplete !== false);
  const tables: StandInTable[] = names.some(isTranslation) ? [await translations(context)] : [];
  if (isVendure) tables.push(vendureNumbers);
  const standIns = new Map<string, StandIn>();
  for (const name of names) {
    const standIn = findStandIn(name, tables);
    // A single name is a variable, unless something answers to it without parameters.
    if (standIn !== undefined && (certain.has(name) || (standIn.isBare ?? false) !== false))
      standIns.set(name, standIn);
  }
  const knownNames = [...helpers.keys(), ...standInNames()];
  return { own: helpers, standIns, environments, reason, advice, knownNames };
}

/** Names that a stand-in answers to without parameters, where the data have no such value: anywhere, or as blocks only. */
export function answeredNames(
  texts: Iterable<HandlebarsSource>,
  { helpers }: OwnHelpers,
): ReadonlyMap<string, 'anywhere' | 'block'> {
  const answered = new Map<string, 'anywhere' | 'block'>();
  for (const name of calledNames(texts).possible) {
    const isBare = isTranslation(name) || (findStandIn(name)?.isBare ?? false);
    if (isBare !== false && !helpers.has(name)) answered.set(name, isBare === 'block' ? 'block' : 'anywhere');
  }
  return answered;
}

function isTranslation(name: string): boolean {
  return translationNames.includes(name);
}

async function translations({ template, root, data, files }: HelperContext): Promise<StandInTable> {
  return translationHelpers(await findTranslations(template, { root, data }, files));
}
