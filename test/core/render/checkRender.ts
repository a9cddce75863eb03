import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import type { RenderRequest, RenderResult } from '../../../src/core/render/renderResult.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

export type Files = Readonly<Record<string, string | { readonly refused: string }>>;

export interface Expected {
  /** `file line:column-line:column severity code: message`, all of them; without it, there may be none. */
  readonly problems?: readonly string[];
  /** Pieces that the html has; `undefined` when there is no html. */
  readonly html?: readonly string[] | undefined;
  readonly lacks?: readonly string[];
  readonly text?: string;
  readonly subject?: string;
  readonly preheader?: string;
  readonly engine?: string;
  readonly dataSet?: string;
  readonly dependencies?: readonly string[];
}

export const root = '/project';

/** Renders the first of the files, paths below the root, and looks at what is named. */
export function check(
  rule: string,
  files: Files,
  expected: Expected,
  request: Partial<Omit<RenderRequest, 'path' | 'root'>> = {},
): void {
  test(rule, async () => {
    const result = await renderFiles(files, request);
    expect(result.problems.map(sayProblem)).toEqual(expected.problems ?? []);
    if ('html' in expected) {
      expect(result.html === undefined).toBe(expected.html === undefined);
      for (const piece of expected.html ?? []) expect(result.html).toContain(piece);
    }
    for (const piece of expected.lacks ?? []) expect(result.html ?? '').not.toContain(piece);
    const { text, subject, preheader, engine, dataSet } = expected;
    for (const [name, value] of Object.entries({ text, subject, preheader, engine })) {
      if (value !== undefined) expect({ [name]: result[name as 'text'] }).toEqual({ [name]: value });
    }
    if (dataSet !== undefined) expect(result.dataSet?.name).toBe(dataSet);
    if (expected.dependencies !== undefined) {
      expect(result.dependencies.map((path) => relative(root, path))).toEqual(expected.dependencies);
    }
  });
}

export function renderFiles(
  files: Files,
  request: Partial<Omit<RenderRequest, 'path' | 'root'>> = {},
): Promise<RenderResult> {
  const paths = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
  const path = Object.keys(paths)[0] ?? '';
  return render({ path, root, engine: 'auto', overrides: {}, ...request }, memoryFileReader(paths));
}

export function sayProblem({ file, start, end, severity, code, message }: RenderResult['problems'][number]): string {
  const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
  return `${relative(root, file)} ${place} ${severity} ${code}: ${message}`;
}

/** A whole mail around the content of a column. */
export function mail(content: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
}
