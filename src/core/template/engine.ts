import type { Engine } from '../render/renderResult.ts';
import { type Mustache, scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';
import { scanTags, type Tag } from './tags.ts';
import { templateExtension } from './templateName.ts';

export interface EngineEvidence {
  readonly template: SourceText;
  /** Texts of the partials that the template uses. */
  readonly partials: readonly string[];
  /** Texts that come in through `mj-include`. */
  readonly includes: readonly string[];
}

export interface EngineDecision {
  readonly engine: Engine;
  /** One sentence, for people. */
  readonly reason: string;
}

/**
 * Decides the order of the engines from what the files show. With mustaches and MJML together, most projects run Handlebars
 * first; MJML comes first where only that order can work, which the template gives away.
 */
export function decideEngine(evidence: EngineEvidence): EngineDecision {
  const { template, partials, includes } = evidence;
  const all = [template.text, ...partials];
  const hasMjml = all.some(containsMjml);
  const mustaches = scanMustaches(template.text).filter((mustache) => mustache.kind !== 'comment');
  const isMjmlFile = /\.mjml$/i.test(template.path) || /\.mjml\./i.test(template.path);
  if (!hasMjml) {
    if (mustaches.length > 0) return { engine: 'handlebars', reason: 'It has mustaches and no MJML tags.' };
    if (isMjmlFile && template.text.trim() === '') return { engine: 'mjml', reason: 'It is an empty .mjml file.' };
    if (/\.(hbs|handlebars)$/i.test(template.path))
      return { engine: 'handlebars', reason: 'It is a Handlebars file without MJML tags.' };
    return { engine: 'html', reason: 'It has neither MJML tags nor mustaches.' };
  }
  const includeHasMustaches = includes.some((text) => scanMustaches(text).some((each) => each.kind !== 'comment'));
  if (mustaches.length === 0 && !includeHasMustaches)
    return { engine: 'mjml', reason: 'It has MJML tags and no mustaches.' };
  return decideOrder(evidence, mustaches, includeHasMustaches);
}

/** What each piece of evidence weighs was settled on 16 public repositories whose build order is known. */
function decideOrder(
  evidence: EngineEvidence,
  mustaches: readonly Mustache[],
  includeHasMustaches: boolean,
): EngineDecision {
  const extension = templateExtension(evidence.template.path) ?? '';
  const places = placesOf(evidence.template.text, mustaches);
  const handlebarsFirst: Evidence[] = [
    { weight: 10, found: evidence.partials.some(containsMjml), says: 'its partials contain MJML tags' },
    {
      weight: 6,
      found: places.some((place) => place.isBlock && place.isBetweenMjml),
      says: 'its blocks stand between MJML tags',
    },
    {
      weight: 6,
      found: places.some((place) => place.isPartial && place.isBetweenMjml),
      says: 'its partials stand between MJML tags',
    },
    { weight: 5, found: places.some((place) => place.isInTag), says: 'a tag has mustaches between its attributes' },
    {
      weight: 4,
      found: extension.includes('hbs') || extension.includes('handlebars'),
      says: 'it is a Handlebars file with MJML inside',
    },
    { weight: 1, found: true, says: 'that is the usual order' },
  ];
  const mjmlFirst: Evidence[] = [
    { weight: 8, found: places.some((place) => place.isBlock && place.isInRaw), says: 'its blocks stand in <mj-raw>' },
    { weight: 7, found: includeHasMustaches, says: 'a file that it includes has mustaches' },
  ];
  const isMjmlFirst = total(mjmlFirst) > total(handlebarsFirst);
  const engine = isMjmlFirst ? 'mjml-handlebars' : 'handlebars-mjml';
  const strongest = (isMjmlFirst ? mjmlFirst : handlebarsFirst)
    .filter((each) => each.found)
    .sort((a, b) => b.weight - a.weight)[0];
  const order = isMjmlFirst ? 'MJML runs before Handlebars' : 'Handlebars runs before MJML';
  return { engine, reason: `${order}: ${strongest?.says ?? 'that is the usual order'}.` };
}

interface Evidence {
  readonly weight: number;
  readonly found: boolean;
  readonly says: string;
}

function total(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, each) => sum + (each.found ? each.weight : 0), 0);
}

export function containsMjml(text: string): boolean {
  return /<mj(ml[\s>/]|-[a-z])/i.test(text);
}

interface MustachePlace {
  readonly isBlock: boolean;
  readonly isPartial: boolean;
  /** Directly inside an element that only holds other MJML elements, so that MJML would drop it as text. */
  readonly isBetweenMjml: boolean;
  readonly isInRaw: boolean;
  readonly isInTag: boolean;
}

/** Elements whose content MJML hands through, mustaches included. */
const textElements = new Set([
  'mj-text',
  'mj-button',
  'mj-table',
  'mj-raw',
  'mj-navbar-link',
  'mj-social-element',
  'mj-accordion-title',
  'mj-accordion-text',
  'mj-style',
  'mj-title',
  'mj-preview',
]);

function placesOf(text: string, mustaches: readonly Mustache[]): readonly MustachePlace[] {
  const tags = scanTags(text, mustaches);
  const open: string[] = [];
  let index = 0;
  return mustaches.map((mustache) => {
    for (let tag = tags[index]; tag !== undefined && tag.end <= mustache.start; tag = tags[++index]) follow(open, tag);
    const parent = open.at(-1);
    const current = tags[index];
    const isInside = current !== undefined && current.start < mustache.start;
    const isInValue =
      isInside && current.attributes.some((each) => each.valueStart <= mustache.start && mustache.start < each.end);
    const isInText = open.some((name) => textElements.has(name));
    return {
      isBlock: ['open', 'inverse', 'close', 'else'].includes(mustache.kind),
      isPartial: mustache.kind === 'partial' || mustache.kind === 'partialBlock',
      isBetweenMjml: !isInside && !isInText && parent !== undefined,
      isInRaw: parent === 'mj-raw' && !isInside,
      isInTag: isInside && !isInValue && current.name.startsWith('mj'),
    };
  });
}

/** Keeps the names of the open MJML elements; other elements are content. */
function follow(open: string[], tag: Tag): void {
  if (!tag.name.startsWith('mj')) return;
  if (tag.kind === 'open') {
    if (!tag.isSelfClosing) open.push(tag.name);
    return;
  }
  const index = open.lastIndexOf(tag.name);
  if (index >= 0) open.length = index;
}
