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

  constructor(webview: vscode.Webview, extensionUri: vscode.Uri) {
    this.#webview = webview;
    this.#extensionUri = extensionUri;
  }

  /** A new page, which knows nothing. */
  load({ root, ...options }: PreviewPageOptions): void {
    this.#page = 'loading';
    this.#pieces.forget();
    this.#webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [root],
    };
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
