import path from 'node:path';
import * as vscode from 'vscode';
import { reasonOf } from '../../core/reasonOf.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import type { FromPreview } from '../../protocol/preview.ts';

type Picture = Extract<FromPreview, { readonly type: 'savePicture' }>;

/** Writes the picture of a mail where the user wants it. */
export async function savePicture(template: vscode.Uri, { url, widthPx, missingImageCount }: Picture): Promise<void> {
  const name = path.basename(template.path);
  const content = Buffer.from(url.replace(/^[^,]*,/, ''), 'base64');
  if (!isPng(content)) {
    await showWarning(
      vscode.l10n.t('{0} cannot be drawn as it is shown: it is too long, or has tags that are no HTML.', name),
    );
    return;
  }
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(template, '..', `${name.replace(/\..*/, '')}-${widthPx}.png`),
    filters: { PNG: ['png'] },
    title: vscode.l10n.t('Export {0}', name),
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    await showError(vscode.l10n.t('{0} could not be written: {1}', target.fsPath, reasonOf(error)));
    return;
  }
  const written = path.basename(target.fsPath);
  const open = vscode.l10n.t('Open');
  const chosen =
    missingImageCount === 0
      ? await showInfo(vscode.l10n.t('Exported {0}.', written), open)
      : await showWarning(
          vscode.l10n.t('Exported {0}, without its {1} images from the network.', written, missingImageCount),
          open,
        );
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}

function isPng(content: Buffer): boolean {
  return content.subarray(0, signature.length).equals(signature);
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
