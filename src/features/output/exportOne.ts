import path from 'node:path';
import * as vscode from 'vscode';
import { reasonOf } from '../../core/reasonOf.ts';
import { exportName, type ExportKind } from '../../core/template/exportPlan.ts';
import { templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import type { MailOutput, RenderedMail } from './mailOutput.ts';

/** Puts the html of one mail where it can be pasted from. */
export async function copyHtml(argument: unknown, deps: ExportOneDeps): Promise<void> {
  const mail = await renderOrTell(argument, deps);
  if (mail === undefined) return;
  await vscode.env.clipboard.writeText(mail.html);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the HTML of {0}.', mail.name), statusMessageMs);
}

/** Writes one mail to a file that the user names. */
export async function exportOne(argument: unknown, kind: ExportKind, deps: ExportOneDeps): Promise<void> {
  const mail = await renderOrTell(argument, deps);
  if (mail === undefined) return;
  const content = await deps.output.bytesOf(mail, kind);
  if (content === undefined) return;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(mail.template, '..', exportName(path.basename(mail.template.path), kind)),
    filters: { [kind.toUpperCase()]: [kind] },
    title: vscode.l10n.t('Export {0}', mail.name),
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    await showError(vscode.l10n.t('{0} could not be written: {1}', target.fsPath, reasonOf(error)));
    return;
  }
  const open = vscode.l10n.t('Open');
  if ((await showInfo(vscode.l10n.t('Exported {0}.', path.basename(target.fsPath)), open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}

export interface ExportOneDeps {
  readonly active: ActiveTemplate;
  readonly output: MailOutput;
}

/** The rendered template, or undefined after saying why there is none. */
async function renderOrTell(argument: unknown, { active, output }: ExportOneDeps): Promise<RenderedMail | undefined> {
  const template = await templateOf(argument, active);
  if (template === undefined) return undefined;
  const outcome = await output.render(template);
  const name = path.basename(template.path);
  if (outcome.kind === 'failed') {
    await showError(vscode.l10n.t('{0} cannot be rendered: {1}', name, outcome.reason));
    return undefined;
  }
  const { mail } = outcome;
  if (mail.error !== undefined) {
    void showWarning(vscode.l10n.t('{0} has errors, and the result may be incomplete: {1}', name, mail.error));
  }
  return mail;
}

const statusMessageMs = 4000;
