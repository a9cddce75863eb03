import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { previewDevices } from '../../host/previewDevices.ts';
import type { PreviewPanel } from './previewPanel.ts';

/** Tells a page which widths to offer, and again when the setting changes. */
export function tellDevices(panel: PreviewPanel, log: Logger): vscode.Disposable {
  const tell = (): void => panel.post({ type: 'showDevices', devices: previewDevices(log) });
  return vscode.Disposable.from(
    panel.onDidReceive((message) => {
      if (message.type === 'ready') tell();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settings.previewDevices)) tell();
    }),
  );
}
