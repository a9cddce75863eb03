import type { PreviewProblem } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

/** One button a problem; choosing one goes to its place in the template. */
export function problemList(
  problems: readonly PreviewProblem[],
  onGo: (problem: PreviewProblem) => void,
): HTMLUListElement {
  return element(
    'ul',
    { class: 'problem-list', 'aria-label': text.problemList },
    ...problems.map((problem) => element('li', {}, problemButton(problem, onGo))),
  );
}

function problemButton(problem: PreviewProblem, onGo: (problem: PreviewProblem) => void): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'problem', onclick: () => onGo(problem) },
    severityIcon(problem.severity),
    element('span', { class: 'visually-hidden' }, `${text[problem.severity]}: `),
    element('span', { class: 'problem-message' }, problem.message),
    ' ',
    element('span', { class: 'problem-place' }, problemPlace(problem)),
  );
}

/** As people write it: the last part of the path is what they look for, and lines count from one. */
export function problemPlace(problem: PreviewProblem): string {
  return format('{0}:{1}', problem.fileName, problem.start.line + 1);
}

export function severityIcon(severity: PreviewProblem['severity']): HTMLElement {
  const found = icon(severity);
  found.classList.add(`severity-${severity}`);
  return found;
}
