import type {
  FromPreview,
  PreviewState,
  PreviewTab,
  SentState,
  ShownMailState,
  ToPreview,
} from '../../protocol/preview.ts';
import { PieceReceiver } from '../../protocol/shownPieces.ts';
import { MailFrame } from '../mailFrame/mailFrame.ts';
import { RemoteImagesBar } from '../mailFrame/remoteImagesBar.ts';
import { AfterDrawing } from '../page/afterDrawing.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format, formatCount } from '../page/localise.ts';
import type { MenuEntry } from '../page/menu.ts';
import { Toolbar } from '../page/toolbar.ts';
import { DataGrid } from './dataGrid.ts';
import { DataSetSelect } from './dataSetSelect.ts';
import { EngineEntry } from './engineEntry.ts';
import { EmptyStage } from './emptyStage.ts';
import { MailTabs } from './mailTabs.ts';
import { pictureEntry } from './pictureEntry.ts';
import { firstProblem, stageOf, takeState, type GoodState, type PreviewModel } from './previewModel.ts';
import { problemPlace } from './problemList.ts';
import { ProblemsView } from './problemsView.ts';
import { MissingPlaces } from './missingPlaces.ts';
import { MailView } from '../mailView/mailView.ts';
import { parseSavedState, type SavedState } from './savedState.ts';
import { SourceView } from './sourceView.ts';
import { StateMeter } from './stateMeter.ts';
import { skeleton } from './skeleton.ts';
import { text } from './text.ts';

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
    onToggleAll: () => this.#grid.toggle(),
  });
  readonly #grid = new DataGrid({
    onChoose: (name) => this.#host.post({ type: 'selectDataSet', name }),
    onCreate: () => this.#host.post({ type: 'editData' }),
    onDidToggle: (isShown) => this.#showGrid(isShown),
  });
  readonly #engine = new EngineEntry(() => this.#host.post({ type: 'selectEngine' }));
  readonly #meter = new StateMeter();
  readonly #problems = new ProblemsView({
    onGo: ({ index }, revision) => this.#host.post({ type: 'goToProblem', revision, index }),
    onRetry: () => this.#host.post({ type: 'retry' }),
    onAdd: ({ index }, revision) => this.#host.post({ type: 'addMissing', revision, index }),
    onLook: (problem, revision) => this.#missing.look(problem?.index, revision),
  });
  readonly #missing = new MissingPlaces({
    frame: () => this.#frame,
    onLook: (index, revision) => this.#host.post({ type: 'findMissing', revision, index }),
  });
  readonly #remoteImages = new RemoteImagesBar(text, (allowed) =>
    this.#host.post({ type: 'showRemoteImages', allowed }),
  );
  readonly #empty = new EmptyStage(() => this.#host.post({ type: 'retry' }));
  readonly #waiting = skeleton();
  readonly #stage = element('div', { class: 'mail-stage', tabindex: '0' });
  readonly #view = new MailView({
    frame: () => this.#frame,
    stage: this.#stage,
    state: () => this.#saved,
    save: (change) => this.#save(change),
    redraw: () => this.#showStage(),
  });
  readonly #renderedPanel = element(
    'div',
    { class: 'panel' },
    this.#remoteImages.element,
    this.#waiting,
    this.#empty.element,
    this.#problems.page,
    this.#view.notice.element,
    this.#stage,
    this.#grid.element,
  );
  readonly #tabs = new MailTabs({
    rendered: this.#renderedPanel,
    onSelect: (tab) => this.#showTab(tab),
    onOutput: (type) => this.#host.post({ type }),
  });
  #counted: ShownMailState | undefined;
  readonly #rest = new AfterDrawing(() => this.#showRest());
  readonly #linkAddress = element('div', { class: 'link-address', hidden: true, 'aria-hidden': 'true' });
  readonly #status = element('div', { class: 'visually-hidden', role: 'status' });
  readonly #send = element(
    'button',
    {
      type: 'button',
      class: 'button primary send',
      title: text.sendTooltip,
      onclick: () => this.#host.post({ type: 'send' }),
    },
    icon('send'),
    element('span', { class: 'send-label' }, text.send),
  );
  /** What is asked of a preview, in this order: with which data, where, how; then what to do with it. */
  readonly #toolbar = new Toolbar({
    label: text.toolbar,
    groups: [
      { group: this.#dataSets, keep: 4 },
      { group: this.#view.width, keep: 3 },
      { group: this.#view.zoom, keep: 1 },
      { group: this.#view.look, keep: 2 },
    ],
    end: this.#send,
    more: text.more,
    moreEntries: () => this.#moreEntries(),
  });
  readonly #frame: MailFrame;
  readonly #source: SourceView;
  /** What the extension knows to be shown. */
  #toldTab: PreviewTab = 'rendered';
  readonly #firstDrawing = new AfterDrawing(() => this.#host.post({ type: 'drawn' }));
  #hasDrawn = false;

  constructor(host: Host<FromPreview>, root: HTMLElement) {
    this.#host = host;
    this.#saved = parseSavedState(host.readState());
    root.append(this.#build());
    this.#frame = new MailFrame({
      title: text.mailFrame,
      scroller: this.#stage,
      // Links are selected, and opened from the label beside them.
      onLink: () => undefined,
      onLinkHover: (href) => this.#showLinkAddress(href),
      onDidPatch: () => {
        this.#view.didPatch();
        this.#source.didPatch();
        this.#showRemoteImages();
      },
    });
    this.#stage.append(this.#frame.element);
    this.#source = new SourceView({ host, frame: this.#frame, scroller: this.#stage });
    this.#tabs.select(this.#saved.tab);
    this.#frame.restoreScroll(this.#saved.scrollTop);
    this.#rememberScroll();
    this.#view.start();
    this.#showStage();
    // What was posted while the page was made can be lost, where the editor was moved meanwhile.
    setTimeout(() => this.#model.newest ?? host.post({ type: 'lacksPieces' }), patienceMs);
  }

  handle(message: ToPreview): void {
    if (message.type !== 'show') this.#settle();
    switch (message.type) {
      case 'show':
        this.#receive(message.state);
        return;
      case 'showDevices':
        this.#view.showDevices(message.devices);
        this.#grid.showDevices(message.devices);
        return;
      case 'missingMarks':
        if (message.revision === this.#model.newest?.revision) this.#missing.take(message.index, message.marks);
        return;
      case 'gridCell':
        this.#grid.take(message.cell);
        return;
      case 'busy':
        this.#progress.hidden = false;
        return;
      case 'mailState':
        this.#counted = message.state;
        this.#meter.showCounted(message.state);
        this.#showInbox();
        return;
      case 'identity':
        this.#takeIdentity(message);
        return;
      case 'gone':
        this.#showGone(message.templateName);
        return;
      default:
        this.#source.handle(message);
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
    const isMail = stageOf(model).kind === 'mail' && stageOf(this.#model).kind === 'mail' && !this.#stage.hidden;
    this.#model = model;
    if (state.mail !== undefined && model.lastGood !== undefined) this.#showMail(model.lastGood);
    // Whoever types looks at the mail: what is around it can wait until that is drawn.
    if (isMail) this.#rest.ask();
    else this.#showRest();
    if (this.#hasDrawn) return;
    this.#hasDrawn = true;
    this.#firstDrawing.ask();
  }

  /** What comes next finds everything as the newest mail has it. */
  #settle(): void {
    this.#frame.settle();
    this.#rest.now();
  }

  /** All that is said of the newest state around the mail. */
  #showRest(): void {
    const state = this.#model.newest;
    if (state === undefined) return;
    this.#progress.hidden = true;
    setText(this.#heading, format(text.previewOf, state.templateName));
    this.#dataSets.show(state);
    this.#grid.show(state);
    this.#engine.show(state.engine, state.engineReason);
    this.#problems.show(state, { hasMail: this.#model.lastGood !== undefined });
    this.#arrangeStage();
    setText(this.#status, statusText(state));
  }

  /** Kept for the time after a reload of the window. Another mail starts at its top; a renamed one is the same mail. */
  #takeIdentity({ template, isLocked, isAnother }: Extract<ToPreview, { readonly type: 'identity' }>): void {
    const isOther = this.#saved.template !== undefined && this.#saved.template !== template;
    const isFreshOther = isOther && this.#model.newest === undefined;
    this.#save({ template, isLocked, ...(isFreshOther || isAnother === true ? { scrollTop: 0 } : {}) });
    if (isFreshOther) this.#frame.restoreScroll(0);
  }

  #showGone(templateName: string): void {
    const title = format(text.goneTitle, templateName);
    this.#model = {};
    this.#grid.close();
    this.#progress.hidden = true;
    this.#showStage();
    this.#waiting.hidden = true;
    this.#empty.showGone(templateName);
    this.#problems.clear();
    setText(this.#status, title);
  }

  #showStage(): void {
    this.#arrangeStage();
    const stage = stageOf(this.#model);
    if (stage.kind === 'mail') this.#showMail(stage.mail);
  }

  /** Which of mail, problems and notices there is room for, and what is said of the mail. */
  #arrangeStage(): void {
    const stage = stageOf(this.#model);
    const state = this.#model.newest;
    const isEmpty = state !== undefined && this.#empty.show(state, { hasMail: this.#model.lastGood !== undefined });
    this.#waiting.hidden = stage.kind !== 'waiting';
    this.#problems.page.hidden = stage.kind !== 'failed' || isEmpty;
    this.#stage.hidden = stage.kind === 'waiting' || stage.kind === 'failed' || isEmpty;
    this.#renderedPanel.classList.toggle('is-stale', stage.kind === 'stale');
    this.#tabs.markStale(stage.kind === 'stale' ? stage.mail : undefined);
    if (stage.kind === 'mail') this.#showAbout(stage.mail);
  }

  #showMail(mail: GoodState): void {
    this.#frame.show(mail.mail, { ...mail, ...this.#view.optionsFor(mail.mail) });
  }

  #showRemoteImages(): void {
    this.#remoteImages.show(this.#frame.remoteImageCount, this.#model.lastGood?.remoteImages === true);
  }

  #showAbout(mail: GoodState): void {
    this.#showRemoteImages();
    this.#meter.show(mail.htmlBytes);
    this.#showInbox();
    this.#tabs.showText(mail);
    this.#view.showNotice();
  }

  #showInbox(): void {
    const mail = this.#model.lastGood;
    if (mail !== undefined) this.#tabs.showInbox(mail, this.#counted);
  }

  /** Making the text of a mail takes as long as the mail: the extension leaves it out as long as nobody sees it. */
  #showTab(tab: PreviewTab): void {
    this.#save({ tab });
    this.#showInbox();
    if (tab !== this.#toldTab) this.#host.post({ type: 'showTab', tab });
    this.#toldTab = tab;
  }

  #showGrid(isShown: boolean): void {
    this.#renderedPanel.classList.toggle('shows-grid', isShown);
    this.#dataSets.showAll(isShown);
    if (isShown) this.#tabs.select('rendered');
    else this.#dataSets.focusAll();
    this.#host.post({ type: 'showGrid', isShown });
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

  #moreEntries(): readonly MenuEntry[] {
    return [this.#engine.menuEntry(), pictureEntry(this.#frame, (message) => this.#host.post(message))];
  }

  #build(): HTMLElement {
    return element(
      'main',
      { class: 'page' },
      this.#heading,
      this.#progress,
      this.#toolbar.element,
      element(
        'div',
        { class: 'bar bar-view' },
        this.#tabs.element,
        element('div', { class: 'group bar-end' }, this.#problems.button, this.#meter.element),
      ),
      this.#problems.banner,
      this.#problems.list,
      ...this.#tabs.panels,
      this.#linkAddress,
      this.#status,
    );
  }
}

/** Longer than a page takes to hear of a mail that is there; of one that is not, asking costs nothing. */
const patienceMs = 1000;

/** What a screen reader says after a render. */
function statusText(state: PreviewState): string {
  const first = firstProblem(state.problems);
  if (first === undefined) return text.statusOk;
  const count = formatCount(state.problems.length, text.problemsOne, text.problemsMany);
  return state.mail === undefined ? `${problemPlace(first)} ${first.message}` : count;
}
