import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { meantMessage } from '../../host/meantMessage.ts';
import type { CompareDeps, CompareMessages } from './compareMessages.ts';
import type { MessageEditorDeps, MessageEditorProvider } from './messageEditor.ts';
import { compareScheme, partScheme } from './schemes.ts';
import { loadViewer } from './viewerModule.ts';

export type MessageDeps = Omit<MessageEditorDeps, 'compare'> & CompareDeps;

/** The viewer of messages, what is in them, and how they differ. */
export function registerMessage(deps: MessageDeps): DisposableLike {
  return new MessageFeature(deps);
}

interface Viewer {
  readonly provider: MessageEditorProvider;
  readonly compare: CompareMessages;
}

class MessageFeature extends Disposable {
  readonly #deps: MessageDeps;
  #viewer: Viewer | undefined;

  constructor(deps: MessageDeps) {
    super();
    this.#deps = deps;
    const provider: vscode.CustomReadonlyEditorProvider = {
      openCustomDocument: (uri) => this.#load().provider.openCustomDocument(uri),
      resolveCustomEditor: (document, panel) => this.#load().provider.resolveCustomEditor(document, panel),
    };
    this.register(
      vscode.window.registerCustomEditorProvider(views.message, provider, {
        supportsMultipleEditorsPerDocument: true,
        webviewOptions: { retainContextWhenHidden: false, enableFindWidget: true },
      }),
    );
    this.#command(commands.compareWithTemplate, (compare, message) => compare.withTemplate(message));
    this.#command(commands.compareMessages, (compare, message) => compare.withMessage(message));
    // Editors of an earlier session ask for their content at once.
    if (vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isOfViewer))) this.#load();
  }

  #load(): Viewer {
    this.#viewer ??= this.#make();
    return this.#viewer;
  }

  #make(): Viewer {
    const { CompareMessages, MessageEditorProvider, PartFiles } = loadViewer();
    const compare = this.register(new CompareMessages(this.#deps));
    this.register(new PartFiles(this.#deps.client));
    return { compare, provider: new MessageEditorProvider({ ...this.#deps, compare }) };
  }

  #command(id: string, run: (compare: CompareMessages, message: vscode.Uri) => Promise<void>): void {
    this.register(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        const message = meantMessage(argument, this.#deps.inbox);
        if (message !== undefined) await run(this.#load().compare, message);
      }),
    );
  }
}

function isOfViewer({ input }: vscode.Tab): boolean {
  const uris =
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
      ? [input.uri]
      : input instanceof vscode.TabInputTextDiff
        ? [input.original, input.modified]
        : [];
  return uris.some(({ scheme }) => scheme === partScheme || scheme === compareScheme);
}
