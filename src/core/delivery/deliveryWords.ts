import { sentence, type Words } from '../sentence.ts';
import type { KeptDelivery } from './keptDelivery.ts';
import type { FolderPlace } from './mailbox.ts';

/** `the inbox`, or what kind of folder it is and how it is called. A server can call a folder anything: one line, of bounded length. */
export function folderWords({ kind, path }: FolderPlace): Words {
  const name = oneLine(path);
  switch (kind) {
    case 'inbox':
      return sentence('the inbox');
    case 'junk':
      return sentence('Spam ({0})', name);
    case 'archive':
      return sentence('Archive ({0})', name);
    case 'trash':
      return sentence('Trash ({0})', name);
    case 'other':
      return name;
  }
}

/** Where it is and since when, for a row that is narrow. */
export function deliveryInBrief(delivery: KeptDelivery): Words {
  if (delivery.kind === 'not-arrived') return sentence('not arrived');
  const place = placeInBrief(delivery.folder);
  return delivery.afterMs === undefined ? place : sentence('{0} after {1}', place, duration(delivery.afterMs));
}

function placeInBrief(folder: FolderPlace): Words {
  switch (folder.kind) {
    case 'inbox':
      return sentence('inbox');
    case 'junk':
      return sentence('Spam');
    case 'archive':
    case 'trash':
    case 'other':
      return folderWords(folder);
  }
}

/** What became of it, in a few words. */
export function deliveryWords(delivery: KeptDelivery): Words {
  if (delivery.kind === 'not-arrived') return sentence('not arrived within {0}', duration(delivery.waitedMs));
  const folder = folderWords(delivery.folder);
  return delivery.afterMs === undefined
    ? sentence('arrived in {0}', folder)
    : sentence('arrived in {0} after {1}', folder, duration(delivery.afterMs));
}

/** `0.8 s`, `42 s`, `3 min`, `2 h`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

export function oneLine(text: string, maxLength = 200): string {
  // Control characters, and those that turn the direction of what follows (Unicode, UAX 9).
  const plain = text.slice(0, maxLength + 1).replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\s]+/gu, ' ');
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain;
}
