import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { loadExport } from './exportModule.ts';
import { ExportOnSave } from './exportOnSave.ts';
import { MailOutput, type MailOutputDeps } from './mailOutput.ts';
import { RenderedDocuments, type RenderedKind } from './renderedDocuments.ts';

export interface OutputDeps extends MailOutputDeps {
  readonly active: ActiveTemplate;
  readonly memory: vscode.Memento;
  readonly log: Logger & { show(preserveFocus?: boolean): void };
}

export function registerOutput(deps: OutputDeps): DisposableLike {
  return new OutputFeature(deps);
}

class OutputFeature extends Disposable {
  constructor(deps: OutputDeps) {
    super();
    const output = new MailOutput(deps);
    const one = { active: deps.active, output };
    const documents = this.register(new RenderedDocuments(output, deps.renderer));
    this.register(new ExportOnSave({ ...deps, output }));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    const show = async (argument: unknown, kind: RenderedKind): Promise<void> => {
      const template = await templateOf(argument, deps.active);
      if (template !== undefined) await documents.open(template, kind);
    };
    command(commands.copyHtml, (argument) => loadExport().copyHtml(argument, one));
    command(commands.exportHtml, (argument) => loadExport().exportOne(argument, 'html', one));
    command(commands.exportText, (argument) => loadExport().exportOne(argument, 'txt', one));
    command(commands.exportEml, (argument) => loadExport().exportOne(argument, 'eml', one));
    command(commands.exportAll, (argument) => loadExport().exportAll(argument, { output, log: deps.log }));
    command(commands.showHtml, (argument) => show(argument, 'html'));
    command(commands.showMessage, (argument) => show(argument, 'eml'));
  }
}
