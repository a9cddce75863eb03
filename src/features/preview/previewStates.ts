import path from 'node:path';
import * as vscode from 'vscode';
import type { HtmlPiece, RenderResult } from '../../core/render/renderResult.ts';
import { pathOf, projectRoot } from '../../host/templateRenderer.ts';
import type { PreviewState, PreviewStop } from '../../protocol/preview.ts';
import { explainEngine } from './engineText.ts';
import { HtmlSize } from './htmlSize.ts';

export interface RenderedMail {
  readonly revision: number;
  readonly template: vscode.Uri;
  readonly result: RenderResult;
  /** The render process gave nothing. */
  readonly stopped?: PreviewStop | undefined;
}

export interface ShownSurroundings {
  readonly remoteImages: boolean;
  /** Where the page finds the files of a folder. */
  readonly folderUrl: (folder: vscode.Uri) => string;
  /** What the page was told before. */
  readonly before: PreviewState | undefined;
}

/** Says what a render gave as the page needs it. Of one mail after the other, only what changed is counted. */
export class PreviewStates {
  readonly #size = new HtmlSize();

  of({ revision, template, result, stopped }: RenderedMail, shown: ShownSurroundings): PreviewState {
    const { folderUrl, remoteImages } = shown;
    return {
      revision,
      template: template.toString(),
      templateName: path.basename(template.path),
      ...(result.html === undefined ? {} : { mail: shownPieces(result, result.html) }),
      baseUrl: folderUrl(vscode.Uri.file(path.dirname(pathOf(template)))),
      rootUrl: folderUrl(vscode.Uri.file(projectRoot(template))),
      subject: result.subject,
      preheader: result.preheader,
      ...(result.from === undefined ? {} : { from: result.from }),
      htmlBytes: this.#size.of(result),
      engine: result.engine,
      engineReason: explainEngine(result).join(' '),
      ...(stopped === undefined ? dataOf(result) : { ...knownData(shown.before), stopped }),
      problems: result.problems.map((problem, index) => ({
        severity: problem.severity,
        code: problem.code,
        message: problem.message,
        start: problem.start,
        ...(problem.expression === undefined ? {} : { expression: problem.expression }),
        fileName: vscode.workspace.asRelativePath(problem.file),
        index,
      })),
      remoteImages,
    };
  }
}

type ShownData = Pick<PreviewState, 'dataSets' | 'dataSet' | 'isSampleData'>;

function dataOf({ dataSets, dataSet, isSampleData }: RenderResult): ShownData {
  return { dataSets, ...(dataSet === undefined ? {} : { dataSet }), isSampleData: isSampleData === true };
}

/** Of the data that a stopped render would have had, the page keeps what it knows. */
function knownData({ dataSets, dataSet, isSampleData }: Partial<ShownData> = {}): ShownData {
  return {
    dataSets: dataSets ?? [],
    ...(dataSet === undefined ? {} : { dataSet }),
    isSampleData: isSampleData === true,
  };
}

/** What was not made in pieces is one, which each render replaces. */
function shownPieces({ pieces, marked }: RenderResult, html: string): readonly HtmlPiece[] {
  const shown = marked ?? { html, pieces };
  return shown.pieces ?? [{ id: 0, html: shown.html }];
}
