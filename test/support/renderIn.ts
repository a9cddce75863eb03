import fs from 'node:fs';
import path from 'node:path';
import { render } from '../../src/core/render/render.ts';
import type { RenderRequest, RenderResult } from '../../src/core/render/renderResult.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { projectCode } from '../../src/renderer/projectCode.ts';

/** Paths below a project, and their texts. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files on the disk, renders the first one with the project's own MJML, and gives what came of it. */
export async function renderIn(
  project: string,
  files: Files,
  request: Partial<RenderRequest> = {},
): Promise<RenderResult> {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    fs.writeFileSync(path.join(project, name), text);
  }
  const template = path.join(project, Object.keys(files)[0] ?? '');
  const overrides = {};
  const asked = { engine: 'auto', overrides, mayRunCode: true, mjmlEngine: 'workspace', ...request } as const;
  return render({ path: template, root: project, ...asked }, diskFileReader({ root: project, ...asked }), projectCode);
}

export function problemsOf(result: RenderResult, project: string): readonly string[] {
  return result.problems.map(
    ({ file, start, severity, code, message }) =>
      `${path.relative(project, file)} ${start.line + 1}:${start.character + 1} ${severity} ${code}: ${message}`,
  );
}
