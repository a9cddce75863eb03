import path from 'node:path';
import * as vscode from 'vscode';
import { diskFileReader } from '../../core/template/diskFileReader.ts';
import { SourceFiles } from '../../core/template/sourceFiles.ts';
import { isPartial } from '../../host/activeTemplate.ts';
import { pathOf, projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { loadSource } from '../../host/sourceModule.ts';
import { isTemplateThere } from './templateFile.ts';

export interface PreviewTargetDeps {
  readonly renderer: TemplateRenderer;
  /** Whether it is on the screen in a preview. */
  readonly isShown: (template: vscode.Uri) => boolean;
}

/** Of a piece of mails, what is previewed: a mail that uses it, or the piece alone. Each choice is remembered for this session. */
export class PreviewTarget {
  readonly #deps: PreviewTargetDeps;
  readonly #chosen = new Map<string, vscode.Uri>();

  constructor(deps: PreviewTargetDeps) {
    this.#deps = deps;
  }

  /** undefined: nothing was picked. */
  async of(template: vscode.Uri): Promise<vscode.Uri | undefined> {
    if (template.scheme !== 'file' || !isPartial(template)) return template;
    const chosen = this.#chosen.get(template.toString());
    // Who asks again for what is on the screen wants something else.
    const isUseful = chosen !== undefined && !this.#deps.isShown(chosen) && (await isTemplateThere(chosen));
    if (isUseful) return chosen;
    const mails = await this.#mailsUsing(template);
    if (mails === undefined) return undefined;
    const isPlain = chosen === undefined && mails.length <= 1;
    const target = isPlain ? (mails[0] ?? template) : await pick(template, mails);
    if (target !== undefined) this.#chosen.set(template.toString(), target);
    return target;
  }

  /** undefined: cancelled. */
  async #mailsUsing(piece: vscode.Uri): Promise<readonly vscode.Uri[] | undefined> {
    const root = projectRoot(piece);
    const { overrides } = this.#deps.renderer.requestFor(piece);
    const files = new SourceFiles(diskFileReader({ root, overrides }));
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Looking for the mails that use {0}', path.basename(piece.path)),
        cancellable: true,
      },
      async (_progress, token) => {
        const isWanted = (): boolean => !token.isCancellationRequested;
        const found = await loadSource().findMailsUsing(pathOf(piece), { root, files, isWanted });
        return isWanted() ? found.map((file) => vscode.Uri.file(file)) : undefined;
      },
    );
  }
}

async function pick(piece: vscode.Uri, mails: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      ...mails.map((mail) => {
        const folder = path.dirname(vscode.workspace.asRelativePath(mail));
        return { label: path.basename(mail.path), description: folder === '.' ? '' : folder, target: mail };
      }),
      { label: vscode.l10n.t('Preview the fragment alone'), description: path.basename(piece.path), target: piece },
    ],
    {
      title: vscode.l10n.t('Preview {0} in', path.basename(piece.path)),
      placeHolder: vscode.l10n.t('The mail to show it in'),
      matchOnDescription: true,
    },
  );
  return picked?.target;
}
