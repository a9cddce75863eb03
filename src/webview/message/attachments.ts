import type { AttachmentView } from '../../core/inbox/messageView.ts';
import { element, icon } from '../page/element.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { visibleText } from '../page/visibleText.ts';
import { text } from './text.ts';

/** What is attached, by name, kind and size. Nothing is opened from here. */
export function attachmentList(attachments: readonly AttachmentView[]): HTMLUListElement {
  return element(
    'ul',
    { class: 'attachments', 'aria-label': text.attachments },
    ...attachments.map((attachment) =>
      element(
        'li',
        {
          class: 'attachment',
          title: attachment.isInline ? `${attachment.type}, ${text.inline}` : attachment.type,
        },
        icon(attachmentIcon(attachment)),
        element('bdi', { class: 'attachment-name' }, visibleText(attachment.name)),
        element('span', { class: 'attachment-size' }, formatBytes(attachment.sizeBytes, pageLanguage())),
      ),
    ),
  );
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
  ...['exe', 'msi', 'bat', 'cmd', 'com', 'scr', 'ps1', 'sh', 'app', 'jar', 'lnk', 'vbs'].map(
    (extension) => [extension, 'warning'] as const,
  ),
]);

function iconByType(type: string): string {
  if (/^(image|audio|video)\//.test(type)) return 'file-media';
  if (type === 'application/pdf') return 'file-pdf';
  if (type === 'text/calendar') return 'calendar';
  if (type === 'message/rfc822') return 'mail';
  return 'file';
}
