// @ts-check
// The way of the official MJML extension (1.16, measured in its sources): no delay, a strict render for the problems and another one
// for the page with each key, both in the extension host, and the whole page set anew.
const vscode = require('vscode');
const { readFileSync } = require('node:fs');
const path = require('node:path');

/** @type {{ mjml: string }} absolute path of npm's mjml, written by the bench */
const modules = JSON.parse(readFileSync(path.join(__dirname, 'modules.json'), 'utf8'));

exports.activate = (/** @type {vscode.ExtensionContext} */ context) => {
  const mjml = require(modules.mjml);
  const mjml2html = mjml.default ?? mjml;
  context.subscriptions.push(
    vscode.commands.registerCommand('bench.openFullRender', () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) return;
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const panel = vscode.window.createWebviewPanel('bench.fullRender', 'Full render', column, {
        enableScripts: true,
      });
      const show = async () => {
        const text = document.getText();
        await mjml2html(text, { validationLevel: 'strict', filePath: document.fileName });
        const { html } = await mjml2html(text, { validationLevel: 'skip', filePath: document.fileName });
        panel.webview.html = html;
      };
      const changes = vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === document) void show();
      });
      panel.onDidDispose(() => changes.dispose());
      void show();
    }),
  );
};
