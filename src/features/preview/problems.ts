import * as vscode from 'vscode';
import type { Problem, RenderResult, Severity } from '../../core/render/renderResult.ts';
import { Disposable } from '../../host/disposable.ts';
import type { PlacedImage } from '../../core/mail/imagePlaces.ts';
import { say } from '../../host/say.ts';

/** Shows the problems of the newest render of each previewed template in the Problems panel. */
export class ProblemReporter extends Disposable {
  readonly #collection = this.register(vscode.languages.createDiagnosticCollection('mailproof'));
  readonly #byTemplate = new Map<string, readonly Problem[]>();
  readonly #images = new Map<string, readonly Problem[]>();

  report(template: vscode.Uri, result: RenderResult): void {
    const key = template.toString();
    // Mostly a key changes none of them, and every publication goes to the window and through all its lists.
    if (JSON.stringify(this.#byTemplate.get(key)) === JSON.stringify(result.problems)) return;
    this.#byTemplate.set(key, result.problems);
    this.#publish();
  }

  /** The local images that would be missing in the mail. */
  reportImages(template: vscode.Uri, images: readonly PlacedImage[]): void {
    const key = template.toString();
    const problems = images.map((image) => ({ ...imageProblem, ...image, message: say(image.message) }));
    if (JSON.stringify(this.#images.get(key) ?? []) === JSON.stringify(problems)) return;
    this.#images.set(key, problems);
    this.#publish();
  }

  forget(template: vscode.Uri): void {
    const hadImages = this.#images.delete(template.toString());
    if (this.#byTemplate.delete(template.toString()) || hadImages) this.#publish();
  }

  #publish(): void {
    const byFile = new Map<string, Map<string, vscode.Diagnostic>>();
    for (const problem of [...this.#byTemplate.values(), ...this.#images.values()].flat()) {
      const ofFile = byFile.get(problem.file) ?? new Map<string, vscode.Diagnostic>();
      // Two templates that share a broken partial report the same problem twice.
      ofFile.set(`${problem.start.line}:${problem.start.character}:${problem.message}`, diagnosticOf(problem));
      byFile.set(problem.file, ofFile);
    }
    this.#collection.clear();
    for (const [file, diagnostics] of byFile) this.#collection.set(vscode.Uri.file(file), [...diagnostics.values()]);
  }
}

export async function goToProblem(problem: Problem): Promise<void> {
  const { start } = rangeOf(problem);
  await showBeside(vscode.Uri.file(problem.file), new vscode.Range(start, start));
}

/** Opens a file where text is shown already: it must not open on top of the preview. */
export async function showBeside(file: vscode.Uri, selection?: vscode.Range): Promise<void> {
  const editors = vscode.window.visibleTextEditors.filter((editor) => editor.viewColumn !== undefined);
  const shown = editors.find((editor) => editor.document.uri.toString() === file.toString()) ?? editors[0];
  await vscode.window.showTextDocument(file, {
    ...(selection === undefined ? {} : { selection }),
    ...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
  });
}

function diagnosticOf(problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(problem), problem.message, severities[problem.severity]);
  diagnostic.source = 'Mailproof';
  diagnostic.code = problem.code;
  return diagnostic;
}

function rangeOf(problem: Problem): vscode.Range {
  return new vscode.Range(problem.start.line, problem.start.character, problem.end.line, problem.end.character);
}

const imageProblem = { severity: 'warning', code: 'missing-image', source: 'files' } as const;

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
