import path from 'node:path';
import * as vscode from 'vscode';
import type { RenderResult } from '../../core/render/renderResult.ts';
import type { SegmentIndexes } from '../../core/sourceMap/segmentIndex.ts';
import type { SourceMap } from '../../core/sourceMap/sourceMap.ts';
import { diskFileReader } from '../../core/template/diskFileReader.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { MovedOffsets } from '../../core/text/movedOffsets.ts';
import { pathOf, projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { loadSource } from '../../host/sourceModule.ts';

export interface RenderedSourceInput {
  readonly template: vscode.Uri;
  readonly result: RenderResult;
  readonly renderer: TemplateRenderer;
  readonly indexes: SegmentIndexes;
}

/** What one mail was made of: its source map, and the texts of its files as they were then. */
export class RenderedSource {
  readonly map: SourceMap;
  readonly #template: vscode.Uri;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, LineIndex>();
  readonly #moves = new WeakMap<vscode.TextDocument, { readonly version: number; readonly moves: MovedOffsets }>();

  private constructor(template: vscode.Uri, texts: ReadonlyMap<string, string>, map: SourceMap) {
    this.#template = template;
    this.#texts = texts;
    this.map = map;
  }

  /** undefined for a mail without marks. */
  static async read({ template, result, renderer, indexes }: RenderedSourceInput): Promise<RenderedSource | undefined> {
    const { marked } = result;
    if (marked === undefined) return undefined;
    const files = diskFileReader({ root: projectRoot(template), overrides: renderer.textsOf(result) });
    const texts = new Map<string, string>();
    for (const file of marked.tables.files) {
      const read = await files.readText(file);
      if (read.kind === 'text') texts.set(file, read.text);
    }
    const map = new (loadSource().SourceMap)({
      html: marked.html,
      tables: marked.tables,
      textOf: (file) => texts.get(file),
      indexes,
    });
    return new RenderedSource(template, texts, map);
  }

  textOf(file: string): string {
    return this.#texts.get(file) ?? '';
  }

  linesOf(file: string): LineIndex {
    const known = this.#lines.get(file) ?? new LineIndex(this.textOf(file));
    this.#lines.set(file, known);
    return known;
  }

  /** As the source map calls it; undefined for one that is no part of the mail. Systems differ in whether case counts. */
  fileOf(uri: vscode.Uri): string | undefined {
    const wanted = path.normalize(pathOf(uri));
    if (this.#texts.has(wanted)) return wanted;
    return [...this.#texts.keys()].find((file) => file.toLowerCase() === wanted.toLowerCase());
  }

  /** A new document has a path as if it were saved already. */
  uriOf(file: string): vscode.Uri {
    return path.normalize(pathOf(this.#template)) === file ? this.#template : vscode.Uri.file(file);
  }

  /** Where a place of the rendered text is in the document as it stands now. */
  rangeIn(
    document: vscode.TextDocument,
    file: string,
    { start, end }: { readonly start: number; readonly end: number },
  ): vscode.Range {
    const moves = this.#movesOf(document, file);
    return new vscode.Range(document.positionAt(moves.toNew(start)), document.positionAt(moves.toNew(end)));
  }

  /** Where a place in the document was when it was rendered. */
  offsetOf(document: vscode.TextDocument, file: string, position: vscode.Position): number {
    return this.#movesOf(document, file).toOld(document.offsetAt(position));
  }

  #movesOf(document: vscode.TextDocument, file: string): MovedOffsets {
    const known = this.#moves.get(document);
    if (known?.version === document.version) return known.moves;
    const moves = new MovedOffsets(this.textOf(file), document.getText());
    this.#moves.set(document, { version: document.version, moves });
    return moves;
  }
}
