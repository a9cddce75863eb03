/// <reference types="vscode-webview" />

/** The extension as a page sees it. */
export interface Host<From> {
  post(message: From): void;
  /** What `writeState` kept, also over a reload of the page. Whoever reads it parses it: an older version may have written it. */
  readState(): unknown;
  writeState(state: object): void;
}

export function connectHost<From>(): Host<From> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    readState: () => api.getState(),
    writeState: (state) => void api.setState(state),
  };
}

/**
 * What the extension posts, as unknown. It comes from nobody else: the mail's frame runs no script, so it cannot post here. The
 * caller says which protocol it is.
 */
export function onHostMessage(handle: (message: unknown) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => handle(event.data));
}
