// @ts-check
'use strict';

const vscode = require('vscode');

const sample = '**/order-receipt.mjml.hbs';
const sendNow = 'Send to Local Inbox';

/** Mailproof itself must not start with VS Code, so the first look that "npm start" promises is given from outside. */
exports.activate = async (/** @type {vscode.ExtensionContext} */ context) => {
  showNextStep(context);
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
  if (answer === sendNow) await sendSample();
}

/**
 * The message goes after a while; what to do next stays in sight.
 *
 * @param {import('vscode').ExtensionContext} context
 */
function showNextStep(context) {
  const item = vscode.window.createStatusBarItem('mailproof.nextStep', vscode.StatusBarAlignment.Left);
  item.name = 'Next step with Mailproof';
  item.text = `$(send) Next: ${sendNow}`;
  item.tooltip = 'Sends the mail that the preview shows to the inbox on this machine';
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.command = 'mailproof-starter.send';
  context.subscriptions.push(item, vscode.commands.registerCommand('mailproof-starter.send', sendSample));
  item.show();
}

/** The whole way without a question: what is in the preview, to the inbox that needs no account. */
async function sendSample() {
  await vscode.commands.executeCommand('mailproof.sendTest', { profile: 'Local Inbox' });
}
