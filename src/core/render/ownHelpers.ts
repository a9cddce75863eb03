import Handlebars from 'handlebars';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { join, relative } from 'node:path';
import { isRecord } from '../isRecord.ts';
import { isInside } from '../template/folders.ts';
import type { HandlebarsSource } from '../template/handlebarsSource.ts';
import { findHelperNames, type HelperNames } from '../template/helperCalls.ts';
import { findHelperFiles, type HelperFile, type HelperFiles } from '../template/helperFiles.ts';
import { parseJson } from '../template/json.ts';
import { manifestsOf } from '../template/manifests.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles } from '../template/sourceFiles.ts';
import { helperPackages, vendurePackage } from './helperPackages.ts';
import type { OwnHelper } from './helperSet.ts';
import type { Place, ProblemList } from './problemList.ts';
import { howToTrust, type ProjectCode } from './projectCode.ts';
import type { HelperEnvironment, HelperModule } from './projectHelpers.ts';
import type { RenderRequest } from './renderResult.ts';

export interface HelperSearch {
  readonly request: Pick<RenderRequest, 'root' | 'mayRunCode' | 'overrides'>;
  readonly code: ProjectCode | undefined;
  /** Absolute path: the search begins in its folder. */
  readonly template: string;
  readonly project: ProjectFile;
  readonly files: SourceFiles;
  readonly problems: ProblemList;
}

/** The helpers that the project has for a mail, loaded once for all its texts and before its data are known. */
export interface OwnHelpers {
  readonly helpers: ReadonlyMap<string, OwnHelper>;
  readonly environments: readonly HelperEnvironment[];
  /** Whether the project sends its mails through Vendure. */
  readonly isVendure: boolean;
  /** Why a helper that is called is not among them, and what to do: the ends of two sentences. */
  readonly reason: string;
  readonly advice: string;
}

/** Finds the helpers that the texts call in the project, and loads them where its code may run. */
export async function loadOwnHelpers(texts: Iterable<HandlebarsSource>, search: HelperSearch): Promise<OwnHelpers> {
  const names = calledNames(texts);
  const isOfUse = names.certain.size > 0 || names.possible.size > 0 || search.project.helpers !== undefined;
  if (!isOfUse) return { helpers: new Map(), environments: [], isVendure: false, reason: '', advice: '' };
  return new HelperLoader(names, search).load();
}

/** The names that may be helpers, without those that Handlebars has itself. */
export function calledNames(texts: Iterable<HandlebarsSource>): HelperNames {
  const { certain, possible } = findHelperNames(texts);
  const rest = (names: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...names].filter((name) => !Object.hasOwn(Handlebars.helpers, name)));
  return { certain: rest(certain), possible: rest(possible) };
}

class HelperLoader {
  readonly #names: HelperNames;
  readonly #search: HelperSearch;
  readonly #own = new Map<string, OwnHelper>();
  readonly #environments = new Set<HelperEnvironment>();
  /** Modules that may not run, or that could not. */
  readonly #unused: string[] = [];

  constructor(names: HelperNames, search: HelperSearch) {
    this.#names = names;
    this.#search = search;
  }

  async load(): Promise<OwnHelpers> {
    const { request, template, project, files } = this.#search;
    const options = { template, root: request.root, configured: project.helpers, names: this.#names };
    const found = await findHelperFiles(options, files);
    this.#reportRefusals(found);
    for (const file of found.files) await this.#loadModule({ kind: 'file', path: file.path }, file);
    const packages = this.#missing().length === 0 ? [] : await this.#packages();
    for (const each of packages)
      if (helperPackages.has(each.name)) await this.#loadModule({ kind: 'package', ...each }, undefined);
    const isVendure = packages.some((each) => each.name.startsWith(vendurePackage));
    this.#reportHeldBack();
    if (this.#missing().length > 0 && found.files.length === 0) files.addDependency(join(request.root, 'helpers.js'));
    return {
      helpers: this.#own,
      environments: [...this.#environments],
      isVendure,
      ...this.#sentences(found),
    };
  }

  get #mayRun(): boolean {
    return this.#search.request.mayRunCode === true && this.#search.code !== undefined;
  }

  /** Names that nothing of the project answers yet. */
  #missing(): readonly string[] {
    return [...this.#names.certain].filter((name) => !this.#own.has(name));
  }

  async #loadModule(module: HelperModule, file: HelperFile | undefined): Promise<void> {
    const { code, request, files } = this.#search;
    const name = module.kind === 'file' ? relative(request.root, module.path) : module.name;
    if (!this.#mayRun || code === undefined) {
      this.#unused.push(name);
      return;
    }
    const loaded = await code.loadHelpers(module, request.overrides);
    // What lies outside is not watched: a package that is linked into the project, or a folder above it.
    for (const path of loaded.dependencies) if (isInside(request.root, path)) files.addDependency(path);
    if (loaded.kind === 'failed') {
      this.#unused.push(name);
      await this.#reportFailure(name, loaded, { module, isCertain: file?.isCertain === true });
      return;
    }
    for (const environment of loaded.environments) this.#environments.add(environment);
    for (const [helper, run] of loaded.helpers)
      if (!this.#own.has(helper))
        this.#own.set(helper, { run, files: loaded.dependencies, isIncomplete: loaded.isIncomplete });
  }

  /** Known packs and presets among the packages that the project depends on. */
  async #packages(): Promise<readonly { readonly name: string; readonly from: string }[]> {
    const { template, request, files } = this.#search;
    const found = new Map<string, string>();
    for await (const path of manifestsOf(template, request.root, files)) {
      const file = await files.read(path);
      const json = file.kind === 'text' ? parseJson(file.text) : undefined;
      if (json === undefined || json.kind === 'broken' || !isRecord(json.value)) continue;
      const { dependencies, devDependencies } = json.value;
      for (const name of [dependencies, devDependencies].flatMap((each) => (isRecord(each) ? Object.keys(each) : [])))
        if (!found.has(name)) found.set(name, path);
    }
    return [...found]
      .map(([name, from]) => ({ name, from }))
      .filter(({ name }) => helperPackages.has(name) || name.startsWith(vendurePackage));
  }

  #sentences({ files }: HelperFiles): Pick<OwnHelpers, 'reason' | 'advice'> {
    const { root } = this.#search.request;
    const inProject = 'name the file that has it as "helpers" in mailproof.json';
    const unused = listed(this.#unused);
    if (this.#unused.length > 0 && !this.#mayRun) {
      const advice = `${howToTrust} to use ${unused}`;
      return { reason: `the code of the project does not run here; ${advice}`, advice };
    }
    if (this.#unused.length > 0)
      return { reason: `${unused} could not be loaded`, advice: `mend ${unused}, or ${inProject}` };
    const names = listed(files.map((file) => relative(root, file.path)));
    const reason = names === '' ? 'no file with helpers was found' : `${names} does not have it`;
    return { reason: `${reason}; ${inProject}`, advice: inProject };
  }

  /** Where no call tells it: a helper without parameters cannot be told from a value. */
  #reportHeldBack(): void {
    const { project, problems } = this.#search;
    if (this.#mayRun || project.helpers === undefined || this.#unused.length === 0 || this.#missing().length > 0)
      return;
    const message = `The helpers of ${listed(this.#unused)} are not loaded: ${howToTrust}`;
    problems.add({ severity: 'info', code: 'helper-file', source: 'files' }, this.#configuredPlace(), message);
  }

  #reportRefusals({ refusals }: HelperFiles): void {
    const { problems, request } = this.#search;
    for (const { path, reason } of refusals) {
      const message = `The helper file "${relative(request.root, path)}" is not used: ${reason}`;
      problems.add({ severity: 'error', code: 'helper-file', source: 'files' }, this.#configuredPlace(), message);
    }
  }

  /** Where `mailproof.json` names the files with helpers. */
  #configuredPlace(): Place {
    const { project, template, files } = this.#search;
    const text = project.path === undefined ? undefined : files.textOf(project.path);
    const tree = text === undefined ? undefined : parseTree(text);
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, ['helpers']);
    const start = node?.offset ?? 0;
    return { file: project.path ?? template, start, end: start + (node?.length ?? 0) };
  }

  async #reportFailure(
    name: string,
    { message, place }: Extract<Awaited<ReturnType<ProjectCode['loadHelpers']>>, { readonly kind: 'failed' }>,
    { module, isCertain }: { readonly module: HelperModule; readonly isCertain: boolean },
  ): Promise<void> {
    const { problems, files } = this.#search;
    // A file that only mentions a name need not be about helpers at all.
    const severity = isCertain ? 'error' : 'warning';
    const kind = { severity, code: 'helper-file', source: 'files' } as const;
    const text = `The helpers of ${name} cannot be used: ${message}`;
    if (module.kind === 'package') {
      const start = Math.max(0, files.textOf(module.from)?.indexOf(`"${name}"`) ?? 0);
      problems.add(kind, { file: module.from, start, end: start + name.length + 2 }, text);
      return;
    }
    // Without the file there are no lines to count.
    const isPlaced = place !== undefined && (await files.read(place.file)).kind === 'text';
    const path = isPlaced ? place.file : module.path;
    const start = { line: isPlaced ? place.line - 1 : 0, character: isPlaced ? place.column - 1 : 0 };
    const line = isPlaced ? (files.textOf(path)?.split(/\r\n|\r|\n/)[start.line] ?? '') : '';
    const end = { line: start.line, character: Math.max(start.character, line.trimEnd().length) };
    problems.addAt(kind, path, start, end, text);
  }
}

/** At most two by name: a sentence is no list. */
function listed(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more files`;
}
