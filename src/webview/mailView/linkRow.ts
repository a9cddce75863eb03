import { linkAddress } from '../../protocol/linkAddress.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

export interface LinkActions {
  readonly onOpen: (href: string) => void;
  readonly onCopy: (href: string) => void;
}

/** The whole address of a link, and what can be done with it: only addresses of the web and of mail can be opened. */
export function linkRow(href: string, { onOpen, onCopy }: LinkActions): HTMLElement {
  const link = linkAddress(href);
  const reason =
    link.kind === 'incomplete'
      ? text.linkIncomplete
      : link.kind === 'refused'
        ? format(text.linkRefused, link.scheme)
        : undefined;
  const open = element('button', { type: 'button', class: 'link-button', onclick: () => onOpen(href) }, text.openLink);
  const copy = element(
    'button',
    { type: 'button', class: 'link-button', onclick: () => onCopy(link.url) },
    text.copyLink,
  );
  return element(
    'div',
    { class: 'source-link' },
    icon('link'),
    element('span', { class: 'source-address', tabindex: '0' }, link.url),
    reason !== undefined && element('span', { class: 'source-note' }, reason),
    element('span', { class: 'source-actions' }, reason === undefined && open, copy),
  );
}
