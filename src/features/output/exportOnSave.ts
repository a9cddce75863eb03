import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import { isRecord } from '../../core/isRecord.ts';
import type { Logger } from '../../core/log.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { type ExportKind, exportName, planExports } from '../../core/template/exportPlan.ts';
import { fileKey } from '../../core/template/fileKey.ts';
import { isInside } from '../../core/template/folders.ts';
import { isPartial, isTemplateDocument } from '../../host/activeTemplate.ts';
import { Disposable } from '../../host/disposable.ts';
import { fileExists } from '../../host/fileExists.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showWarning } from '../../host/notify.ts';
import { read } from '../../host/settings.ts';
import { projectRoot } from '../../host/templateRenderer.ts';
import type { MailOutput, RenderedMail } from './mailOutput.ts';

export interface ExportOnSaveDeps {
  readonly output: MailOutput;
  readonly memory: vscode.Memento;
  readonly log: Logger;
}

/**
 * Writes mails to files whenever something that they are made of is saved, where the setting says so. A mail with errors is not
 * written: the last good file stays. A file that was there before is only replaced when the user has said so.
 */
export class ExportOnSave extends Disposable {
  readonly #deps: ExportOnSaveDeps;
  /** Files that took part in the mails exported so far, by the URI of the template. */
  readonly #dependencies = new Map<string, ReadonlySet<string>>();
  readonly #refused = new Set<string>();

  constructor(deps: ExportOnSaveDeps) {
    super();
    this.#deps = deps;
    this.register(
      vscode.workspace.onDidSaveTextDocument((document) => {
        void this.#saved(document).catch(logFailure(deps.log, 'export on save'));
      }),
    );
  }

  async #saved(document: vscode.TextDocument): Promise<void> {
    if (document.uri.scheme !== 'file') return;
    for (const template of this.#templatesWith(document)) {
      const kinds = wantedKinds(template);
      if (kinds.length > 0) await this.#export(template, kinds);
    }
  }

  /** The template that was saved, and those that are known to be made of the file. */
  #templatesWith(document: vscode.TextDocument): readonly vscode.Uri[] {
    const known = [...this.#dependencies]
      .filter(([, dependencies]) => dependencies.has(fileKey(document.uri.fsPath)))
      .map(([template]) => vscode.Uri.parse(template, true));
    const isMail = isTemplateDocument(document) && !isPartial(document.uri);
    const isNew = isMail && !known.some((template) => template.toString() === document.uri.toString());
    return isNew ? [document.uri, ...known] : known;
  }

  async #export(template: vscode.Uri, kinds: readonly ExportKind[]): Promise<void> {
    const outcome = await this.#deps.output.render(template);
    const name = path.basename(template.path);
    const dependencies = outcome.kind === 'failed' ? outcome.dependencies : outcome.mail.result.dependencies;
    if (dependencies.length > 0) this.#dependencies.set(template.toString(), new Set(dependencies.map(fileKey)));
    const error = outcome.kind === 'failed' ? outcome.reason : outcome.mail.error;
    if (outcome.kind === 'failed' || error !== undefined) {
      this.#say(vscode.l10n.t('$(warning) {0} was not exported: {1}', name, error ?? ''));
      return;
    }
    const folder = targetFolder(template);
    if (folder === undefined) {
      void showWarning(
        vscode.l10n.t('The folder of the setting "{0}" is outside of the workspace folder.', settings.exportFolder),
      );
      return;
    }
    for (const kind of kinds) await this.#write(outcome.mail, kind, folder);
  }

  async #write(mail: RenderedMail, kind: ExportKind, folder: string): Promise<void> {
    const content = await this.#deps.output.bytesOf(mail, kind);
    if (content === undefined) return;
    const file = vscode.Uri.file(path.join(folder, this.#nameOf(mail, kind, folder)));
    if (!(await this.#mayReplace(file, mail.template))) return;
    try {
      await vscode.workspace.fs.writeFile(file, content);
    } catch (error) {
      void showWarning(vscode.l10n.t('{0} could not be written: {1}', file.fsPath, reasonOf(error)));
      return;
    }
    await this.#deps.memory.update(exportedKey, { ...this.#exported(), [file.toString()]: mail.template.toString() });
    this.#say(vscode.l10n.t('$(check) Exported {0}.', vscode.workspace.asRelativePath(file)));
  }

  /** The short name, unless it is that of another template's file. */
  #nameOf({ template, name }: RenderedMail, kind: ExportKind, folder: string): string {
    const short = exportName(name, kind);
    const owner = this.#exported()[vscode.Uri.file(path.join(folder, short)).toString()];
    if (owner === undefined || owner === template.toString()) return short;
    const [planned] = planExports([name, path.basename(vscode.Uri.parse(owner).path)], [kind]);
    return planned?.file ?? short;
  }

  async #mayReplace(file: vscode.Uri, template: vscode.Uri): Promise<boolean> {
    if (this.#exported()[file.toString()] === template.toString() || !(await fileExists(file))) return true;
    if (this.#refused.has(file.toString())) return false;
    const replace = vscode.l10n.t('Replace at Each Save');
    const question = vscode.l10n.t(
      '{0} was not written by Mailproof. Replace it whenever {1} is saved?',
      vscode.workspace.asRelativePath(file),
      path.basename(template.path),
    );
    if ((await showWarning(question, replace)) === replace) return true;
    this.#refused.add(file.toString());
    return false;
  }

  /** By the URI of each file, that of its template. */
  #exported(): Readonly<Record<string, string>> {
    const value: unknown = this.#deps.memory.get(exportedKey);
    if (!isRecord(value)) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([file, of]) => (typeof of === 'string' ? [[file, of]] : [])),
    );
  }

  #say(message: string): void {
    vscode.window.setStatusBarMessage(message, statusMessageMs);
  }
}

function wantedKinds(template: vscode.Uri): readonly ExportKind[] {
  switch (read(settings.exportOnSave, template)) {
    case 'html':
      return ['html'];
    case 'htmlAndText':
      return ['html', 'txt'];
    case 'eml':
      return ['eml'];
    default:
      return [];
  }
}

/** Where the template's files go; undefined where that is outside of its workspace folder. */
function targetFolder(template: vscode.Uri): string | undefined {
  const wanted: unknown = read(settings.exportFolder, template);
  const beside = path.dirname(template.fsPath);
  if (typeof wanted !== 'string' || wanted.trim() === '') return beside;
  const root = projectRoot(template);
  const folder = path.resolve(root, wanted.trim());
  return isInside(root, folder) ? path.join(folder, path.relative(root, beside)) : undefined;
}

const exportedKey = 'exportedFiles';
const statusMessageMs = 4000;
