import path from 'node:path';
import * as vscode from 'vscode';
import type { DataSample, Engine, RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { engines } from '../core/render/renderResult.ts';
import { isInside } from '../core/template/folders.ts';
import { settings } from '../commands.ts';
import type { StopCause } from '../protocol/preview.ts';
import { Disposable } from './disposable.ts';
import type { RendererClient } from './rendererClient.ts';
import { wantedMjml } from './settings.ts';

/** What the user chose for a template. Remembered for the workspace. */
export interface TemplateChoice {
  /** undefined: the first one found. */
  readonly dataSet: string | undefined;
  readonly engine: Engine | 'auto';
}

/** What one render is to be like, beside what was chosen for its template. */
export interface RenderWishes extends Partial<TemplateChoice> {
  /** Whether the plain-text part is needed; absent means yes. */
  readonly wantsText?: boolean;
  /** Whether there is also html that says where its parts come from, for what is shown and never sent. */
  readonly wantsMarks?: boolean;
}

export interface TemplateRendererDeps {
  readonly client: RendererClient;
  readonly memory: vscode.Memento;
}

export type TemplateRenderOutcome =
  | { readonly kind: 'rendered'; readonly result: RenderResult }
  /** The process gave nothing; the result's one problem says so. */
  | { readonly kind: 'stopped'; readonly cause: StopCause; readonly result: RenderResult }
  | { readonly kind: 'superseded' };

/**
 * Renders a template as it stands in the editors: the one way for preview, sending and export, so that what was seen is
 * what is sent.
 */
export class TemplateRenderer extends Disposable {
  readonly #deps: TemplateRendererDeps;
  readonly #didChangeChoice = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChangeChoice = this.#didChangeChoice.event;
  readonly #didChangeConditions = this.register(new vscode.EventEmitter<void>());
  /** What holds for every template changed: code of the workspace may run from now on, or another MJML is wanted. */
  readonly onDidChangeConditions = this.#didChangeConditions.event;

  /** Kept as long as their results are. */
  readonly #texts = new WeakMap<RenderResult, Readonly<Record<string, string>>>();

  constructor(deps: TemplateRendererDeps) {
    super();
    this.#deps = deps;
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#didChangeConditions.fire()));
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.mjmlEngine)) this.#didChangeConditions.fire();
      }),
    );
  }

  warm(): void {
    this.#deps.client.warm();
  }

  choiceOf(template: vscode.Uri): TemplateChoice {
    const stored = this.#stored()[template.toString()];
    return { dataSet: stored?.dataSet, engine: stored?.engine ?? 'auto' };
  }

  async choose(template: vscode.Uri, change: Partial<TemplateChoice>): Promise<void> {
    const choice = { ...this.choiceOf(template), ...change };
    await this.#deps.memory.update(choicesKey, { ...this.#stored(), [template.toString()]: choice });
    this.#didChangeChoice.fire(template);
  }

  /** A template that was renamed keeps what was chosen for it. */
  async moveChoice(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const { [from.toString()]: choice, ...others } = this.#stored();
    if (choice !== undefined) await this.#deps.memory.update(choicesKey, { ...others, [to.toString()]: choice });
  }

  /** `purpose` tells concurrent renders of one template apart: the preview's and that of a message being sent. */
  async render(template: vscode.Uri, purpose: string, wishes: RenderWishes = {}): Promise<TemplateRenderOutcome> {
    const request = this.requestFor(template, wishes);
    const outcome = await this.#deps.client.render(`${purpose}:${template.toString()}`, request);
    if (outcome.kind === 'rendered') this.#texts.set(outcome.result, request.overrides);
    if (outcome.kind !== 'failed') return outcome;
    return { kind: 'stopped', cause: outcome.cause, result: stoppedResult(request, outcome) };
  }

  /** The unsaved texts that a result was made of, by absolute path. Of other files it was made of what is on disk. */
  textsOf(result: RenderResult): Readonly<Record<string, string>> {
    return this.#texts.get(result) ?? {};
  }

  /** What data a template asks for, and what it has; undefined when no render came to its end. */
  async dataOf(template: vscode.Uri): Promise<DataSample | undefined> {
    const request: RenderRequest = { ...this.requestFor(template, { wantsText: false }), wantsSample: true };
    const outcome = await this.#deps.client.render(`sample:${template.toString()}`, request);
    return outcome.kind === 'rendered' ? outcome.result.sample : undefined;
  }

  requestFor(
    template: vscode.Uri,
    { wantsText = true, wantsMarks = false, ...change }: RenderWishes = {},
  ): RenderRequest {
    const choice = { ...this.choiceOf(template), ...change };
    const root = projectRoot(template);
    return {
      path: pathOf(template),
      root,
      engine: choice.engine,
      dataSet: choice.dataSet,
      overrides: unsavedTexts(root, template),
      mayRunCode: vscode.workspace.isTrusted,
      mjmlEngine: wantedMjml(template),
      ...(wantsText ? {} : { wantsText: false }),
      ...(wantsMarks ? { wantsMarks: true } : {}),
    };
  }

  #stored(): Readonly<Record<string, TemplateChoice>> {
    return parseChoices(this.#deps.memory.get(choicesKey));
  }
}

/** Where templates may read files: the workspace folder, or the folder of a file that belongs to none. */
export function projectRoot(template: vscode.Uri): string {
  const folder =
    vscode.workspace.getWorkspaceFolder(template) ?? (template.scheme === 'file' ? undefined : firstFolder());
  return folder?.uri.fsPath ?? path.dirname(pathOf(template));
}

/** An unsaved new document has no file: it is rendered as if it lay in the first folder of the workspace. */
export function pathOf(template: vscode.Uri): string {
  if (template.scheme === 'file') return template.fsPath;
  return path.join(firstFolder()?.uri.fsPath ?? path.resolve('/'), path.basename(template.path) || 'untitled.mjml');
}

function firstFolder(): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.[0];
}

function unsavedTexts(root: string, template: vscode.Uri): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const document of vscode.workspace.textDocuments) {
    const isTemplate = document.uri.toString() === template.toString();
    const isUnsavedFile = document.isDirty && document.uri.scheme === 'file' && isInside(root, document.uri.fsPath);
    // Helpers and other code of the project run as they were saved: half a line of code can do anything.
    if (isTemplate || (isUnsavedFile && !isCode(document.uri.fsPath))) texts[pathOf(document.uri)] = document.getText();
  }
  return texts;
}

function isCode(file: string): boolean {
  return /\.[cm]?[jt]sx?$/i.test(file);
}

/** A render that gave nothing, as a result whose one problem says why. */
function stoppedResult(
  request: RenderRequest,
  { cause, reason }: { readonly cause: StopCause; readonly reason: string },
): RenderResult {
  const start = { line: 0, character: 0 };
  return {
    text: '',
    subject: '',
    preheader: '',
    problems: [
      {
        file: request.path,
        start,
        end: start,
        severity: 'error',
        code: renderStoppedCode,
        message: stopMessage(path.basename(request.path), cause, reason),
        source: 'limits',
      },
    ],
    dependencies: [request.path],
    engine: request.engine === 'auto' ? 'handlebars-mjml' : request.engine,
    engineReason: '',
    dataSets: [],
    durationMs: 0,
  };
}

function stopMessage(name: string, cause: StopCause, reason: string): string {
  switch (cause) {
    case 'deadline':
      return vscode.l10n.t('Rendering {0} {1}. Look for an endless loop or a very large list.', name, reason);
    case 'death':
      return vscode.l10n.t(
        'Rendering {0} was stopped: {1}. It may need too much memory: look for a very large list.',
        name,
        reason,
      );
    case 'bug':
      return vscode.l10n.t('Rendering {0} failed: {1}.', name, reason);
  }
}

const renderStoppedCode = 'render-stopped';

const choicesKey = 'templateChoices';

function parseChoices(value: unknown): Record<string, TemplateChoice> {
  if (typeof value !== 'object' || value === null) return {};
  const choices: Record<string, TemplateChoice> = {};
  for (const [uri, choice] of Object.entries(value)) {
    if (typeof choice !== 'object' || choice === null) continue;
    const { dataSet, engine } = choice as Record<'dataSet' | 'engine', unknown>;
    choices[uri] = {
      dataSet: typeof dataSet === 'string' ? dataSet : undefined,
      engine: engines.find((known) => known === engine) ?? 'auto',
    };
  }
  return choices;
}
