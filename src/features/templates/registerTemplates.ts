import * as vscode from 'vscode';
import { commands, views, walkthroughId } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { openSample } from './sample.ts';
import { TemplateTree } from './templateTree.ts';

export interface TemplatesDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly log: Logger & { show(preserveFocus?: boolean): void };
}

export function registerTemplates(deps: TemplatesDeps): DisposableLike {
  return new TemplatesFeature(deps);
}

class TemplatesFeature extends Disposable {
  constructor(deps: TemplatesDeps) {
    super();
    const tree = this.register(new TemplateTree(deps.renderer));
    this.register(vscode.window.createTreeView(views.templates, { treeDataProvider: tree, showCollapseAll: true }));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.showLog, () => deps.log.show());
    command(commands.openWalkthrough, () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false),
    );
    command(commands.openSample, (argument) => openSample(deps.extensionUri, argument));
  }
}
