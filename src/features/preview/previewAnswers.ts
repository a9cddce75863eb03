import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { logFailure } from '../../host/logFailure.ts';
import { offerLink } from '../../host/openLink.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import type { FromPreview, MailOutput } from '../../protocol/preview.ts';
import type { PreviewPanel } from './previewPanel.ts';
import { goToProblem, showBeside } from './problems.ts';
import { savePicture } from './savePicture.ts';
import type { RemoteImageChoices } from './remoteImageChoices.ts';

export interface PreviewAnswersDeps {
  readonly renderer: TemplateRenderer;
  readonly remoteImages: RemoteImageChoices;
  readonly log: Logger;
}

/** Does what a person asks for on the page of a preview. */
export function answerPreview(panel: PreviewPanel, deps: PreviewAnswersDeps): vscode.Disposable {
  let showsAllData = false;
  return panel.onDidReceive((message) => {
    if (message.type === 'ready') showsAllData = false;
    else if (message.type === 'showGrid') showsAllData = message.isShown;
    // What is on the screen is what is sent; of all data sets side by side, the person says which.
    const dataSet = showsAllData ? [] : panel.shown?.dataSet?.name;
    void answer(panel, message, { ...deps, dataSet }).catch(logFailure(deps.log, 'preview'));
  });
}

interface AnswerDeps extends PreviewAnswersDeps {
  /** Name of the one data set that the page shows; empty: it shows all of them, and which are sent is asked. */
  readonly dataSet: string | readonly never[] | undefined;
}

async function answer(panel: PreviewPanel, message: FromPreview, deps: AnswerDeps): Promise<void> {
  const { template } = panel;
  switch (message.type) {
    // By the panel itself.
    case 'ready':
    case 'drawn':
    case 'lacksPieces':
    case 'showTab':
    case 'retry':
    // By previewSource.ts and scrollSync.ts.
    case 'goToSource':
    case 'describeMark':
    case 'scrolledToLine':
    case 'openShownLink':
    case 'copyLink':
    // By dataGrid.ts and dataMissing.ts.
    case 'showGrid':
    case 'addMissing':
    case 'findMissing':
      return;
    case 'goToProblem': {
      const { revision, list } = panel.problems;
      const problem = message.revision === revision ? list[message.index] : undefined;
      if (problem !== undefined) await goToProblem(problem);
      return;
    }
    case 'openLink':
      return offerLink(message.href);
    case 'selectDataSet':
      if (message.name === undefined) await vscode.commands.executeCommand(commands.selectDataSet, template);
      else await deps.renderer.choose(template, { dataSet: message.name });
      return;
    case 'selectEngine':
      await vscode.commands.executeCommand(commands.selectEngine, template);
      return;
    case 'send':
      await vscode.commands.executeCommand(commands.sendTest, {
        template: template.toString(),
        ...(deps.dataSet === undefined ? {} : { dataSet: deps.dataSet }),
      });
      return;
    case 'showRemoteImages':
      return deps.remoteImages.choose(template, message.allowed);
    case 'savePicture':
      return savePicture(template, message);
    case 'openHtml':
    case 'openMessage':
    case 'copyHtml':
    case 'exportHtml':
    case 'exportText':
    case 'exportEml':
      await vscode.commands.executeCommand(outputCommands[message.type], template);
      return;
    case 'editData': {
      const file = panel.shown?.dataSet?.file;
      if (file === undefined) await vscode.commands.executeCommand(commands.createDataSet, template);
      else await showBeside(vscode.Uri.file(file));
    }
  }
}

const outputCommands: Readonly<Record<MailOutput, string>> = {
  openHtml: commands.showHtml,
  openMessage: commands.showMessage,
  copyHtml: commands.copyHtml,
  exportHtml: commands.exportHtml,
  exportText: commands.exportText,
  exportEml: commands.exportEml,
};
