import type { PreviewProblem } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { problemList } from './problemList.ts';
import { text } from './text.ts';

export interface MissingListActions {
  readonly onGo: (problem: PreviewProblem) => void;
  readonly onAdd: (problem: PreviewProblem) => void;
  /** Looked at; undefined: no longer. */
  readonly onLook: (problem: PreviewProblem | undefined) => void;
}

/** Problems with the template, and below them, with a way to mend each, the values that it has no data for. */
export function listOfAll(problems: readonly PreviewProblem[], actions: MissingListActions): readonly HTMLElement[] {
  const missing = problems.filter(isMissing);
  const others = problems.filter((problem) => !isMissing(problem));
  return [
    ...(others.length === 0 ? [] : [problemList(others, actions.onGo)]),
    ...(missing.length === 0 ? [] : [missingList(missing, actions)]),
  ];
}

function isMissing({ code }: PreviewProblem): boolean {
  return code === 'missing-data';
}

function missingList(problems: readonly PreviewProblem[], actions: MissingListActions): HTMLElement {
  const list = problemList(problems, actions.onGo);
  list.setAttribute('aria-label', text.missingValues);
  for (const [index, item] of [...list.children].entries()) {
    const problem = problems[index];
    if (problem === undefined) continue;
    const look = (): void => actions.onLook(problem);
    const leave = (): void => actions.onLook(undefined);
    item.classList.add('missing-value');
    for (const name of ['pointerenter', 'focusin']) item.addEventListener(name, look);
    for (const name of ['pointerleave', 'focusout']) item.addEventListener(name, leave);
    // What Handlebars itself provides, like `@index`, is no data.
    const { expression } = problem;
    if (expression !== undefined && !/^@(?!root[./])/.test(expression))
      item.append(addButton(expression, () => actions.onAdd(problem)));
  }
  return element('section', { class: 'missing-values' }, element('h2', {}, text.missingValues), list);
}

function addButton(expression: string, onAdd: () => void): HTMLElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'link-button add-value',
      title: text.addToDataTooltip,
      'aria-label': format(text.addValueToData, expression),
      onclick: onAdd,
    },
    icon('add'),
    text.addToData,
  );
}
