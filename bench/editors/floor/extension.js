// @ts-check
// The least that an extension can do: nothing is rendered.
const vscode = require('vscode');

const page = `<!DOCTYPE html><html><body><pre></pre><script>
  const shown = document.querySelector('pre').appendChild(document.createTextNode(''));
  addEventListener('message', ({ data }) => { shown.data = data; });
  acquireVsCodeApi().postMessage('ready');
</script></body></html>`;

exports.activate = (/** @type {vscode.ExtensionContext} */ context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('bench.openFloor', () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) return;
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const panel = vscode.window.createWebviewPanel('bench.floor', 'Floor', column, { enableScripts: true });
      const show = () => panel.webview.postMessage(document.getText());
      const changes = vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === document) void show();
      });
      panel.webview.onDidReceiveMessage(() => show());
      panel.onDidDispose(() => changes.dispose());
      panel.webview.html = page;
    }),
  );
};
