import type { PartView } from '../../core/inbox/messageView.ts';
import { element, icon } from '../page/element.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { attachmentIcon } from './attachments.ts';
import { text } from './text.ts';

export interface PartActions {
  readonly onOpen: (index: number) => void;
  readonly onSave: (index: number) => void;
}

/** The message as what it is made of: each part with its kind, its size, and what can be done with it. */
export function partsTree(root: PartView, actions: PartActions): HTMLElement {
  return element('ul', { class: 'parts' }, partItem(root, actions));
}

function partItem(part: PartView, actions: PartActions): HTMLLIElement {
  const isContainer = part.type.startsWith('multipart/');
  const name = part.name ?? part.type;
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'part' },
      icon(
        part.isDangerous
          ? 'warning'
          : isContainer
            ? 'folder'
            : attachmentIcon({ name: part.name ?? '', type: part.type }),
      ),
      element(
        'span',
        { class: 'part-text' },
        element(
          'span',
          { class: 'part-name', ...(part.isDangerous ? { title: text.partDangerous } : {}) },
          element('bdi', {}, visibleText(name)),
        ),
        element(
          'span',
          { class: 'part-facts' },
          ...factsOf(part).map((fact) => element('span', {}, visibleText(fact))),
        ),
      ),
      !isContainer &&
        element(
          'span',
          { class: 'part-actions' },
          action('go-to-file', format(text.openPart, visibleText(name)), () => actions.onOpen(part.index)),
          action('save', format(text.savePart, visibleText(name)), () => actions.onSave(part.index)),
        ),
    ),
    part.children.length > 0 && element('ul', {}, ...part.children.map((child) => partItem(child, actions))),
  );
}

function factsOf(part: PartView): readonly string[] {
  const { type, name, disposition, encoding, charset, contentId } = part;
  return [
    ...(name === undefined ? [] : [type]),
    formatBytes(part.sizeBytes, pageLanguage()),
    ...(disposition === undefined ? [] : [disposition === 'inline' ? text.partInline : text.partAttachment]),
    ...(charset === undefined ? [] : [charset]),
    ...(encoding === undefined ? [] : [encoding]),
    ...(contentId === undefined ? [] : [`cid:${contentId}`]),
  ];
}

function action(iconName: string, label: string, onclick: () => void): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick },
    icon(iconName),
  );
}
