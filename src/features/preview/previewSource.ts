import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { markText, parseMark } from '../../core/sourceMap/marks.ts';
import type { SegmentIndexes } from '../../core/sourceMap/segmentIndex.ts';
import { offsetBehindText } from '../../core/sourceMap/shownText.ts';
import type { MarkedPlace, SourcePlace } from '../../core/sourceMap/sourceMap.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showInfo } from '../../host/notify.ts';
import { openLink } from '../../host/openLink.ts';
import { readBoolean } from '../../host/settings.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { loadSource } from '../../host/sourceModule.ts';
import type { FromPreview, ToPreview } from '../../protocol/preview.ts';
import type { DescribedSource, FromPreviewSource } from '../../protocol/previewSource.ts';
import { RenderedSource } from './renderedSource.ts';
import { ScrollSync } from './scrollSync.ts';
import { showInEditor } from './sourceEditor.ts';
import { findValue } from './valueInData.ts';

/** What a preview is to its source. */
export interface SourcePreview {
  readonly template: vscode.Uri;
  readonly column: vscode.ViewColumn | undefined;
  readonly isVisible: boolean;
  /** Of the mail that is shown. */
  readonly result: RenderResult | undefined;
  readonly onDidRender: vscode.Event<RenderResult>;
  readonly onDidReceive: vscode.Event<FromPreview>;
  post(message: ToPreview): void;
}

export interface PreviewSourceDeps {
  readonly renderer: TemplateRenderer;
  readonly log: Logger;
}

/** Leads from a preview to the source of what it shows, and from the cursor of the editor to the preview. */
export class PreviewSource extends Disposable {
  readonly #preview: SourcePreview;
  readonly #deps: PreviewSourceDeps;
  #indexes: SegmentIndexes | undefined;
  readonly #scrolling: ScrollSync;
  #known: { readonly result: RenderResult; readonly source: Promise<RenderedSource | undefined> } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #outlined = '';
  #isPageReady = false;
  /** To be revealed when there is something to be seen. */
  #wanted: { readonly document: vscode.TextDocument; readonly position: vscode.Position } | undefined;

  constructor(preview: SourcePreview, deps: PreviewSourceDeps) {
    super();
    this.#preview = preview;
    this.#deps = deps;
    this.#scrolling = this.register(new ScrollSync(preview, { source: () => this.#source(), log: deps.log }));
    this.register({ dispose: () => clearTimeout(this.#timer) });
    this.register(preview.onDidReceive((message) => this.#hear(message)));
    this.register(
      preview.onDidRender(() => {
        this.#outlineSoon(settledMs);
        this.#revealWanted();
      }),
    );
    this.register(vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#outlineSoon(cursorMs)));
    this.register(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.#outlineSoon(cursorMs);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.previewMarkEditorSelection)) this.#outlineSoon(0);
      }),
    );
  }

  /** Scrolls the preview to what a place in a document became, and selects it there; as soon as there is a mail. */
  async reveal(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    this.#wanted = undefined;
    if (this.#preview.result === undefined || !this.#isPageReady) {
      this.#wanted = { document, position };
      return;
    }
    const marks = await this.#marksAt(document, position);
    const notShown = vscode.l10n.t('Nothing of this place is shown in the preview.');
    if (marks.length > 0) this.#preview.post({ type: 'revealSource', marks });
    else void showInfo(notShown);
  }

  #revealWanted(): void {
    if (this.#wanted === undefined) return;
    const { document, position } = this.#wanted;
    void this.reveal(document, position).catch(logFailure(this.#deps.log, 'reveal in the preview'));
  }

  #hear(message: FromPreview): void {
    if (message.type === 'ready') {
      this.#outlined = '';
      this.#isPageReady = true;
      this.#outlineSoon(settledMs);
      this.#revealWanted();
    }
    const answered = this.#answer(message);
    if (answered !== undefined) void answered.catch(logFailure(this.#deps.log, 'source of the preview'));
  }

  #answer(message: FromPreview): Promise<void> | undefined {
    switch (message.type) {
      case 'goToSource':
        return this.#goTo(message);
      case 'describeMark':
        return this.#describe(message.mark);
      case 'openShownLink':
        return openLink(message.href);
      case 'copyLink':
        return Promise.resolve(vscode.env.clipboard.writeText(message.href));
      default:
        return undefined;
    }
  }

  /** Made when it is asked for, and once for each mail. */
  #source(): Promise<RenderedSource | undefined> {
    const { template, result } = this.#preview;
    if (result === undefined) return Promise.resolve(undefined);
    if (this.#known?.result !== result) {
      const { renderer } = this.#deps;
      const source = RenderedSource.read({
        template,
        result,
        renderer,
        indexes: (this.#indexes ??= new (loadSource().SegmentIndexes)()),
      });
      this.#known = { result, source };
    }
    return this.#known.source;
  }

  async #describe(markOfPage: string): Promise<void> {
    const found = await this.#find(markOfPage);
    if (found !== undefined) this.#tell({ mark: markOfPage, steps: stepsOf(found) });
  }

  async #find(text: string): Promise<FoundPlace | undefined> {
    const source = await this.#source();
    const mark = parseMark(text);
    const place = mark === undefined ? undefined : source?.map.placeOf(mark);
    return source === undefined || place === undefined ? undefined : { source, place };
  }

  async #goTo(message: Extract<FromPreviewSource, { type: 'goToSource' }>): Promise<void> {
    const { mark, target, keepsFocus } = message;
    const found = await this.#find(mark);
    if (found === undefined) {
      this.#tell({ mark, steps: [], note: vscode.l10n.t('Where this comes from is not known.') });
      return;
    }
    const { source, place } = found;
    const steps = stepsOf(found);
    if (target.kind === 'data') {
      const { template, result } = this.#preview;
      const around = message.around === undefined ? undefined : (await this.#find(message.around))?.place;
      const { value, writtenIn, note } = await findValue({ place, around, turn: target.turn, template, result });
      if (value !== undefined) await this.#show(value.document, value.range, keepsFocus);
      else if (writtenIn !== undefined) await this.#showPlace(source, writtenIn, keepsFocus);
      this.#tell({ mark, steps, ...(note === undefined ? {} : { note }) });
      return;
    }
    const places = [...place.chain, whole(place, message.before, source)];
    const stepsUp = target.kind === 'caller' ? target.stepsUp : 0;
    const shown = Math.max(places.length - 1 - stepsUp, 0);
    const wanted = places[shown];
    if (wanted !== undefined) await this.#showPlace(source, wanted, keepsFocus);
    const isUncalled = stepsUp > 0 && place.chain.length === 0;
    const note = isUncalled ? { note: vscode.l10n.t('This is in no partial and no include: nothing calls it.') } : {};
    this.#tell({ mark, steps, shown, ...note });
  }

  async #showPlace(source: RenderedSource, place: SourcePlace, keepsFocus: boolean): Promise<void> {
    const document = await vscode.workspace.openTextDocument(source.uriOf(place.file));
    await this.#show(document, source.rangeIn(document, place.file, place), keepsFocus);
  }

  async #show(document: vscode.TextDocument, range: vscode.Range, keepsFocus: boolean): Promise<void> {
    const { template, column } = this.#preview;
    // Whoever clicked looks at the preview: it stays where it is, whatever the editor has to do.
    this.#scrolling.expectScrolling();
    await showInEditor(document, range, { template, previewColumn: column, keepsFocus });
    this.#scrolling.expectScrolling();
  }

  #tell(source: DescribedSource): void {
    this.#preview.post({ type: 'describeSource', source });
  }

  #outlineSoon(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#outline().catch(logFailure(this.#deps.log, 'outline in the preview'));
    }, delayMs);
  }

  async #outline(): Promise<void> {
    if (!this.#preview.isVisible) return;
    const editor = vscode.window.activeTextEditor;
    const isWanted = readBoolean(settings.previewMarkEditorSelection, true);
    // Without an editor that is active, the one that was: the focus is in the preview.
    if (editor === undefined && isWanted) return;
    const marks =
      editor === undefined || !isWanted ? [] : await this.#marksAt(editor.document, editor.selection.active);
    if (this.isDisposed) return;
    const outlined = marks.join(' ');
    if (outlined === this.#outlined) return;
    this.#outlined = outlined;
    this.#preview.post({ type: 'markSource', marks });
  }

  async #marksAt(document: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
    const source = await this.#source();
    const file = source?.fileOf(document.uri);
    if (source === undefined || file === undefined) return [];
    const found = source.map.marksAt(file, source.offsetOf(document, file, position));
    return [...new Set(found.slice(0, maxInstances).map(({ mark }) => markText(mark)))];
  }
}

interface FoundPlace {
  readonly source: RenderedSource;
  readonly place: MarkedPlace;
}

function stepsOf({ source, place }: FoundPlace): DescribedSource['steps'] {
  return [...place.chain, place].map(({ file, start }) => ({
    fileName: path.basename(file),
    line: source.linesOf(file).positionAt(start).line + 1,
  }));
}

/** Of a text the one place that was pointed at; a tag and a value are selected as a whole. */
function whole(place: MarkedPlace, before: string, source: RenderedSource): SourcePlace {
  if (place.kind !== 'text') return place;
  const offset = offsetBehindText(source.textOf(place.file), place, before);
  return { file: place.file, start: offset, end: offset };
}

/** While somebody types, nothing of this is needed. */
const settledMs = 250;
const cursorMs = 60;
/** More outlines than these say nothing. */
const maxInstances = 300;
