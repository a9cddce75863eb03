import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { markText } from '../../core/sourceMap/marks.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { readBoolean } from '../../host/settings.ts';
import { pathOf } from '../../host/templateRenderer.ts';
import type { RenderedSource } from './renderedSource.ts';
import type { SourcePreview } from './previewSource.ts';

export interface ScrollSyncDeps {
  readonly source: () => Promise<RenderedSource | undefined>;
  readonly log: Logger;
}

/**
 * Scrolls preview and editor along with each other. Each end answers only when a person scrolled it: what the other end, a click or an
 * edit did to it is recognised by where it came to rest.
 */
export class ScrollSync extends Disposable {
  readonly #preview: SourcePreview;
  readonly #deps: ScrollSyncDeps;
  /** The editor that scrolls along: the one of this mail's files that was active last. */
  #editor: vscode.TextEditor | undefined;
  #told: ToldLines | undefined;
  /** Where the editor came to rest when no person scrolled it, by first visible line. */
  #restLine = -1;
  #expectedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(preview: SourcePreview, deps: ScrollSyncDeps) {
    super();
    this.#preview = preview;
    this.#deps = deps;
    this.register({ dispose: () => clearTimeout(this.#timer) });
    this.register(preview.onDidRender(() => this.#tellSoon(settledMs)));
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.#tellSoon(0)));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Typing never scrolls the preview, though it may scroll the editor.
        if (contentChanges.length > 0 && document === this.#editor?.document) this.expectScrolling();
      }),
    );
    this.register(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        void this.#hearEditor(textEditor).catch(logFailure(deps.log, 'scrolling of the preview'));
      }),
    );
    this.register(
      preview.onDidReceive((message) => {
        if (message.type === 'ready') this.#told = undefined;
        if (message.type === 'ready') this.#tellSoon(settledMs);
        if (message.type !== 'scrolledToLine') return;
        void this.#scrollEditor(message.line).catch(logFailure(deps.log, 'scrolling of the editor'));
      }),
    );
  }

  /** The editor is about to be scrolled by something that is no person's scrolling. */
  expectScrolling(): void {
    this.#expectedUntil = performance.now() + expectedMs;
    this.#restLine = this.#editor === undefined ? -1 : firstLine(this.#editor);
  }

  #tellSoon(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#tellLines().catch(logFailure(this.#deps.log, 'lines of the preview'));
    }, delayMs);
  }

  /** Tells the page which places of the mail stand for which lines of the followed editor. */
  async #tellLines(): Promise<ToldLines | undefined> {
    const source = await this.#deps.source();
    if (source === undefined || this.isDisposed) return undefined;
    this.#editor = this.#followed(source);
    const file = this.#editor === undefined ? undefined : source.fileOf(this.#editor.document.uri);
    if (file === undefined) return undefined;
    if (this.#told?.source === source && this.#told.file === file) return this.#told;
    const anchors = source.map.anchors(file).map(({ line, mark }) => ({ line, mark: markText(mark) }));
    const isWhole = file === source.fileOf(this.#preview.template);
    const lineCount = isWhole ? { lineCount: source.linesOf(file).lineCount } : {};
    this.#preview.post({ type: 'followLines', lines: { anchors, ...lineCount } });
    this.#told = { source, file };
    return this.#told;
  }

  /** The active one if it is of this mail; else the one that was; else that of the template; else any. */
  #followed(source: RenderedSource): vscode.TextEditor | undefined {
    const editors = vscode.window.visibleTextEditors.filter(
      ({ viewColumn, document }) => viewColumn !== undefined && source.fileOf(document.uri) !== undefined,
    );
    const ofTemplate = ({ document }: vscode.TextEditor): boolean =>
      pathOf(document.uri) === pathOf(this.#preview.template);
    const active = vscode.window.activeTextEditor;
    return (
      [active, this.#editor].find((each) => each && editors.includes(each)) ?? editors.find(ofTemplate) ?? editors[0]
    );
  }

  async #hearEditor(editor: vscode.TextEditor): Promise<void> {
    if (!this.#preview.isVisible || !readBoolean(settings.previewScrollWithEditor, true)) return;
    const told = this.#told ?? (await this.#tellLines());
    if (editor !== this.#editor || told === undefined) return;
    const line = firstLine(editor);
    const isExpected = performance.now() < this.#expectedUntil;
    if (isExpected) this.#restLine = line;
    if (isExpected || Math.abs(line - this.#restLine) < 0.01) return;
    this.#restLine = -1;
    const { source, file } = (await this.#tellLines()) ?? told;
    this.#preview.post({ type: 'scrollToLine', line: toRendered(source, file, editor.document, line) });
  }

  async #scrollEditor(renderedLine: number): Promise<void> {
    if (!readBoolean(settings.previewScrollEditor, true)) return;
    const told = await this.#tellLines();
    const editor = this.#editor;
    if (editor === undefined || told === undefined) return;
    const { source, file } = told;
    const start = source.linesOf(file).offsetAt({ line: Math.floor(renderedLine), character: 0 });
    const { start: position } = source.rangeIn(editor.document, file, { start, end: start });
    if (position.line === Math.floor(firstLine(editor))) return;
    this.expectScrolling();
    const top = new vscode.Position(position.line, 0);
    editor.revealRange(new vscode.Range(top, top), vscode.TextEditorRevealType.AtTop);
  }
}

/** What the page knows of the followed editor. */
interface ToldLines {
  readonly source: RenderedSource;
  readonly file: string;
}

/** With the part of it that is out of sight, where it is wrapped. */
function firstLine({ visibleRanges: [range], document }: vscode.TextEditor): number {
  if (range === undefined) return 0;
  const { line, character } = range.start;
  return line + character / (document.lineAt(Math.min(line, document.lineCount - 1)).text.length + 2);
}

function toRendered(source: RenderedSource, file: string, document: vscode.TextDocument, line: number): number {
  const whole = Math.min(Math.floor(line), document.lineCount - 1);
  const offset = source.offsetOf(document, file, new vscode.Position(whole, 0));
  return source.linesOf(file).positionAt(offset).line + line - Math.floor(line);
}

const settledMs = 300;
/** Longer than the editor takes to scroll smoothly, or to show where a key has led. */
const expectedMs = 400;
