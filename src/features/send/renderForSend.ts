import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { showError } from '../../host/notify.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';

export type RenderedMail = RenderResult & { readonly html: string };

/** Two sends of one template at once are two renders: neither may supersede the other. */
let renders = 0;

/** The render that the preview shows, fresh from the editors; undefined after saying why there is none. */
export async function renderForSend(
  template: vscode.Uri,
  dataSet: string | undefined,
  renderer: TemplateRenderer,
): Promise<RenderedMail | undefined> {
  const outcome = await renderer.render(template, `send ${++renders}`, dataSet === undefined ? {} : { dataSet });
  if (outcome.kind === 'superseded') return undefined;
  const { result } = outcome;
  const name = path.basename(template.path);
  // A render that was stopped knows no data sets either: its own reason comes first.
  if (result.html !== undefined && dataSet !== undefined && result.dataSet?.name !== dataSet) {
    const known = result.dataSets.map((set) => set.name).join(', ');
    void showError(
      vscode.l10n.t('{0} has no data set "{1}". It has: {2}. Nothing was sent.', name, dataSet, known || '–'),
    );
    return undefined;
  }
  const error = result.problems.find((problem) => problem.severity === 'error');
  if (result.html === undefined) {
    const show = vscode.l10n.t('Show Preview');
    void showError(
      vscode.l10n.t('{0} was not sent, because it cannot be rendered: {1}', name, error?.message ?? ''),
      show,
    ).then((answer) =>
      answer === show ? vscode.commands.executeCommand(commands.openPreviewToSide, template) : undefined,
    );
    return undefined;
  }
  return { ...result, html: result.html };
}
