import type { FromPreview, PreviewState, PreviewTab, SentState, ToPreview } from '../../protocol/preview.ts';
import { PieceReceiver } from '../../protocol/shownPieces.ts';
import { MailFrame } from '../mailFrame/mailFrame.ts';
import { RemoteImagesBar } from '../mailFrame/remoteImagesBar.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format, formatCount } from '../page/localise.ts';
import { Tabs } from '../page/tabs.ts';
import { DataSetSelect } from './dataSetSelect.ts';
import { EngineButton } from './engineButton.ts';
import { InboxRow } from './inboxRow.ts';
import { firstProblem, stageOf, takeState, type GoodState, type PreviewModel } from './previewModel.ts';
import { problemPlace } from './problemList.ts';
import { ProblemsView } from './problemsView.ts';
import { parseSavedState, widthInPixels, type PreviewWidth, type SavedState } from './savedState.ts';
import { SizeMeter } from './sizeMeter.ts';
import { skeleton } from './skeleton.ts';
import { text } from './text.ts';
import { WidthControl } from './widthControl.ts';

/** The preview: builds its elements once and then changes what a new state changes. */
export class PreviewPage {
  readonly #host: Host<FromPreview>;
  #saved: SavedState;
  #model: PreviewModel = {};
  readonly #pieces = new PieceReceiver();

  readonly #heading = element('h1', { class: 'visually-hidden' }, text.preview);
  readonly #progress = element('div', { class: 'progress', hidden: true });
  readonly #dataSets = new DataSetSelect({
    onSelect: (name) => this.#host.post({ type: 'selectDataSet', name }),
    onEdit: () => this.#host.post({ type: 'editData' }),
  });
  readonly #widthControl = new WidthControl((width) => this.#changeWidth(width));
  readonly #engine = new EngineButton(() => this.#host.post({ type: 'selectEngine' }));
  readonly #sizeMeter = new SizeMeter();
  readonly #problems = new ProblemsView({
    onGo: ({ index }, revision) => this.#host.post({ type: 'goToProblem', revision, index }),
    onRetry: () => this.#host.post({ type: 'retry' }),
  });
  readonly #remoteImages = new RemoteImagesBar(text, (allowed) =>
    this.#host.post({ type: 'showRemoteImages', allowed }),
  );
  readonly #inboxRow = new InboxRow();
  readonly #waiting = skeleton();
  /** In the place of the mail when there is no template any more. */
  readonly #gone = element('div', { class: 'empty-state gone', hidden: true });
  readonly #stage = element('div', { class: 'mail-stage', tabindex: '0' });
  readonly #renderedPanel = element(
    'div',
    { class: 'panel' },
    this.#remoteImages.element,
    this.#inboxRow.element,
    this.#waiting,
    this.#problems.page,
    this.#gone,
    this.#stage,
  );
  readonly #plainText = element('pre', { class: 'plain-text', tabindex: '0' });
  readonly #textPanel = element('div', { class: 'panel' }, this.#plainText);
  readonly #linkAddress = element('div', { class: 'link-address', hidden: true, 'aria-hidden': 'true' });
  readonly #status = element('div', { class: 'visually-hidden', role: 'status' });
  readonly #tabs = new Tabs<PreviewTab>(
    text.views,
    [
      { id: 'rendered', label: text.rendered, panel: this.#renderedPanel },
      { id: 'text', label: text.plainText, panel: this.#textPanel },
    ],
    (tab) => this.#showTab(tab),
  );
  readonly #frame: MailFrame;
  /** What the extension knows to be shown. */
  #toldTab: PreviewTab = 'rendered';

  constructor(host: Host<FromPreview>, root: HTMLElement) {
    this.#host = host;
    this.#saved = parseSavedState(host.readState());
    root.append(this.#build());
    this.#frame = new MailFrame({
      title: text.mailFrame,
      scroller: this.#stage,
      onLink: (href) => this.#host.post({ type: 'openLink', href }),
      onLinkHover: (href) => this.#showLinkAddress(href),
    });
    this.#stage.append(this.#frame.element);
    this.#tabs.select(this.#saved.tab);
    this.#frame.restoreScroll(this.#saved.scrollTop);
    this.#rememberScroll();
    new ResizeObserver(() => this.#showWidth()).observe(this.#frame.element);
    this.#showWidth();
    this.#showStage();
  }

  handle(message: ToPreview): void {
    switch (message.type) {
      case 'show':
        this.#receive(message.state);
        return;
      case 'busy':
        this.#progress.hidden = false;
        return;
      case 'identity':
        this.#takeIdentity(message);
        return;
      case 'gone':
        this.#showGone(message.templateName);
        return;
    }
  }

  #receive({ mail, ...rest }: SentState): void {
    const pieces = mail === undefined ? undefined : this.#pieces.unpack(mail);
    if (mail !== undefined && pieces === undefined) this.#host.post({ type: 'lacksPieces' });
    else this.#take(pieces === undefined ? rest : { ...rest, mail: pieces });
  }

  #take(state: PreviewState): void {
    const model = takeState(this.#model, state);
    if (model === this.#model) return;
    this.#model = model;
    this.#progress.hidden = true;
    this.#gone.hidden = true;
    setText(this.#heading, format(text.previewOf, state.templateName));
    this.#dataSets.show(state);
    this.#engine.show(state.engine, state.engineReason);
    this.#problems.show(state, { hasMail: model.lastGood !== undefined });
    this.#showStage();
    setText(this.#status, statusText(state));
  }

  /** Kept for the time after a reload of the window. Another template starts at its top; a renamed one is the same mail. */
  #takeIdentity({ template, isLocked }: { readonly template: string; readonly isLocked: boolean }): void {
    const isAnother = this.#saved.template !== undefined && this.#saved.template !== template;
    const isFresh = this.#model.newest === undefined;
    this.#save({ template, isLocked, ...(isAnother && isFresh ? { scrollTop: 0 } : {}) });
    if (isAnother && isFresh) this.#frame.restoreScroll(0);
  }

  #showGone(templateName: string): void {
    const title = format(text.goneTitle, templateName);
    this.#model = {};
    this.#progress.hidden = true;
    this.#gone.replaceChildren(icon('trash'), element('h2', {}, title), element('p', {}, text.goneHint));
    this.#gone.hidden = false;
    this.#showStage();
    this.#problems.clear();
    setText(this.#status, title);
  }

  #showStage(): void {
    const stage = stageOf(this.#model);
    this.#waiting.hidden = stage.kind !== 'waiting' || !this.#gone.hidden;
    this.#problems.page.hidden = stage.kind !== 'failed';
    this.#stage.hidden = stage.kind === 'waiting' || stage.kind === 'failed';
    this.#renderedPanel.classList.toggle('is-stale', stage.kind === 'stale');
    this.#textPanel.classList.toggle('is-stale', stage.kind === 'stale');
    if (stage.kind === 'mail') this.#showMail(stage.mail);
    // No text of it will come any more.
    if (stage.kind === 'stale' && stage.mail.text === undefined) setText(this.#plainText, '');
  }

  #showMail(mail: GoodState): void {
    const { remoteImageCount } = this.#frame.show(mail.mail, mail);
    this.#remoteImages.show(remoteImageCount, mail.remoteImages);
    this.#sizeMeter.show(mail.htmlBytes);
    this.#inboxRow.show(mail);
    const hasText = mail.text !== undefined && mail.text.trim() !== '';
    setText(this.#plainText, hasText ? mail.text : mail.text === undefined ? text.waiting : text.noText);
    this.#plainText.classList.toggle('is-empty', !hasText);
    this.#showWidth();
  }

  /** Making the text of a mail takes as long as the mail: the extension leaves it out as long as nobody sees it. */
  #showTab(tab: PreviewTab): void {
    this.#save({ tab });
    if (tab !== this.#toldTab) this.#host.post({ type: 'showTab', tab });
    this.#toldTab = tab;
  }

  #changeWidth(width: PreviewWidth): void {
    this.#save({ width });
    this.#showWidth();
  }

  #showWidth(): void {
    const { width } = this.#saved;
    this.#frame.setWidth(widthInPixels(width));
    this.#widthControl.show(width, widthInPixels(width) ?? this.#frame.element.clientWidth);
  }

  #showLinkAddress(href: string | undefined): void {
    this.#linkAddress.hidden = href === undefined;
    setText(this.#linkAddress, href ?? '');
  }

  #rememberScroll(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.#stage.addEventListener(
      'scroll',
      () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.#save({ scrollTop: this.#stage.scrollTop }), 200);
      },
      { passive: true },
    );
  }

  #save(change: Partial<SavedState>): void {
    this.#saved = { ...this.#saved, ...change };
    this.#host.writeState(this.#saved);
  }

  #build(): HTMLElement {
    const send = element(
      'button',
      {
        type: 'button',
        class: 'button primary send',
        title: text.sendTooltip,
        onclick: () => this.#host.post({ type: 'send' }),
      },
      icon('send'),
      element('span', {}, text.send),
    );
    return element(
      'main',
      { class: 'page' },
      this.#heading,
      this.#progress,
      element('div', { class: 'bar bar-what' }, this.#dataSets.element, this.#widthControl.element, send),
      element(
        'div',
        { class: 'bar bar-view' },
        this.#tabs.element,
        element(
          'div',
          { class: 'group bar-end' },
          this.#problems.button,
          this.#engine.element,
          this.#sizeMeter.element,
        ),
      ),
      this.#problems.banner,
      this.#problems.list,
      this.#renderedPanel,
      this.#textPanel,
      this.#linkAddress,
      this.#status,
    );
  }
}

/** What a screen reader says after a render. */
function statusText(state: PreviewState): string {
  const first = firstProblem(state.problems);
  if (first === undefined) return text.statusOk;
  const count = formatCount(state.problems.length, text.problemsOne, text.problemsMany);
  return state.mail === undefined ? `${problemPlace(first)} ${first.message}` : count;
}
