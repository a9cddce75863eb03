import { findMjmlConfig, type MjmlConfig } from '../template/mjmlConfig.ts';
import type { SourceFiles } from '../template/sourceFiles.ts';
import { bundledMjml } from './bundledMjml.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { ProblemList } from './problemList.ts';
import { howToTrust, type ProjectCode } from './projectCode.ts';
import type { RenderRequest } from './renderResult.ts';

export interface MjmlChoice {
  readonly request: RenderRequest;
  readonly files: SourceFiles;
  readonly problems: ProblemList;
  /** Absent where no code of a project can run at all. */
  readonly code?: ProjectCode | undefined;
}

/** The MJML that a template is rendered with, and a problem where it is not the one that was asked for. */
export async function chooseMjml(choice: MjmlChoice): Promise<MjmlEngine> {
  const { request, files } = choice;
  const config = await findMjmlConfig(request.path, request.root, files);
  if (config !== undefined) reportProblems(config, choice);
  const own = request.mjmlEngine === 'workspace' ? await loadOwn(choice, config) : undefined;
  if (own !== undefined) return own;
  if (config !== undefined) reportUnused(config, choice);
  const engine = bundledMjml(config?.options);
  if (request.mjmlEngine === 'workspace' && !mayRunCode(choice)) {
    reportInstead(`, which is code and may not run here: ${howToTrust}`, choice);
  }
  return engine;
}

function mayRunCode({ request, code }: MjmlChoice): boolean {
  return request.mayRunCode === true && code !== undefined;
}

async function loadOwn(choice: MjmlChoice, config: MjmlConfig | undefined): Promise<MjmlEngine | undefined> {
  const { request, files, problems, code } = choice;
  if (!mayRunCode(choice) || code === undefined) return undefined;
  const loaded = await code.loadMjml({ template: request.path, root: request.root, config: config?.source });
  for (const path of loaded.kind === 'loaded' ? loaded.dependencies : []) files.addDependency(path);
  if (loaded.kind === 'failed') {
    reportInstead(`: ${loaded.message}`, choice);
    return undefined;
  }
  for (const { file, start, message } of loaded.problems)
    problems.addAt({ severity: 'error', code: 'mjml-component', source: 'mjml' }, file, start, start, message);
  return loaded.engine;
}

function reportInstead(why: string, { request, problems }: MjmlChoice): void {
  const message = `MJML ${bundledMjml().version} of Mailproof is used instead of the project's own${why}`;
  const place = { file: request.path, start: 0, end: 0 };
  problems.add({ severity: 'warning', code: 'workspace-mjml', source: 'mjml' }, place, message);
}

function reportProblems(config: MjmlConfig, { problems }: MjmlChoice): void {
  for (const { start, end, severity, message } of config.problems) {
    const place = { file: config.source.path, start, end };
    problems.add({ severity, code: 'mjml-config', source: 'files' }, place, message);
  }
}

function reportUnused({ source, needsCode }: MjmlConfig, { request, problems }: MjmlChoice): void {
  // Where the project's own MJML was asked for, it was said already why it does not run.
  if (needsCode === undefined || request.mjmlEngine === 'workspace') return;
  const { start, end, what } = needsCode;
  const message = `${what}: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust (on the command line: --mjml workspace --trust)`;
  problems.add(
    { severity: 'warning', code: 'mjml-config', source: 'files' },
    { file: source.path, start, end },
    message,
  );
}
