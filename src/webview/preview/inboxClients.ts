import { text } from './text.ts';

/** A way in which clients list messages. Sizes are those of common clients, in pixels; each client's fonts differ a little. */
export interface InboxClient {
  readonly id: 'phone' | 'compact' | 'wide';
  readonly name: string;
  readonly note: string;
  readonly widthPx: number;
  readonly subject: LineStyle;
  readonly preview: LineStyle;
  /** Both on one line: the preview has the room that the subject leaves. */
  readonly isOneLine: boolean;
}

export interface LineStyle {
  readonly font: string;
  readonly widthPx: number;
  readonly lines: number;
}

const family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/**
 * The phone after Apple Mail, in which 48 characters of a subject and 99 of a preheader were counted
 * (https://www.emailtooltester.com/en/blog/email-subject-lines-character-limit/); the others after Outlook's list beside the
 * message and Gmail's page.
 */
export const inboxClients: readonly InboxClient[] = [
  {
    id: 'phone',
    name: text.phoneList,
    note: text.phoneListNote,
    widthPx: 390,
    subject: { font: `15px ${family}`, widthPx: 342, lines: 1 },
    preview: { font: `15px ${family}`, widthPx: 342, lines: 2 },
    isOneLine: false,
  },
  {
    id: 'compact',
    name: text.compactList,
    note: text.compactListNote,
    widthPx: 320,
    subject: { font: `600 14px ${family}`, widthPx: 252, lines: 1 },
    preview: { font: `13px ${family}`, widthPx: 252, lines: 1 },
    isOneLine: false,
  },
  {
    id: 'wide',
    name: text.wideList,
    note: text.wideListNote,
    widthPx: 960,
    subject: { font: `600 14px ${family}`, widthPx: 680, lines: 1 },
    preview: { font: `14px ${family}`, widthPx: 680, lines: 1 },
    isOneLine: true,
  },
];
