import type { AttachmentView } from '../../core/inbox/messageView.ts';
import { element, icon } from '../page/element.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { openMenu } from '../page/menu.ts';
import { closePopupOf } from '../page/popup.ts';
import { visibleText } from '../page/visibleText.ts';
import { foldedList } from './foldedList.ts';
import type { PartActions } from './partsTab.ts';
import { text } from './text.ts';

/** What is attached, by name, kind and size. Nothing is opened before somebody asks for it. */
export function attachmentList(
  attachments: readonly AttachmentView[],
  { onSaveAll, ...actions }: PartActions & { readonly onSaveAll: () => void },
): HTMLUListElement {
  const list = foldedList(
    { label: text.attachments, class: 'attachments', most: shownAttachments },
    attachments.map((attachment) => element('li', {}, attachmentButton(attachment, actions))),
  );
  if (attachments.length > 1) {
    const saveAll = element('button', { type: 'button', class: 'link-button', onclick: onSaveAll }, text.saveAll);
    list.append(element('li', {}, saveAll));
  }
  return list;
}

/** More would push the mail off the page. */
const shownAttachments = 12;

function attachmentButton(attachment: AttachmentView, { onOpen, onSave }: PartActions): HTMLElement {
  const { index, name, type, sizeBytes, isInline, isDangerous } = attachment;
  const shown = visibleText(name);
  const facts = [type, ...(isInline ? [text.inline] : []), ...(isDangerous ? [text.partDangerous] : [])].join(', ');
  const button = element(
    'button',
    {
      type: 'button',
      class: 'attachment',
      title: visibleText(facts),
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: () => {
        if (closePopupOf(button)) return;
        openMenu(button, shown, [
          { label: text.open, icon: 'go-to-file', run: () => onOpen(index) },
          { label: text.save, icon: 'save', run: () => onSave(index) },
        ]);
      },
    },
    icon(isDangerous ? 'warning' : attachmentIcon(attachment)),
    element('bdi', { class: 'attachment-name' }, shown),
    ' ',
    element('span', { class: 'attachment-size' }, formatBytes(sizeBytes, pageLanguage())),
    icon('chevron-down'),
  );
  return button;
}

/** By the name first: that is what decides what happens when the file is opened, whatever type the message claims. */
export function attachmentIcon({ name, type }: Pick<AttachmentView, 'name' | 'type'>): string {
  const extension = /\.([a-z\d]+)$/i.exec(name.trim())?.[1]?.toLowerCase() ?? '';
  return iconsByExtension.get(extension) ?? iconByType(type.toLowerCase());
}

const iconsByExtension: ReadonlyMap<string, string> = new Map([
  ['pdf', 'file-pdf'],
  ...['zip', 'gz', 'tgz', '7z', 'rar', 'tar', 'xz'].map((extension) => [extension, 'file-zip'] as const),
  ...['png', 'jpg', 'jpeg', 'gif', 'webp', 'svg', 'heic', 'mp3', 'mp4', 'mov', 'wav'].map(
    (extension) => [extension, 'file-media'] as const,
  ),
  ...['html', 'htm', 'json', 'xml', 'js', 'css', 'ts'].map((extension) => [extension, 'file-code'] as const),
  ...['ics', 'vcs'].map((extension) => [extension, 'calendar'] as const),
  ['eml', 'mail'],
  ['csv', 'table'],
  ['xls', 'table'],
  ['xlsx', 'table'],
]);

function iconByType(type: string): string {
  if (/^(image|audio|video)\//.test(type)) return 'file-media';
  if (type === 'application/pdf') return 'file-pdf';
  if (type === 'text/calendar') return 'calendar';
  if (type === 'message/rfc822') return 'mail';
  return 'file';
}
