import type { PreviewProblem, PreviewState } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { formatCount } from '../page/localise.ts';
import { firstProblem } from './previewModel.ts';
import { listOfAll } from './missingList.ts';
import { problemList, problemPlace, severityIcon } from './problemList.ts';
import { text } from './text.ts';

export interface ProblemsViewDeps {
  readonly onGo: (problem: PreviewProblem, revision: number) => void;
  /** Render once more what was stopped. */
  readonly onRetry: () => void;
  /** Adds a value to the data that it is missing in. */
  readonly onAdd: (problem: PreviewProblem, revision: number) => void;
  /** Shows where in the mail a missing value belongs; undefined: nothing any more. */
  readonly onLook: (problem: PreviewProblem | undefined, revision: number) => void;
}

/** What is wrong with the template, in the one place that suits: a number with a list behind it, a banner, or the whole page. */
export class ProblemsView {
  readonly button = element('button', {
    type: 'button',
    class: 'quiet-button problems-button',
    'aria-controls': 'problems',
    title: text.problemList,
    hidden: true,
    onclick: () => this.#toggle(),
  });
  readonly list = element('div', { id: 'problems', class: 'problems', hidden: true });
  readonly banner = element('div', { class: 'banner', hidden: true });
  /** In the place of the mail, until there has been one. */
  readonly page = element('div', { class: 'empty-state', hidden: true });
  readonly #deps: ProblemsViewDeps;
  #isOpen = false;

  constructor(deps: ProblemsViewDeps) {
    this.#deps = deps;
  }

  /** There is no template that could have any. */
  clear(): void {
    this.button.hidden = this.banner.hidden = this.page.hidden = true;
    this.#showList();
  }

  /** `hasMail`: whether a mail is on the page, of this render or an earlier one. */
  show(state: PreviewState, { hasMail }: { readonly hasMail: boolean }): void {
    const { problems } = state;
    const go = (problem: PreviewProblem): void => this.#deps.onGo(problem, state.revision);
    const first = firstProblem(problems);
    if (first === undefined) this.#isOpen = false;
    const hadFocus = this.list.contains(document.activeElement);
    this.#deps.onLook(undefined, state.revision);
    this.list.replaceChildren(
      ...listOfAll(problems, {
        onGo: go,
        onAdd: (problem) => this.#deps.onAdd(problem, state.revision),
        onLook: (problem) => this.#deps.onLook(problem, state.revision),
      }),
    );
    // The list was made again: whoever was in it with the keyboard stays in it.
    if (hadFocus) this.list.querySelector('button')?.focus();
    this.button.replaceChildren(...(first === undefined ? [] : buttonContent(first, problems.length)));
    this.button.hidden = first === undefined || !hasMail;
    this.banner.replaceChildren(...(first === undefined ? [] : bannerContent(first, this.#wayOut(state, first))));
    this.banner.hidden = first === undefined || !hasMail || state.mail !== undefined;
    this.page.replaceChildren(
      icon('error'),
      element('h2', {}, text.failedTitle),
      element('p', {}, state.stopped === undefined ? text.failedHint : text.stoppedHint),
      ...(state.stopped === undefined
        ? []
        : [element('button', { type: 'button', class: 'button primary', onclick: this.#deps.onRetry }, text.tryAgain)]),
      problemList(problems, go),
    );
    this.#showList();
  }

  /** Nothing is wrong at a place that one could go to when the process gave up. */
  #wayOut(state: PreviewState, first: PreviewProblem): WayOut {
    return state.stopped === undefined
      ? { label: text.goToProblem, take: () => this.#deps.onGo(first, state.revision) }
      : { label: text.tryAgain, take: this.#deps.onRetry };
  }

  #toggle(): void {
    this.#isOpen = !this.#isOpen;
    this.#showList();
  }

  #showList(): void {
    this.list.hidden = !this.#isOpen || this.button.hidden;
    this.button.setAttribute('aria-expanded', String(this.#isOpen));
  }
}

interface WayOut {
  readonly label: string;
  readonly take: () => void;
}

function buttonContent(first: PreviewProblem, count: number): readonly HTMLElement[] {
  return [
    severityIcon(first.severity),
    // Two ways to say the same; the style sheet shows the one there is room for.
    element('span', { class: 'wide' }, formatCount(count, text.problemsOne, text.problemsMany)),
    element('span', { class: 'narrow', 'aria-hidden': 'true' }, String(count)),
    icon('chevron-down'),
  ];
}

function bannerContent(first: PreviewProblem, { label, take }: WayOut): readonly HTMLElement[] {
  return [
    severityIcon(first.severity),
    element(
      'button',
      { type: 'button', class: 'banner-problem', title: text.lastGood, onclick: take },
      element('span', { class: 'banner-place' }, problemPlace(first)),
      ' ',
      element('span', { class: 'banner-message' }, first.message),
    ),
    element('button', { type: 'button', class: 'link-button', onclick: take }, label),
  ];
}
