import { relative } from 'node:path';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import type { ProblemList } from './problemList.ts';

/**
 * Says of every file and folder that was wanted and may not be read, why, unless whoever wanted it has said so. What
 * `mailproof.json` names is reported there, the rest at the template.
 */
export function reportRefusals(files: SourceFiles, context: RefusalContext, problems: ProblemList): void {
  const { template, root, project } = context;
  for (const [path, reason] of files.refused) {
    if (problems.mentions(path)) continue;
    const isConfigured = [
      ...(project.partials ?? []),
      ...(project.data ?? []),
      ...(project.includePath ?? []),
    ].includes(path);
    const file = isConfigured ? (project.path ?? template.path) : template.path;
    const name = relative(root, path).replaceAll('\\', '/');
    const message = `"${name}" is not used: ${reason}`;
    problems.add({ severity: 'warning', code: 'refused-file', source: 'files' }, { file, start: 0, end: 0 }, message);
  }
}

interface RefusalContext {
  readonly template: SourceText;
  readonly root: string;
  readonly project: ProjectFile;
}
