import type { InboxLine } from '../../core/mail/mailState.ts';
import type { Severity } from '../../core/render/renderResult.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

/** What a list of messages is made of. */
export interface ListedMail {
  /** Absent where the project does not say. */
  readonly from?: string;
  readonly subject: string;
  /** Absent until it was read from the newest html. */
  readonly line?: InboxLine;
}

export interface InboxFinding {
  readonly severity: Severity;
  readonly message: string;
}

/** What to know of how a message will be listed, the worst first. */
export function inboxFindings({ from, subject, line }: ListedMail): readonly InboxFinding[] {
  const findings: InboxFinding[] = [];
  if (subject === '') findings.push({ severity: 'warning', message: text.subjectMissing });
  if (/\{\{|\}\}/.test(subject)) findings.push({ severity: 'warning', message: text.subjectHasTags });
  if (line !== undefined) findings.push(...preheaderFindings(line, subject));
  if (from === undefined) findings.push({ severity: 'info', message: text.fromMissing });
  return findings;
}

function preheaderFindings({ preheader, fillerLength, follows }: InboxLine, subject: string): readonly InboxFinding[] {
  const begin = follows.slice(0, quotedLength);
  if (preheader === '') {
    const message = begin === '' ? text.preheaderMissing : format(text.preheaderMissingSo, begin);
    return [{ severity: 'warning', message }];
  }
  const same: InboxFinding[] =
    preheader.toLowerCase() === subject.toLowerCase()
      ? [{ severity: 'warning', message: text.preheaderIsSubject }]
      : [];
  const isShort = preheader.length < preheaderRoom && begin !== '';
  if (!isShort) return same;
  return [
    ...same,
    preheader.length + fillerLength >= preheaderRoom
      ? { severity: 'info', message: text.preheaderPadded }
      : { severity: 'info', message: format(text.preheaderShort, begin) },
  ];
}

/** Characters that the most generous lists show of it: 99 were counted in Apple Mail on an iPhone 14, 97 in Gmail's page. */
const preheaderRoom = 100;

const quotedLength = 60;
