import type * as vscode from 'vscode';
import { pageHtml } from '../../host/webviewAssets.ts';
import type { PreviewState, ToPreview } from '../../protocol/preview.ts';
import { PieceSender } from '../../protocol/shownPieces.ts';

export interface PreviewPageOptions {
  readonly title: string;
  readonly remoteImages: boolean;
  /** What the mail's images may be read from. */
  readonly root: vscode.Uri;
}

/** What a page of a preview may do. A panel that is made with it loads its page once. */
export function previewOptions(root: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: [root] };
}

/**
 * The wire to the page of one preview. VS Code keeps what is posted until the page is there: so the first mail can be on its way before
 * the page has said anything, which saves it a journey to the extension and back. A page that was told nothing hears nothing else.
 */
export class PreviewLink {
  readonly #webview: vscode.Webview;
  readonly #extensionUri: vscode.Uri;
  readonly #pieces = new PieceSender();
  /** `told`: it was posted all that is known, and has not said yet that it is there. */
  #page: 'loading' | 'told' | 'ready' = 'loading';
  #drawing = new FirstDrawing();

  constructor(webview: vscode.Webview, extensionUri: vscode.Uri) {
    this.#webview = webview;
    this.#extensionUri = extensionUri;
  }

  /** A new page, which knows nothing. */
  load({ root, ...options }: PreviewPageOptions): void {
    this.#page = 'loading';
    this.#drawing = new FirstDrawing();
    this.#pieces.forget();
    const wanted = previewOptions(root);
    // Setting them loads the page, also when they are the same.
    if (!isSame(this.#webview.options, wanted)) this.#webview.options = wanted;
    this.#webview.html = pageHtml(this.#webview, this.#extensionUri, { page: 'preview', ...options });
  }

  get isLoading(): boolean {
    return this.#page === 'loading';
  }

  /** From now on the page hears what is posted. `tell` posts all that it has to know. */
  open(tell: () => void): void {
    if (this.#page === 'loading') this.#page = 'told';
    this.#pieces.forget();
    tell();
  }

  /** The page says that it is there. False: it has been told already. */
  takeReady(): boolean {
    const wasTold = this.#page === 'told';
    this.#page = 'ready';
    return !wasTold;
  }

  /** Whether the page has drawn a mail. */
  get isDrawn(): boolean {
    return this.#drawing.isDone;
  }

  takeDrawn(): void {
    this.#drawing.finish();
  }

  /** Resolves when the page has drawn its first mail, or after a while. */
  whenDrawn(): Promise<void> {
    return this.#drawing.done;
  }

  post(message: ToPreview): void {
    if (this.#page !== 'loading') void this.#webview.postMessage(message);
  }

  show({ mail, ...state }: PreviewState): void {
    // Packing notes what the page has.
    if (this.#page === 'loading') return;
    const sent = mail === undefined ? {} : { mail: this.#pieces.pack(mail) };
    this.post({ type: 'show', state: { ...state, ...sent } });
  }

  folderUrl(folder: vscode.Uri): string {
    return `${this.#webview.asWebviewUri(folder).toString()}/`;
  }
}

class FirstDrawing {
  isDone = false;
  #resolve: (() => void) | undefined;
  readonly done = new Promise<void>((resolve) => {
    this.#resolve = resolve;
    // A page that nobody sees draws nothing.
    setTimeout(() => this.finish(), patienceMs);
  });

  finish(): void {
    this.isDone = true;
    this.#resolve?.();
  }
}

const patienceMs = 3000;

function isSame(given: vscode.WebviewOptions, wanted: vscode.WebviewOptions): boolean {
  const said = ({ enableScripts, enableForms, localResourceRoots }: vscode.WebviewOptions): string =>
    JSON.stringify([enableScripts, enableForms, localResourceRoots?.map((root) => root.toString())]);
  return said(given) === said(wanted);
}
