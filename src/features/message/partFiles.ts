import * as vscode from 'vscode';
import type { PartContent } from '../../core/inbox/readPart.ts';
import { Disposable } from '../../host/disposable.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { MessageFile } from './messageFile.ts';
import { partScheme } from './schemes.ts';

/**
 * Parts of messages as read-only files, so that editors can show them: nothing of a stranger is written to disk for being looked at.
 */
export class PartFiles extends Disposable implements vscode.FileSystemProvider {
  readonly #client: RendererClient;
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.#didChange.event;
  /** The newest only: editors ask for the size first and then for the content. */
  #recent: { readonly key: string; readonly part: Promise<PartContent> } | undefined;

  constructor(client: RendererClient) {
    super();
    this.#client = client;
    this.register(
      vscode.workspace.registerFileSystemProvider(partScheme, this, { isReadonly: true, isCaseSensitive: true }),
    );
  }

  watch(): vscode.Disposable {
    // A message never changes.
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { content } = await this.#part(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#part(uri)).content;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #part(uri: vscode.Uri): Promise<PartContent> {
    const key = uri.toString();
    if (this.#recent?.key === key) return this.#recent.part;
    const part = this.#read(uri);
    this.#recent = { key, part };
    part.catch(() => {
      if (this.#recent?.part === part) this.#recent = undefined;
    });
    return part;
  }

  async #read(uri: vscode.Uri): Promise<PartContent> {
    const place = parsePlace(uri);
    if (place === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const source = await new MessageFile(place.message).source();
    const outcome = await this.#client.readPart(source, place.index, { asText: true });
    if (outcome.kind === 'failed') throw vscode.FileSystemError.Unavailable(outcome.reason);
    return outcome.part;
  }
}

/** The file that stands for a part. Its name decides which editor opens it. */
export function partUri(message: vscode.Uri, index: number, fileName: string): vscode.Uri {
  return vscode.Uri.from({ scheme: partScheme, path: `/${index}/${fileName}`, query: message.toString() });
}

function parsePlace(uri: vscode.Uri): { readonly message: vscode.Uri; readonly index: number } | undefined {
  const index = /^\/(\d{1,6})\//.exec(uri.path)?.[1];
  if (index === undefined || uri.query === '') return undefined;
  return { message: vscode.Uri.parse(uri.query, true), index: Number(index) };
}
