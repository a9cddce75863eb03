import type { MailOutput } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { text } from './text.ts';

type OnOutput = (output: MailOutput) => void;

/** The html is read in an editor, which has colours, search and folding; here is the way there. */
export function htmlTab(onOutput: OnOutput): HTMLElement {
  return outputTab('code', { title: text.htmlTitle, hint: text.htmlHint }, [
    button('split-horizontal', text.openHtml, () => onOutput('openHtml'), true),
    button('copy', text.copyHtml, () => onOutput('copyHtml')),
    button('export', text.exportHtml, () => onOutput('exportHtml')),
  ]);
}

export function messageTab(onOutput: OnOutput): HTMLElement {
  return outputTab('mail', { title: text.messageTitle, hint: text.messageHint }, [
    button('split-horizontal', text.openMessage, () => onOutput('openMessage'), true),
    button('export', text.exportEml, () => onOutput('exportEml')),
    button('export', text.exportText, () => onOutput('exportText')),
  ]);
}

function outputTab(
  iconName: string,
  { title, hint }: { readonly title: string; readonly hint: string },
  buttons: readonly HTMLElement[],
): HTMLElement {
  return element(
    'div',
    { class: 'empty-state' },
    icon(iconName),
    element('h2', {}, title),
    element('p', {}, hint),
    element('div', { class: 'output-buttons' }, ...buttons),
  );
}

function button(iconName: string, label: string, onClick: () => void, isPrimary = false): HTMLElement {
  return element(
    'button',
    { type: 'button', class: isPrimary ? 'button primary' : 'button', onclick: onClick },
    icon(iconName),
    label,
  );
}
