import path from 'node:path';
import * as vscode from 'vscode';
import type { RenderResult } from '../../core/render/renderResult.ts';
import type { ExportKind } from '../../core/template/exportPlan.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';

export interface MailOutputDeps {
  readonly renderer: TemplateRenderer;
  /** The message that a send would hand over, as bytes. Given by whoever knows how mail is composed. */
  readonly composeForExport: (template: vscode.Uri, result: RenderResult) => Promise<Uint8Array | undefined>;
}

/** A template as it is rendered for a file: without marks, and with its text part. */
export interface RenderedMail {
  readonly template: vscode.Uri;
  /** Its file name, for people. */
  readonly name: string;
  readonly html: string;
  readonly result: RenderResult;
  /** The first thing that is wrong with it, if anything is: what comes out may be incomplete. */
  readonly error: string | undefined;
}

export type MailOutcome =
  | { readonly kind: 'rendered'; readonly mail: RenderedMail }
  | { readonly kind: 'failed'; readonly reason: string; readonly dependencies: readonly string[] };

/** Renders mails to be written somewhere, and says what they are as bytes. Two renders of one template never supersede each other. */
export class MailOutput {
  readonly #deps: MailOutputDeps;
  #renders = 0;

  constructor(deps: MailOutputDeps) {
    this.#deps = deps;
  }

  async render(template: vscode.Uri): Promise<MailOutcome> {
    const outcome = await this.#deps.renderer.render(template, `output ${++this.#renders}`);
    if (outcome.kind === 'superseded') {
      return { kind: 'failed', reason: vscode.l10n.t('The render was given up.'), dependencies: [] };
    }
    const { result } = outcome;
    const first = result.problems.find((problem) => problem.severity === 'error');
    const error = first === undefined ? undefined : `${placeOf(first)} ${first.message}`;
    const { html } = result;
    if (html === undefined) return { kind: 'failed', reason: error ?? '', dependencies: result.dependencies };
    return { kind: 'rendered', mail: { template, name: path.basename(template.path), html, result, error } };
  }

  /** Undefined after saying why there is no such file of this mail. */
  async bytesOf({ template, html, result }: RenderedMail, kind: ExportKind): Promise<Uint8Array | undefined> {
    switch (kind) {
      case 'html':
        return Buffer.from(html);
      case 'txt':
        return Buffer.from(result.text);
      case 'eml':
        return this.#deps.composeForExport(template, result);
    }
  }
}

function placeOf({ file, start }: RenderResult['problems'][number]): string {
  return `${path.basename(file)}:${start.line + 1}`;
}
