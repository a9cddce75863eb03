import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { pageTexts } from './pageTexts.ts';
import { webviewShell, type WebviewShell } from './webviewShell.ts';

/** The page of a webview, by the name of its bundle in dist/webview. */
export interface PageOptions {
  readonly page: 'preview' | 'profileEditor' | 'message';
  readonly title: string;
  readonly remoteImages: boolean;
}

/** A panel's icon is a file: it cannot take the colour of the theme by itself. */
export function panelIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `panel-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, options: PageOptions): string {
  const folder = path.join(extensionUri.fsPath, 'dist', 'webview');
  return webviewShell({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    ...partsOf(folder, options.page),
    title: options.title,
    remoteImages: options.remoteImages,
    language: vscode.env.language,
    texts: pageTexts(path.join(extensionUri.fsPath, 'l10n'), vscode.env.language),
  });
}

type PageParts = Pick<WebviewShell, 'script' | 'style'>;

/** Read once: an installed extension does not change. */
function partsOf(folder: string, page: string): PageParts {
  const known = pages.get(page);
  if (known !== undefined) return known;
  const read = (extension: string): string => fs.readFileSync(path.join(folder, `${page}.${extension}`), 'utf8');
  const parts = { script: read('js'), style: read('css') };
  pages.set(page, parts);
  return parts;
}

const pages = new Map<string, PageParts>();
