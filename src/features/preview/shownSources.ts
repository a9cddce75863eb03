import type { RenderResult } from '../../core/render/renderResult.ts';
import type { SourceMap } from '../../core/sourceMap/sourceMap.ts';
import type { SourceFiles } from '../../core/template/sourceFiles.ts';
import { loadSource } from '../../host/sourceModule.ts';

/** The map of the mail that is shown; undefined where nothing in it is marked. */
export async function sourceMapOf({ marked }: RenderResult, files: SourceFiles): Promise<SourceMap | undefined> {
  if (marked === undefined || marked.level === 'none') return undefined;
  const { html, tables } = marked;
  const texts = new Map<string, string>();
  for (const file of tables.files) {
    const text = await files.peek(file);
    if (text !== undefined) texts.set(file, text);
  }
  return new (loadSource().SourceMap)({ html, tables, textOf: (file) => texts.get(file) });
}
