import path from 'node:path';
import * as vscode from 'vscode';
import { isRecord } from '../../core/isRecord.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { exportKinds, type ExportKind, type PlannedExport, planExports } from '../../core/template/exportPlan.ts';
import { isInside } from '../../core/template/folders.ts';
import { fileExists } from '../../host/fileExists.ts';
import { confirm, showInfo, showWarning } from '../../host/notify.ts';
import { findTemplates } from '../../host/workspaceTemplates.ts';
import type { Logger } from '../../core/log.ts';
import type { MailOutput } from './mailOutput.ts';

export interface ExportAllDeps {
  readonly output: MailOutput;
  readonly log: Logger & { show(preserveFocus?: boolean): void };
}

/** What `mailproof.exportAll` returns, for tasks and other extensions. Paths are absolute. */
export interface ExportSummary {
  readonly written: readonly string[];
  readonly failed: readonly { readonly template: string; readonly reason: string }[];
}

/**
 * Renders all mails of a folder, or of the workspace, into another folder. Asks for what the argument leaves open: a URI of a
 * folder, or `{folder, target, kinds}`. Undefined when the user gave up.
 */
export async function exportAll(argument: unknown, deps: ExportAllDeps): Promise<ExportSummary | undefined> {
  const given = parseArgument(argument);
  const folder = given.folder;
  const all = await findTemplates();
  const templates = folder === undefined ? all : all.filter((template) => isInside(folder.fsPath, template.fsPath));
  if (templates.length === 0) {
    void showInfo(
      folder === undefined
        ? vscode.l10n.t('There is no mail template in this workspace.')
        : vscode.l10n.t('There is no mail template in {0}.', vscode.workspace.asRelativePath(folder)),
    );
    return undefined;
  }
  const kinds = given.kinds ?? (await pickKinds(templates.length));
  if (kinds === undefined || kinds.length === 0) return undefined;
  const target = given.target ?? (await pickTarget());
  if (target === undefined) return undefined;
  const sources = new Map(templates.map((template) => [relativePath(template, folder), template]));
  const plan = planExports([...sources.keys()], kinds);
  // Asked to by a program, nobody is there to answer.
  if (given.target === undefined && !(await mayOverwrite(plan, target))) return undefined;
  const summary = await write({ sources, plan, target }, deps);
  if (summary !== undefined) void tell(summary, target, deps);
  return summary;
}

interface Export {
  readonly sources: ReadonlyMap<string, vscode.Uri>;
  readonly plan: readonly PlannedExport[];
  readonly target: vscode.Uri;
}

function write({ sources, plan, target }: Export, { output, log }: ExportAllDeps): Thenable<ExportSummary | undefined> {
  const written: string[] = [];
  const failed: { template: string; reason: string }[] = [];
  const fail = (template: string, reason: string): void => {
    failed.push({ template, reason });
    log.warn(`export: ${template}: ${reason}`);
  };
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Exporting mails...') },
    async (progress, token) => {
      for (const [name, template] of sources) {
        if (token.isCancellationRequested) break;
        progress.report({ message: name, increment: 100 / sources.size });
        const outcome = await output.render(template);
        if (outcome.kind === 'failed') {
          fail(name, outcome.reason);
          continue;
        }
        if (outcome.mail.error !== undefined) fail(name, outcome.mail.error);
        for (const { kind, file } of plan.filter((planned) => planned.template === name)) {
          const content = await output.bytesOf(outcome.mail, kind);
          if (content === undefined) continue;
          const uri = vscode.Uri.joinPath(target, ...file.split('/'));
          try {
            await vscode.workspace.fs.writeFile(uri, content);
            written.push(uri.fsPath);
          } catch (error) {
            fail(name, vscode.l10n.t('{0} could not be written: {1}', uri.fsPath, reasonOf(error)));
          }
        }
      }
      return { written, failed };
    },
  );
}

async function tell({ written, failed }: ExportSummary, target: vscode.Uri, { log }: ExportAllDeps): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const showLog = vscode.l10n.t('Show Log');
  const done = vscode.l10n.t('Wrote {0} files to {1}.', written.length, path.basename(target.fsPath));
  const [first] = failed;
  const answer =
    first === undefined
      ? await showInfo(done, open)
      : await showWarning(
          `${done} ${vscode.l10n.t('{0} templates have errors, {1} first: {2}', failed.length, first.template, first.reason)}`,
          showLog,
          open,
        );
  if (answer === open) await vscode.commands.executeCommand('revealFileInOS', target);
  if (answer === showLog) log.show();
}

async function pickKinds(count: number): Promise<readonly ExportKind[] | undefined> {
  const labels = {
    html: vscode.l10n.t('HTML'),
    txt: vscode.l10n.t('Plain text'),
    eml: vscode.l10n.t('Whole message (.eml)'),
  };
  const picked = await vscode.window.showQuickPick(
    exportKinds.map((written) => ({ label: labels[written], written, picked: written === 'html' })),
    {
      canPickMany: true,
      title: vscode.l10n.t('Export {0} Templates', count),
      placeHolder: vscode.l10n.t('What to write of each'),
    },
  );
  return picked?.map(({ written }) => written);
}

async function pickTarget(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Folder to Export to'),
    openLabel: vscode.l10n.t('Export Here'),
  });
  return picked?.[0];
}

async function mayOverwrite(plan: readonly PlannedExport[], target: vscode.Uri): Promise<boolean> {
  const exist = await Promise.all(plan.map(({ file }) => fileExists(vscode.Uri.joinPath(target, ...file.split('/')))));
  const existing = plan.filter((_planned, index) => exist[index]).map(({ file }) => file);
  if (existing.length === 0) return true;
  return confirm({
    message: vscode.l10n.t('{0} of these files exist already. Overwrite them?', existing.length),
    detail: [...existing.slice(0, maxListed), ...(existing.length > maxListed ? ['…'] : [])].join('\n'),
    action: vscode.l10n.t('Overwrite'),
  });
}

/** Below the folder, or below the workspace folder, whose name is part of it where there are several. With slashes. */
function relativePath(template: vscode.Uri, folder: vscode.Uri | undefined): string {
  if (folder === undefined) return vscode.workspace.asRelativePath(template).replaceAll('\\', '/');
  return path.relative(folder.fsPath, template.fsPath).replaceAll('\\', '/');
}

interface Given {
  readonly folder?: vscode.Uri;
  readonly target?: vscode.Uri;
  readonly kinds?: readonly ExportKind[];
}

function parseArgument(argument: unknown): Given {
  if (argument instanceof vscode.Uri) return { folder: argument };
  if (!isRecord(argument)) return {};
  const folder = uriOf(argument['folder']);
  const target = uriOf(argument['target']);
  const wanted = argument['kinds'];
  const kinds = Array.isArray(wanted) ? exportKinds.filter((kind) => wanted.includes(kind)) : undefined;
  return {
    ...(folder === undefined ? {} : { folder }),
    ...(target === undefined ? {} : { target }),
    ...(kinds === undefined ? {} : { kinds }),
  };
}

function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  return typeof value === 'string' && path.isAbsolute(value) ? vscode.Uri.file(value) : undefined;
}

const maxListed = 8;
