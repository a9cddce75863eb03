import path from 'node:path';
import * as vscode from 'vscode';
import { views } from '../../commands.ts';
import type { PartContent } from '../../core/inbox/readPart.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { fileExists } from '../../host/fileExists.ts';
import { confirm, showError, showInfo } from '../../host/notify.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import type { MessageFile } from './messageFile.ts';
import { partUri } from './partFiles.ts';

export interface PartPlace {
  readonly message: vscode.Uri;
  readonly file: MessageFile;
  readonly client: RendererClient;
}

/** Opens what VS Code can show: texts, images, messages in the message. The rest is offered for saving; nothing is ever run. */
export async function openPart(place: PartPlace, index: number): Promise<void> {
  const part = await readPart(place, index);
  if (part === undefined) return;
  const uri = partUri(place.message, index, part.fileName);
  if (part.type === 'message/rfc822') await vscode.commands.executeCommand('vscode.openWith', uri, views.message);
  else if (/^image\/(?!svg)/.test(part.type)) await vscode.commands.executeCommand('vscode.open', uri);
  else if (isText(part)) await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  else await save(part);
}

export async function savePart(place: PartPlace, index: number): Promise<void> {
  const part = await readPart(place, index);
  if (part !== undefined) await save(part);
}

/** All of some parts into one folder. No file that is there already is written over. */
export async function saveParts(place: PartPlace, indexes: readonly number[]): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Save Here'),
    title: vscode.l10n.t('Save Attachments'),
  });
  const folder = chosen?.[0];
  if (folder === undefined) return;
  const parts = await readParts(place, indexes);
  if (parts === undefined) return;
  const dangerous = parts.filter(({ isDangerous }) => isDangerous).map(({ fileName }) => fileName);
  if (dangerous.length > 0 && !(await confirmDangerous(dangerous))) return;
  for (const part of parts) {
    const written = await write(await freeName(folder, part.fileName), part);
    if (!written) return;
  }
  void showInfo(vscode.l10n.t('Saved attachments: {0}', parts.length));
}

/** undefined: one cannot be read, or it was given up: each is looked for in the whole message, and there can be thousands. */
function readParts(place: PartPlace, indexes: readonly number[]): Thenable<readonly PartContent[] | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Reading attachments...'),
    },
    async (progress, token) => {
      const parts: PartContent[] = [];
      for (const index of indexes) {
        const part = token.isCancellationRequested ? undefined : await readPart(place, index);
        if (part === undefined) return undefined;
        parts.push(part);
        progress.report({ increment: 100 / indexes.length });
      }
      return parts;
    },
  );
}

async function readPart({ file, client }: PartPlace, index: number): Promise<PartContent | undefined> {
  try {
    const outcome = await client.readPart(await file.source(), index, { asText: false });
    if (outcome.kind === 'read') return outcome.part;
    void showError(vscode.l10n.t('This part of the message cannot be read: {0}', outcome.reason));
  } catch (error) {
    void showError(vscode.l10n.t('This part of the message cannot be read: {0}', reasonOf(error)));
  }
  return undefined;
}

async function save(part: PartContent): Promise<void> {
  if (part.isDangerous && !(await confirmDangerous([part.fileName]))) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Attachment'),
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, part.fileName) }),
  });
  if (target !== undefined) await write(target, part);
}

function confirmDangerous(names: readonly string[]): Promise<boolean> {
  const listed = names.slice(0, maxListed);
  if (names.length > maxListed) listed.push(vscode.l10n.t('and {0} more', names.length - maxListed));
  return confirm({
    message: vscode.l10n.t('Opening this could run a program: {0}', listed.join(', ')),
    detail: vscode.l10n.t('Save it only if you know who sent it, and why.'),
    action: vscode.l10n.t('Save Anyway'),
  });
}

async function write(target: vscode.Uri, { content }: PartContent): Promise<boolean> {
  try {
    await vscode.workspace.fs.writeFile(target, content);
    return true;
  } catch (error) {
    void showError(vscode.l10n.t('{0} could not be written: {1}', path.basename(target.path), reasonOf(error)));
    return false;
  }
}

async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? name : `${stem} (${number})${ext}`);
    if (!(await fileExists(uri))) return uri;
  }
}

function isText({ type, content }: PartContent): boolean {
  if (/^(?:text\/|message\/|image\/svg|application\/(?:json|xml|.*\+xml|.*\+json|javascript|ics|pgp-))/.test(type))
    return true;
  return type === 'application/octet-stream' && content.length < maxGuessed && !content.includes(0);
}

/** A question is to be read. */
const maxListed = 8;
/** Longer ones are hardly texts of a wrong type. */
const maxGuessed = 1024 * 1024;
