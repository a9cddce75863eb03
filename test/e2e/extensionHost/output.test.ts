import * as assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

interface Summary {
  readonly written: readonly string[];
  readonly failed: readonly { readonly template: string; readonly reason: string }[];
}

describe('what is written of a mail', () => {
  let folder = '';
  let template: vscode.Uri;
  let root = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailproof-export-'));
    const [found] = await vscode.workspace.findFiles('**/welcome.mjml.hbs');
    assert.ok(found);
    template = found;
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  });

  after(async () => {
    await configure('onSave', undefined);
    await configure('folder', undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('of all templates of the workspace is in the folder that was asked for', async () => {
    const summary = await vscode.commands.executeCommand<Summary>('mailproof.exportAll', {
      target: folder,
      kinds: ['html', 'txt', 'eml'],
    });
    assert.deepEqual(summary.failed, []);
    assert.match(await readFile(join(folder, 'welcome.html'), 'utf8'), /<!doctype html>/i);
    assert.doesNotMatch(await readFile(join(folder, 'welcome.html'), 'utf8'), /mailproof/i);
    assert.match(await readFile(join(folder, 'welcome.eml'), 'utf8'), /^X-Mailproof-ID: /m);
    assert.equal(summary.written.length % 3, 0);
  });

  it('when its template is saved is in the folder of the setting', async () => {
    await configure('folder', 'build/mails');
    await configure('onSave', 'htmlAndText');
    await saveWith(template, (text) => text.replace('<mj-body', '<!-- saved --><mj-body'));
    const html = await contentOf(join(root, 'build', 'mails', 'welcome.html'));
    assert.match(html, /<!doctype html>/i);
    assert.notEqual(await contentOf(join(root, 'build', 'mails', 'welcome.txt')), '');
  });

  it('stays what it was when the template has an error', async () => {
    const before = await contentOf(join(root, 'build', 'mails', 'welcome.html'));
    await saveWith(template, (text) => text.replace('</mj-body>', '{{#if}}</mj-body>'));
    // What is written comes after the render of a save; the next one, which is right, comes after this one.
    await saveWith(template, (text) => text.replace('{{#if}}</mj-body>', '</mj-body>'));
    await until(async () => (await contentOf(join(root, 'build', 'mails', 'welcome.html'))) === before);
  });

  it('is beside the template as a document, which follows what is typed', async () => {
    await vscode.commands.executeCommand('mailproof.showHtml', template);
    const shown = renderedDocument('html');
    assert.match(shown.getText(), /<!doctype html>/i);
    assert.equal(shown.languageId, 'html');
    const document = await vscode.workspace.openTextDocument(template);
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('</mj-body>'));
    edit.insert(template, at, '<mj-section><mj-column><mj-text>Typed just now</mj-text></mj-column></mj-section>');
    await vscode.workspace.applyEdit(edit);
    await until(() => renderedDocument('html').getText().includes('Typed just now'));
    await vscode.commands.executeCommand('mailproof.showMessage', template);
    assert.match(renderedDocument('eml').getText(), /^Subject: /m);
  });
});

function renderedDocument(kind: string): vscode.TextDocument {
  const found = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'mailproof-rendered' && uri.path.endsWith(`.${kind}`),
  );
  assert.ok(found, `no document with the ${kind}`);
  return found;
}

async function configure(name: string, value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('mailproof.export').update(name, value, vscode.ConfigurationTarget.Workspace);
}

async function saveWith(template: vscode.Uri, change: (text: string) => string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(template);
  await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(template, all, change(document.getText()));
  await vscode.workspace.applyEdit(edit);
  assert.equal(await document.save(), true);
}

/** Of a file that is about to be written. */
async function contentOf(file: string): Promise<string> {
  await until(() => vscode.workspace.fs.stat(vscode.Uri.file(file)).then(Boolean, () => false));
  return readFile(file, 'utf8');
}

async function until(isTrue: () => boolean | PromiseLike<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < end, 'it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
