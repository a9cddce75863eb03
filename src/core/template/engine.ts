import { basename } from 'node:path';
import type { Engine, EngineClue } from '../render/renderResult.ts';
import type { RenderMemory } from '../renderMemory.ts';
import type { Caller } from './callers.ts';
import type { SourceText } from './sourceFiles.ts';
import { templateExtension } from './templateName.ts';
import { findMustacheEvidence, type TellingPlaces } from './tellingPlaces.ts';
import type { TemplateLanguage } from './templateLanguage.ts';

export interface EngineEvidence {
  readonly template: SourceText;
  /** The partials that the template uses. */
  readonly partials: readonly SourceText[];
  /** What comes in through `mj-include`. */
  readonly includes: readonly SourceText[];
  readonly language?: TemplateLanguage | undefined;
  /** Who uses it in a text of MJML, when it is a partial without MJML. */
  readonly caller?: Caller | undefined;
  readonly memory: RenderMemory;
}

export interface EngineDecision {
  readonly engine: Engine;
  /** One sentence, for people. */
  readonly reason: string;
  /** Heaviest first; empty where one fact is enough. */
  readonly clues: readonly EngineClue[];
}

/**
 * Decides the order of the engines from what the files show. With mustaches and MJML together, most projects run Handlebars
 * first; MJML comes first where only that order can work, which the template gives away, or its project's build.
 */
export async function decideEngine(
  evidence: EngineEvidence,
  findBuildClues: () => Promise<readonly EngineClue[]>,
): Promise<EngineDecision> {
  const { template, partials, includes, language, memory } = evidence;
  const hasMjml = [template, ...partials].some((source) => containsMjml(source.text));
  if (language?.allowsHandlebars === false) {
    const rest = hasMjml ? 'only MJML runs' : 'nothing runs';
    return decided(hasMjml ? 'mjml' : 'html', `It is not written in Handlebars (${language.name}), so ${rest}.`);
  }
  const { hasMustaches, places } = findMustacheEvidence(template.text, memory);
  const included = includes.find(({ text }) => findMustacheEvidence(text, memory).hasMustaches);
  const isMjmlFile = /\.mjml$/i.test(template.path) || /\.mjml\./i.test(template.path);
  if (!hasMjml && evidence.caller !== undefined) {
    const { path, element } = evidence.caller;
    return decided('handlebars-mjml', `It is used inside of <${element}> in ${basename(path)}.`);
  }
  if (!hasMjml) {
    if (hasMustaches) return decided('handlebars', 'It has mustaches and no MJML tags.');
    if (isMjmlFile && template.text.trim() === '') return decided('mjml', 'It is an empty .mjml file.');
    if (/\.(hbs|handlebars)$/i.test(template.path))
      return decided('handlebars', 'It is a Handlebars file without MJML tags.');
    return decided('html', 'It has neither MJML tags nor mustaches.');
  }
  if (!hasMustaches && included === undefined) return decided('mjml', 'It has MJML tags and no mustaches.');
  const clues = orderClues(evidence, { places, included });
  const isPlain = Math.abs(totalOf(clues, 'handlebars-mjml') - totalOf(clues, 'mjml-handlebars')) >= plainLead;
  return weigh(isPlain ? clues : [...clues, ...(await findBuildClues())]);
}

/** With this much more for one order, the template can only work in it, and its project need not be looked through. */
const plainLead = 5;

function decided(engine: Engine, reason: string): EngineDecision {
  return { engine, reason, clues: [] };
}

function weigh(clues: readonly EngineClue[]): EngineDecision {
  const isMjmlFirst = totalOf(clues, 'mjml-handlebars') > totalOf(clues, 'handlebars-mjml');
  const engine = isMjmlFirst ? 'mjml-handlebars' : 'handlebars-mjml';
  const sorted = [...clues].sort((left, right) => right.weight - left.weight);
  const strongest = sorted.find((clue) => clue.for === engine);
  const order = isMjmlFirst ? 'MJML runs before Handlebars' : 'Handlebars runs before MJML';
  return { engine, reason: `${order}: ${strongest?.says ?? 'that is the usual order'}.`, clues: sorted };
}

function totalOf(clues: readonly EngineClue[], engine: Engine): number {
  return clues.reduce((sum, clue) => sum + (clue.for === engine ? clue.weight : 0), 0);
}

/** What each clue weighs was settled on public repositories whose build order is known. */
function orderClues(
  { template, partials }: EngineEvidence,
  { places, included }: { readonly places: TellingPlaces; readonly included: SourceText | undefined },
): readonly EngineClue[] {
  const clues: EngineClue[] = [...cluesOf(template, places)];
  const partial = partials.find((source) => containsMjml(source.text));
  if (partial !== undefined)
    clues.push({ for: 'handlebars-mjml', weight: 10, says: 'its partials contain MJML tags', file: partial.path });
  const extension = templateExtension(template.path) ?? '';
  if (extension.includes('hbs') || extension.includes('handlebars')) {
    const says = 'it is a Handlebars file with MJML inside';
    clues.push({ for: 'handlebars-mjml', weight: 4, says, file: template.path });
  }
  if (included !== undefined) {
    const says = 'a file that it includes has mustaches';
    clues.push({ for: 'mjml-handlebars', weight: 7, says, file: included.path });
  }
  clues.push({ for: 'handlebars-mjml', weight: 1, says: 'that is the usual order' });
  return clues;
}

/** What the places of the mustaches in a template say: one clue of each kind, at its first place. */
export function placeClues(template: SourceText, memory: RenderMemory): readonly EngineClue[] {
  return cluesOf(template, findMustacheEvidence(template.text, memory).places);
}

function cluesOf(template: SourceText, places: TellingPlaces): readonly EngineClue[] {
  const clue = (
    says: string,
    at: number | undefined,
    rest: Pick<EngineClue, 'for' | 'weight'>,
  ): readonly EngineClue[] =>
    at === undefined ? [] : [{ ...rest, says, file: template.path, line: lineOf(template.text, at) }];
  return [
    ...clue('its blocks stand between MJML tags', places.blockBetweenMjml, { for: 'handlebars-mjml', weight: 6 }),
    ...clue('its partials stand between MJML tags', places.partialBetweenMjml, { for: 'handlebars-mjml', weight: 6 }),
    ...clue('a tag has mustaches between its attributes', places.inTag, { for: 'handlebars-mjml', weight: 5 }),
    ...clue('its blocks stand in <mj-raw>', places.blockInRaw, { for: 'mjml-handlebars', weight: 8 }),
  ];
}

export function containsMjml(text: string): boolean {
  return /<\/?mj(ml[\s>/]|-[a-z])/i.test(text);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\n|\r/).length;
}
