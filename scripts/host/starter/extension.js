// @ts-check
'use strict';

const vscode = require('vscode');

const sample = '**/order-receipt.mjml.hbs';
const sendNow = 'Send to Local Inbox';

/** Mailproof itself must not start with VS Code, so the first look that "npm start" promises is given from outside. */
exports.activate = async (/** @type {vscode.ExtensionContext} */ context) => {
  if (!hasPreview()) await openSampleAndPreview();
  // Once for each "npm start", not after every reload of the window.
  const start = process.env['MAILPROOF_START'];
  if (context.workspaceState.get('start') === start) return;
  await context.workspaceState.update('start', start);
  void suggestSending();
};

exports.deactivate = () => undefined;

/** VS Code brings back what was open when it was closed. */
function hasPreview() {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('mailproof.preview'));
}

async function openSampleAndPreview() {
  const [file] = await vscode.workspace.findFiles(sample, undefined, 1);
  if (!file) {
    await vscode.window.showWarningMessage('The folder has no order-receipt.mjml.hbs to begin with.');
    return;
  }
  await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One, preview: false });
  await vscode.commands.executeCommand('mailproof.openPreviewToSide', file);
}

async function suggestSending() {
  const answer = await vscode.window.showInformationMessage(
    'This is the sample with its live preview: type in it and watch. Next, send it to the Local Inbox and see what arrives.',
    sendNow,
  );
  if (answer === sendNow) await vscode.commands.executeCommand('mailproof.sendTest');
}
