import type * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import type { RenderResult, Severity } from '../../core/render/renderResult.ts';
import { Disposable } from '../../host/disposable.ts';
import { logFailure } from '../../host/logFailure.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { maxGridSets } from '../../protocol/preview.ts';
import type { PreviewPanel } from './previewPanel.ts';

export interface DataGridDeps {
  readonly renderer: TemplateRenderer;
  readonly log: Logger;
}

/** Renders the mail with each of its data sets, one after the other, as long as the page of a preview shows them all. */
export class DataGrid extends Disposable {
  readonly #panel: PreviewPanel;
  readonly #deps: DataGridDeps;
  #isShown = false;
  /** Rendered while nobody could see it: to be done when it shows again. */
  #isOutdated = false;
  /** Whatever is still under way of an earlier round is not wanted. */
  #round = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(panel: PreviewPanel, deps: DataGridDeps) {
    super();
    this.#panel = panel;
    this.#deps = deps;
    this.register({ dispose: () => this.#stop() });
    this.register(
      panel.onDidReceive((message) => {
        if (message.type === 'ready') this.#show(false);
        else if (message.type === 'showGrid') this.#show(message.isShown);
      }),
    );
    // A key changes all of the mails; the one that is looked at goes first.
    this.register(panel.onDidRender(() => this.#renderIn(pauseMs)));
    this.register(panel.onDidChange(() => this.#isOutdated && this.#renderIn(pauseMs)));
  }

  #show(isShown: boolean): void {
    this.#isShown = isShown;
    if (isShown) this.#renderIn(0);
    else this.#stop();
  }

  #stop(): void {
    this.#round++;
    clearTimeout(this.#timer);
  }

  #renderIn(delayMs: number): void {
    if (!this.#isShown) return;
    this.#stop();
    this.#isOutdated = !this.#panel.isVisible;
    if (this.#isOutdated) return;
    this.#timer = setTimeout(() => {
      this.#render().catch(logFailure(this.#deps.log, 'data sets'));
    }, delayMs);
  }

  async #render(): Promise<void> {
    const round = this.#round;
    const { template, shown } = this.#panel;
    let isStopped = false;
    for (const { name } of (shown?.dataSets ?? []).slice(0, maxGridSets)) {
      const result: RenderResult | 'superseded' | undefined = isStopped
        ? undefined
        : await this.#renderWith(template, name);
      if (this.isDisposed || round !== this.#round) return;
      if (result === 'superseded') return;
      // What does not come to its end with one set rarely does with another, and each try ends a process.
      isStopped ||= result === undefined;
      this.#panel.post({ type: 'gridCell', cell: { dataSet: name, isStopped, ...describe(result) } });
      this.#isOutdated = !this.#panel.isVisible;
      if (this.#isOutdated) return;
    }
  }

  /** Undefined when the process gave nothing. */
  async #renderWith(template: vscode.Uri, dataSet: string): Promise<RenderResult | 'superseded' | undefined> {
    const outcome = await this.#deps.renderer.render(template, `grid ${dataSet}`, { dataSet, wantsText: false });
    if (outcome.kind === 'superseded') return 'superseded';
    return outcome.kind === 'stopped' ? undefined : outcome.result;
  }
}

function describe(result: RenderResult | undefined): {
  readonly html?: string;
  readonly problemCount: number;
  readonly severity?: Severity;
} {
  if (result === undefined) return { problemCount: 0 };
  const { html, problems } = result;
  const severity = severities.find((each) => problems.some((problem) => problem.severity === each));
  return {
    ...(html === undefined ? {} : { html }),
    problemCount: problems.length,
    ...(severity === undefined ? {} : { severity }),
  };
}

/** The worst first. */
const severities: readonly Severity[] = ['error', 'warning', 'info'];

const pauseMs = 300;
