import type { SourceText } from '../template/sourceFiles.ts';
import type { ProblemList } from './problemList.ts';
import type { Engine } from './renderResult.ts';

/** Somebody chose an engine that leaves MJML in the mail, which no mail program knows. */
export function reportWrongEngine(
  { engine, html, template }: { readonly engine: Engine; readonly html: string; readonly template: SourceText },
  problems: ProblemList,
): void {
  if (engine !== 'handlebars' && engine !== 'html') return;
  if (!/<mj(?:ml|-body|-section|-column)[\s>]/i.test(html)) return;
  const start = Math.max(0, template.text.search(/<mj(?:ml|-)/i));
  const length = /^<mj[\w-]{0,20}/i.exec(template.text.slice(start, start + 30))?.[0].length ?? 0;
  problems.add(
    { severity: 'warning', code: 'wrong-engine', source: 'mjml' },
    { file: template.path, start, end: start + length },
    `The engine "${engine}" leaves the MJML tags as they are: choose auto, or one with mjml in its name`,
  );
}
