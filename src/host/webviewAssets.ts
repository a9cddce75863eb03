import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewShell } from './webviewShell.ts';

/** The page of a webview, by the name of its bundle in dist/webview. */
export interface PageOptions {
  readonly page: 'preview' | 'profileEditor' | 'message';
  readonly title: string;
  readonly remoteImages: boolean;
}

export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** A panel's icon is a file: it cannot take the colour of the theme by itself. */
export function panelIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `panel-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, options: PageOptions): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extensionUri), file)).toString();
  return webviewShell({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    scriptUri: asset(`${options.page}.js`),
    styleUri: asset(`${options.page}.css`),
    title: options.title,
    remoteImages: options.remoteImages,
    language: vscode.env.language,
  });
}
