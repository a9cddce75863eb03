import { findBuildClues } from '../template/buildClues.ts';
import type { Caller } from '../template/callers.ts';
import { decideEngine, type EngineDecision } from '../template/engine.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import type { TemplateLanguage } from '../template/templateLanguage.ts';
import type { TemplateSources } from '../template/templateSources.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Engine, RenderRequest } from './renderResult.ts';

export interface EngineChoice extends EngineDecision {
  /** By a person, not from evidence. */
  readonly isByHand: boolean;
}

export interface EngineEvidenceSources {
  readonly partials: TemplateSources;
  readonly includes: readonly SourceText[];
  readonly language: TemplateLanguage | undefined;
  readonly caller: Caller | undefined;
}

/** The engines that run, and why: as the request says, as `mailproof.json` says, or as the files show. */
export async function chooseEngine(
  { engine, path, root }: RenderRequest,
  project: ProjectFile,
  { partials, includes, language, caller }: EngineEvidenceSources,
  files: SourceFiles,
): Promise<EngineChoice> {
  if (engine !== 'auto') return { engine, reason: 'It was chosen by hand.', clues: [], isByHand: true };
  if (project.engine !== undefined)
    return { engine: project.engine, reason: 'mailproof.json says so.', clues: [], isByHand: true };
  const { template } = partials;
  const evidence = {
    template,
    partials: [...partials.partials.values()],
    includes,
    language,
    caller,
    memory: files.memory,
  };
  const decision = await decideEngine(evidence, () => findBuildClues({ path, text: template.text }, root, files));
  return { ...decision, isByHand: false };
}

export function usesMjml(engine: Engine): boolean {
  return engine !== 'html' && engine !== 'handlebars';
}

export function usesHandlebars(engine: Engine): boolean {
  return engine !== 'html' && engine !== 'mjml';
}

/** A project whose preprocessors are Handlebars expands its mails before MJML, whatever else they look like. */
export function withPreprocessors(decided: EngineChoice, mjml: MjmlEngine | undefined): EngineChoice {
  if (mjml?.preprocessors?.haveHandlebars !== true) return decided;
  const engine = decided.engine === 'mjml-handlebars' && !decided.isByHand ? 'handlebars-mjml' : decided.engine;
  const said =
    engine === decided.engine ? decided.reason : 'Handlebars runs before MJML: it is a preprocessor of the project.';
  if (engine === 'mjml') return { ...decided, engine, reason: `${said} The project's preprocessors run Handlebars.` };
  const why = 'Mailproof runs Handlebars in place of that preprocessor, with its own data sets.';
  return { ...decided, engine, reason: `${said} ${why}` };
}
