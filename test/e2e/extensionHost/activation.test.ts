import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Mailproof in the extension host', () => {
  it('is the packaged extension, installed', () => {
    assert.ok(!mailproof().extensionPath.includes('extensionDevelopmentPath'));
    assert.match(mailproof().extensionPath, /extensions[\\/]mailproof\.mailproof-/);
  });

  it('activates', async () => {
    await mailproof().activate();
    assert.equal(mailproof().isActive, true);
  });

  it('registers every command that it contributes', async () => {
    await mailproof().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributedCommands().filter((command) => !registered.has(command)),
      [],
    );
  });

  it('opens a template as text', async () => {
    const [file] = await vscode.workspace.findFiles('**/welcome.mjml.hbs');
    assert.ok(file);
    const editor = await vscode.window.showTextDocument(file);
    assert.match(editor.document.getText(), /<mjml>/);
    assert.equal(editor.document.languageId, contributedLanguageOf('.mjml.hbs') ?? 'handlebars');
  });
});

function mailproof(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('mailproof.mailproof');
  assert.ok(extension, 'Mailproof is not installed.');
  return extension;
}

interface Manifest {
  readonly contributes: {
    readonly commands: ReadonlyArray<{ readonly command: string }>;
    readonly languages?: ReadonlyArray<{ readonly id: string; readonly extensions?: readonly string[] }>;
  };
}

function contributedCommands(): string[] {
  return manifest().contributes.commands.map(({ command }) => command);
}

function contributedLanguageOf(extension: string): string | undefined {
  return manifest().contributes.languages?.find(({ extensions }) => extensions?.includes(extension))?.id;
}

function manifest(): Manifest {
  const packageJson: Manifest = mailproof().packageJSON; // typed any by VS Code; the VSIX is our own
  return packageJson;
}
